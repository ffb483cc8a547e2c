"""Who is who is read once, and anew as soon as anything changed."""

from assistant.catalog import Catalog, people, who
from assistant.ids import contributor_id
from assistant.ledger import Ledger
from assistant.ledger_files import NO_HASHES
from assistant.naming import EVERYWHERE
from assistant.records import Naming
from tests.builders import author, catalog


def test_what_was_read_is_kept_until_the_catalog_changes(tmp_path):
    made = catalog(tmp_path)
    with made.change() as change:
        people.ensure(change, [author("Ana Silva")])
    with made.read() as reading:
        first = who.known(reading)
    with made.read() as reading:
        assert who.known(reading) is first
    with made.change() as change:
        people.ensure(change, [author("Bo Li")])
        assert len(who.known(change).people) == 2, "a change sees what it wrote itself"
    with made.read() as reading:
        assert len(who.known(reading).people) == 2
    made.close()


def test_a_withdrawal_in_another_process_counts_at_once(tmp_path):
    made = Catalog(f"sqlite:///{tmp_path}/catalog.sqlite", Ledger(tmp_path / "ledger"))
    with made.change() as change:
        people.ensure(change, [author("Ana Silva")])
    with made.read() as reading:
        assert who.known(reading).naming_of("slack:AnaSilva", "s") is Naming.NAMED
    elsewhere = Ledger(tmp_path / "ledger")
    elsewhere.add(
        contributor_id("slack:AnaSilva"), EVERYWHERE, ["slack:AnaSilva"], ["Ana Silva"], NO_HASHES
    )
    with made.read() as reading:
        assert who.known(reading).naming_of("slack:AnaSilva", "s") is Naming.WITHDRAWN
    made.close()
