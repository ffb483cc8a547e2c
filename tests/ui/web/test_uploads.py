"""What stewards upload: no name reaches a path, nothing is unpacked, half a file is none."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import WrongUse
from ui.web import uploads


@given(st.text(max_size=200))
def test_whatever_a_browser_calls_a_file_its_name_stays_in_its_folder(name):
    safe = uploads.safe_name(name)
    assert safe and "/" not in safe and "\\" not in safe and not safe.startswith(".")
    assert (Path("/x") / safe).parent == Path("/x") and len(safe) <= 92
    assert uploads.safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\exports\\Our Slack (1).ZIP", "Our-Slack-1.ZIP"),
        ("", "export"),
        ("...", "export"),
        (".zip", "zip"),
        ("دانیال.mbox", "mbox"),
    ],
)
def test_a_name_keeps_its_plain_letters_and_its_ending(name, safe):
    assert uploads.safe_name(name) == safe


def test_an_upload_is_kept_whole_for_its_owner_only(tmp_path):
    kept = uploads.keep(tmp_path, "our-list", "../list.mbox", io.BytesIO(b"x" * 3_000_000), 5)
    assert kept == tmp_path / "uploads" / "our-list" / "list.mbox"
    assert kept.stat().st_size == 3_000_000 and kept.stat().st_mode & 0o077 == 0
    assert uploads.is_upload(tmp_path, kept) and not uploads.is_upload(tmp_path, tmp_path / "x")
    uploads.discard(tmp_path, "our-list")
    assert not kept.exists()


def test_what_is_too_large_leaves_nothing_behind(tmp_path):
    with pytest.raises(WrongUse, match="larger than 1 MB"):
        uploads.keep(tmp_path, "s", "a.mbox", io.BytesIO(b"x" * 1_100_000), 1)
    assert list((tmp_path / "uploads" / "s").iterdir()) == []


def test_a_newer_export_takes_the_place_of_an_uploaded_one_of_its_kind(tmp_path):
    kept = uploads.keep(tmp_path, "s", "a.mbox", io.BytesIO(b"old"), 1)
    uploads.replace(tmp_path, kept, io.BytesIO(b"new"), "b.MBOX", 1)
    assert kept.read_bytes() == b"new"
    with pytest.raises(WrongUse, match="file, not"):
        uploads.replace(tmp_path, kept, io.BytesIO(b"x"), "b.zip", 1)
    with pytest.raises(WrongUse, match="was not uploaded"):
        uploads.replace(tmp_path, tmp_path / "elsewhere.mbox", io.BytesIO(b"x"), "b.mbox", 1)
    assert [path.name for path in kept.parent.iterdir()] == ["a.mbox"]


@pytest.mark.parametrize("id", ["../x", "", "A", "/etc", "a/b", ".."])
def test_an_id_that_cannot_be_one_makes_no_folder(tmp_path, id):
    for act in (
        lambda: uploads.keep(tmp_path, id, "a.mbox", io.BytesIO(b""), 1),
        lambda: uploads.discard(tmp_path, id),
    ):
        with pytest.raises(WrongUse):
            act()
    assert not (tmp_path / "uploads").exists()


def test_the_communitys_own_folder_is_no_source(tmp_path):
    home = tmp_path / "home"
    (home / "ledger").mkdir(parents=True)
    (tmp_path / "link").symlink_to(home)
    for path in (home, home / "ledger", tmp_path, tmp_path / "link", Path("/")):
        with pytest.raises(WrongUse, match="own folder"):
            uploads.refuse_own(home, path)
    uploads.refuse_own(home, tmp_path / "exports")


def test_halves_of_uploads_and_those_of_no_source_are_swept_away(tmp_path):
    held = uploads.keep(tmp_path, "ours", "list.mbox", io.BytesIO(b"x"), 5)
    half = held.with_name(".0123abcd.part")
    given_up = uploads.keep(tmp_path, "given-up", "list.mbox", io.BytesIO(b"x"), 5)
    half.write_bytes(b"x")
    for path in (held, half, given_up):
        os.utime(path, (1, 1))
    fresh = uploads.keep(tmp_path, "being-added", "list.mbox", io.BytesIO(b"x"), 5)
    uploads.sweep(tmp_path, ["ours"])
    left = sorted(path for path in (tmp_path / "uploads").rglob("*") if path.is_file())
    assert left == [fresh, held] and not given_up.parent.exists()


def test_there_may_be_no_uploads_to_sweep(tmp_path):
    uploads.sweep(tmp_path, [])
    assert list(tmp_path.iterdir()) == []
