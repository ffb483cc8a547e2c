"""Damage inside the catalog: found, named with what to do, and not written over."""

import sqlite3
from contextlib import closing

import pytest

from assistant.errors import CatalogDamaged
from tests.durability.home import command, made_home, opened, put, question


@pytest.fixture
def home(tmp_path):
    return made_home(tmp_path / "home", 200)


def wrong(found):
    return {row["what"]: row["words"] for row in found["findings"] if not row["ok"]}


def overwrite_a_page(home):
    """Write noise over the root page of the passages' own index."""
    file = home / "catalog.sqlite"
    with closing(sqlite3.connect(file)) as made:
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = made.execute("PRAGMA page_size").fetchone()[0]
        [page] = made.execute("SELECT rootpage FROM sqlite_master WHERE name='passage_revision'")
    with file.open("r+b") as raw:
        raw.seek((page[0] - 1) * size)
        raw.write(b"\x5a" * size)


def test_an_overwritten_page_is_found_and_nothing_is_written_any_more(home, capfd):
    file = home.parent / "monday.backup"
    assert command(capfd, home, "backup", str(file))[0] == 0
    overwrite_a_page(home)
    code, found = command(capfd, home, "verify")
    assert code == 1 and "firsthand restore FILE --force" in wrong(found)["catalog"]
    community = opened(home)
    with pytest.raises(CatalogDamaged, match="restore"):
        put(community, [900])
    community.close()
    assert command(capfd, home, "restore", str(file), "--force")[0] == 0
    assert command(capfd, home, "verify")[1]["ok"]
    community = opened(home)
    put(community, [900])
    community.close()


def test_a_file_that_is_no_database_is_named_with_what_to_do(home, capfd):
    for path in home.glob("catalog.sqlite*"):
        path.write_bytes(b"not a database " * 500)
    code, failed = command(capfd, home, "verify")
    assert (code, failed["kind"]) == (1, "CatalogDamaged") and "restore" in failed["error"]


def test_rows_without_an_audience_are_private_and_reported(home, capfd):
    with closing(sqlite3.connect(home / "catalog.sqlite")) as made:
        made.execute("UPDATE passage SET audience = '' WHERE text LIKE 'Number 7:%'")
        made.commit()
    code, found = command(capfd, home, "verify")
    assert code == 1 and wrong(found)["audiences"].startswith("1 row")
    community = opened(home)
    with community.answers("a test") as answers:
        texts = [item.passage.text for item in answers.search(question(7), 50)]
    assert texts and not any(text.startswith("Number 7:") for text in texts)
    community.close()


def test_a_passage_without_a_vector_is_reported(home, capfd):
    with closing(sqlite3.connect(home / "catalog.sqlite")) as made:
        made.execute("DELETE FROM vector WHERE rowid IN (SELECT rowid FROM vector LIMIT 3)")
        made.commit()
    code, found = command(capfd, home, "verify")
    assert code == 1 and wrong(found)["vectors"].startswith("3 passages")
