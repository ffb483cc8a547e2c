"""The small set of ids behaves as a plain one."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.ids import contribution_id
from ingest import seen
from ingest.seen import SeenIds


@given(st.lists(st.integers(0, 300)))
def test_it_holds_what_was_added_and_nothing_else(numbers):
    ids, plain = SeenIds(), set()
    for number in numbers:
        id = contribution_id("s", str(number))
        assert ids.add(id) == (id not in plain)
        plain.add(id)
    for number in range(301):
        id = contribution_id("s", str(number))
        assert (id in ids) == (id in plain)


def test_ids_that_were_sorted_in_are_still_known(monkeypatch):
    monkeypatch.setattr(seen, "_RECENT", 7)
    wanted = [contribution_id("s", str(n)) for n in range(100)]
    ids = SeenIds(wanted)
    assert all(id in ids and not ids.add(id) for id in wanted)
    assert contribution_id("s", "100") not in ids
