"""What arrived: new words since a revision, for whoever looks through them."""

from assistant.catalog import arrived
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from tests.builders import CountingEmbedder, ListReader, catalog, draft, source, thread_draft


def test_only_threads_stored_after_a_revision_are_given_out_whole_and_in_order(tmp_path):
    export = tmp_path / "export"
    export.mkdir()
    place = source(export)
    held = catalog(tmp_path, place)
    route = Sync(held, Shelf(held, CountingEmbedder()), "m")

    def sync(*items):
        (export / "export.txt").write_text(repr(items))
        route.run(place, ListReader(items), Wish())

    def texts_since(revision):
        with held.read() as reading:
            return [found.text for found in arrived.since(reading, revision)]

    first = thread_draft("t1", draft("1", "Who knows?"))
    sync(first, thread_draft("t2", draft("9", "Another matter.")))
    before = held.revision()
    assert sorted(texts_since(0)) == ["Another matter.", "Who knows?"]
    assert texts_since(before) == []

    sync(
        thread_draft("t1", draft("1", "Who knows?"), draft("2", "I do.")),
        thread_draft("t2", draft("9", "Another matter.")),
    )
    assert texts_since(before) == ["Who knows?", "I do."]
    held.close()
