"""A backup taken while the home is in use gives the same answers on an empty machine."""

import os
import shutil
import sqlite3
import stat
import threading

import pytest

from assistant.catalog import engine
from tests.durability.home import command, made_home, opened, put, question

ASKED = (3, 17, 41)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return made_home(tmp_path_factory.mktemp("sound") / "home", 60)


@pytest.fixture(scope="module")
def file(sound, tmp_path_factory):
    from assistant.backup import back_up
    from assistant.settings import read_settings

    (sound / "firsthand.toml").write_text('title = "The dikes"\n')
    target = tmp_path_factory.mktemp("backups") / "monday.backup"
    back_up(read_settings(sound), target)
    return target


def answers(home):
    community = opened(home)
    with community.answers("a test") as service:
        assert service.problem() is None
        found = [
            [(item.passage.id, item.passage.text) for item in service.search(question(n), 10)]
            for n in ASKED
        ]
    community.close()
    return found


def test_an_empty_machine_gives_the_same_answers_after_a_restore(sound, file, tmp_path, capfd):
    home = tmp_path / "elsewhere" / "home"
    code, done = command(capfd, home, "restore", str(file))
    assert code == 0 and done["ledger"] is False
    assert answers(home) == answers(sound)
    assert command(capfd, home, "verify")[1]["ok"]
    assert (home / "firsthand.toml").read_text() == 'title = "The dikes"\n'
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert [path.name for path in home.glob(".restor*")] == []


def test_a_backup_is_one_file_for_its_owner_alone(file):
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


def test_a_backup_taken_while_a_sync_writes_is_whole(tmp_path, capfd):
    home = made_home(tmp_path / "home", 20)
    stop, community = threading.Event(), opened(home)

    def write():
        n = 1000
        while not stop.is_set():
            put(community, range(n, n + 5))
            n += 5

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for i in range(3):
            code, _ = command(capfd, home, "backup", str(tmp_path / f"{i}.backup"))
            assert code == 0
    finally:
        stop.set()
        writer.join()
        community.close()
    code, _ = command(capfd, tmp_path / "again", "restore", str(tmp_path / "2.backup"))
    assert code == 0
    assert command(capfd, tmp_path / "again", "verify")[1]["ok"]


def test_a_home_that_holds_something_is_not_overwritten_unless_told(file, tmp_path, capfd):
    home = made_home(tmp_path / "home", 5)
    code, refused = command(capfd, home, "restore", str(file))
    assert (code, refused["kind"]) == (2, "WrongUse") and "--force" in refused["error"]
    code, _ = command(capfd, home, "restore", str(file), "--force")
    assert code == 0 and command(capfd, home, "verify")[1]["ok"]
    assert "60 passages" in command(capfd, home, "verify")[1]["findings"][2]["words"]


def test_indexes_of_before_are_never_taken_for_the_restored_catalogs(file, tmp_path, capfd):
    home = made_home(tmp_path / "home", 25)
    shutil.copytree(home / "indexes", tmp_path / "kept")
    assert command(capfd, home, "restore", str(file), "--force")[0] == 0
    shutil.rmtree(home / "indexes")
    shutil.copytree(tmp_path / "kept", home / "indexes")
    code, found = command(capfd, home, "verify")
    assert code == 1 and "another catalog" in found["findings"][-1]["words"]


def test_a_damaged_backup_is_refused_and_changes_nothing(file, tmp_path, capfd):
    broken = tmp_path / "broken.backup"
    bytes_of = bytearray(file.read_bytes())
    bytes_of[40_960:49_152] = os.urandom(8192)
    broken.write_bytes(bytes_of)
    code, refused = command(capfd, tmp_path / "home", "restore", str(broken))
    assert (code, refused["kind"]) == (1, "CatalogDamaged")
    assert not (tmp_path / "home" / "catalog.sqlite").exists()


def test_what_is_no_backup_is_refused_in_words(tmp_path, capfd):
    text = tmp_path / "letter.txt"
    text.write_text("Dear all, " * 1000)
    assert command(capfd, tmp_path / "home", "restore", str(text))[0] == 1
    assert command(capfd, tmp_path / "home", "restore", str(tmp_path / "none"))[0] == 2


def test_a_backup_of_a_later_version_is_refused(file, tmp_path, capfd):
    later = tmp_path / "later.backup"
    shutil.copy(file, later)
    with sqlite3.connect(later) as made:
        made.execute("UPDATE backup_note SET value = '9999' WHERE key = 'schema'")
    made.close()
    code, refused = command(capfd, tmp_path / "home", "restore", str(later))
    assert (code, refused["kind"]) == (1, "CatalogTooNew")
    assert "9999" in refused["error"] and engine.SCHEMA in refused["error"]


def test_who_withdrew_after_the_backup_is_not_brought_back(tmp_path, capfd):
    home, file = made_home(tmp_path / "home", 12), tmp_path / "monday.backup"
    assert command(capfd, home, "backup", str(file))[0] == 0
    assert b"Ana Silva" in file.read_bytes()
    code, _ = command(capfd, home, "consent", "set", "slack:AnaSilva", "withdrawn")
    assert code == 0
    other = tmp_path / "other"
    line = ("restore", str(file), "--ledger", str(home / "ledger"))
    code, done = command(capfd, other, *line)
    assert (code, done["ledger"]) == (0, True)
    community = opened(other)
    with community.answers("a test") as service:
        assert service.search(question(3), 10) == []
    community.close()
    held = [path for path in other.rglob("*") if path.is_file()]
    assert [path for path in held if b"Ana Silva" in path.read_bytes()] == []


def test_who_took_a_pseudonym_after_the_backup_is_not_named_again(tmp_path, capfd):
    home, file = made_home(tmp_path / "home", 12), tmp_path / "monday.backup"
    assert command(capfd, home, "backup", str(file))[0] == 0
    assert command(capfd, home, "consent", "set", "slack:AnaSilva", "pseudonym")[0] == 0
    [before] = command(capfd, home, "people")[1]["people"]
    assert command(capfd, home, "restore", str(file), "--force")[0] == 0
    [after] = command(capfd, home, "people")[1]["people"]
    assert after == before and after["naming"] == "pseudonym"
