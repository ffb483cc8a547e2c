"""`firsthand init`: a home that is usable, with settings that explain themselves."""

import os
import stat
import tomllib

from assistant.settings import SETTINGS_FILE, Settings, read_settings
from ui.commands.app import run


def test_the_settings_file_shows_every_setting_and_sets_none(tmp_path, capsys):
    assert run(["init", "--home", str(tmp_path / "home")]) == 0
    file = tmp_path / "home" / SETTINGS_FILE
    shown = file.read_text("utf-8")
    assert tomllib.loads(shown) == {}
    settable = "\n".join(line.removeprefix("# ") for line in shown.splitlines() if " = " in line)
    taken = tomllib.loads(settable)
    assert set(taken) == set(Settings.model_fields) - {"home"}
    untouched = read_settings(tmp_path / "home")
    file.write_text(settable, "utf-8")
    assert read_settings(tmp_path / "home") == untouched
    assert "firsthand source add" in capsys.readouterr().out


def test_settings_that_are_there_stay(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / SETTINGS_FILE).write_text('title = "Ours"\n', "utf-8")
    assert run(["init", "--home", str(tmp_path / "home")]) == 0
    assert (tmp_path / "home" / SETTINGS_FILE).read_text("utf-8") == 'title = "Ours"\n'


def test_no_other_user_of_the_machine_can_read_what_is_kept(tmp_path):
    before = os.umask(0o022)
    try:
        assert run(["init", "--home", str(tmp_path / "home")]) == 0
        (tmp_path / "shared").mkdir()
        assert run(["init", "--home", str(tmp_path / "shared")]) == 0
        talk = str(tmp_path / "talk.jsonl")
        asked = ["ask", "Who knows?", "--conversation", talk]
        assert run([*asked, "--home", str(tmp_path / "home")]) == 0
    finally:
        os.umask(before)
    private = [tmp_path / "home", tmp_path / "shared" / "catalog.sqlite", tmp_path / "talk.jsonl"]
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in private] == [0, 0, 0]
