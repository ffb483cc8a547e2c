"""Tags are offered only of threads that a viewer may read."""

from assistant.catalog import sources, tags
from assistant.records import SourceState
from tests.builders import draft, thread_draft
from tests.ui.web.houses import community

TALK = {
    "forum": (
        thread_draft("1", draft("1/1", "One."), tags=("visits", "launch")),
        thread_draft("2", draft("2/1", "Two."), tags=("visits",)),
        thread_draft("3", draft("3/1", "Three.")),
    ),
    "desk": (thread_draft("9", draft("9/1", "Nine."), tags=("quarrels",)),),
}


def test_a_viewer_finds_the_tags_of_what_they_may_read(tmp_path):
    made = community(tmp_path, TALK)
    with made.read() as reading:
        assert tags.offered(reading, frozenset({"public"}), 9) == ("launch", "visits")
        assert tags.offered(reading, frozenset({"public"}), 1) == ("visits",)
        assert "quarrels" in tags.offered(reading, frozenset({"public", "stewards"}), 9)
    with made.change() as change:
        sources.set_state(change, "forum", SourceState.PAUSED)
    with made.read() as reading:
        assert tags.offered(reading, frozenset({"public"}), 9) == ()
    made.close()
