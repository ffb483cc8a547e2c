"""Folders, zips and tars: the same names and bytes, and nothing that escapes, explodes or hangs."""

import io
import os
import tarfile
import warnings
import zipfile
from pathlib import Path

import pytest

from assistant.errors import ReadError, TooLarge, UnknownFormat, UnreadableFile
from ingest.archive import ArchiveLimits, open_archive, open_files

FILES = {"a.json": b"[1]", "deep/café.txt": b"two", "deep/er/c": b"x" * 100_000}


def as_folder(root: Path) -> Path:
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def as_zip(path: Path, more: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (FILES | (more or {})).items():
            archive.writestr(name, content)
    return path


def as_tar(path: Path, mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for name, content in FILES.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def contents(path: Path) -> dict[str, bytes]:
    with open_archive(path) as archive:
        assert not archive.problems
        return {name: archive.open(name).read() for name in archive.names()}


def problems(path: Path) -> set[tuple[str, str]]:
    with open_archive(path) as archive:
        return {(problem.item, problem.reason) for problem in archive.problems}


def test_a_folder_a_zip_and_tars_give_the_same(tmp_path):
    assert contents(as_folder(tmp_path / "folder")) == FILES
    assert contents(as_zip(tmp_path / "x.zip")) == FILES
    for mode in ("w", "w:gz", "w:bz2", "w:xz"):
        assert contents(as_tar(tmp_path / "x.tar", mode)) == FILES


def test_any_other_file_is_the_only_member_where_asked(tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(b"[1]")
    with pytest.raises(UnknownFormat):
        open_archive(path)
    with open_files(path) as archive:
        assert archive.names() == ("x.json",)
        assert archive.open("x.json").read() == b"[1]"


def test_leftovers_of_operating_systems_are_no_files(tmp_path):
    path = as_zip(
        tmp_path / "x.zip", {"__MACOSX/a.json": b"", "deep/.DS_Store": b"", "deep/._b": b"x"}
    )
    assert contents(path) == FILES
    as_folder(tmp_path / "folder")
    (tmp_path / "folder/.DS_Store").touch()
    assert contents(tmp_path / "folder") == FILES


@pytest.mark.parametrize("name", ["../up", "a/../../up", "/abs", "C:\\w", "..\\up", "a\\..\\..\\u"])
def test_names_that_escape_are_refused_and_the_rest_is_read(tmp_path, name):
    path = as_zip(tmp_path / "x.zip", {name: b"evil"})
    assert {reason for _, reason in problems(path)} == {"unsafe"}
    with open_archive(path) as archive:
        assert set(archive.names()) == set(FILES)


def test_two_members_of_one_name_are_both_refused(tmp_path):
    path = as_zip(tmp_path / "x.zip")
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("deep/../a.json", b"")
        archive.writestr("./deep//er/c", b"other")
    assert problems(path) == {("deep/../a.json", "unsafe"), ("./deep//er/c", "unsafe")}
    with open_archive(path) as opened:
        assert set(opened.names()) == {"a.json", "deep/café.txt"}


def test_links_and_devices_in_archives_are_refused(tmp_path):
    zipped = zipfile.ZipInfo("link")
    zipped.external_attr = 0o120777 << 16
    path = as_zip(tmp_path / "x.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipped, "/etc/hostname")
    assert problems(path) == {("link", "unsafe")}
    tar_path = as_tar(tmp_path / "x.tar", "w")
    with tarfile.open(tar_path, "a") as tar:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo(f"kind-{kind.decode()}")
            info.type, info.linkname = kind, "/etc/hostname"
            tar.addfile(info)
    assert {reason for _, reason in problems(tar_path)} == {"unsafe"}
    assert len(problems(tar_path)) == 4


def test_pipes_links_and_loops_in_a_folder_are_named_and_never_hang(tmp_path):
    root = as_folder(tmp_path / "folder")
    os.mkfifo(root / "pipe")
    (root / "loop").symlink_to(".")
    (root / "deep/out").symlink_to("/etc/hostname")
    assert problems(root) == {("pipe", "unreadable"), ("loop", "unsafe"), ("deep/out", "unsafe")}
    with pytest.raises(UnreadableFile):
        open_archive(root / "pipe")


def test_a_file_that_cannot_be_read_vanishes_or_changes_is_named(tmp_path):
    root = as_folder(tmp_path / "folder")
    with open_archive(root) as archive:
        (root / "a.json").unlink()
        with pytest.raises(UnreadableFile) as gone:
            archive.open("a.json")
        with archive.open("deep/er/c") as file, pytest.raises(UnreadableFile) as changed:
            file.read(10)
            (root / "deep/er/c").write_bytes(b"y" * 200_000)
            file.read()
    assert (gone.value.item, gone.value.reason) == ("a.json", "unreadable")
    assert (changed.value.item, changed.value.reason) == ("deep/er/c", "changed_while_read")


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_named(tmp_path):
    root = as_folder(tmp_path / "folder")
    (root / "deep").chmod(0)
    try:
        assert problems(root) == {("deep/", "unreadable")}
    finally:
        (root / "deep").chmod(0o755)


def test_bombs_are_stopped_while_they_are_read(tmp_path):
    path = as_zip(tmp_path / "x.zip", {"bomb": b"0" * 100_000_000})
    with open_archive(path) as archive, archive.open("bomb") as file:
        with pytest.raises(TooLarge) as caught:
            while file.read(1 << 20):
                pass
        assert caught.value.item == "bomb"
    small = ArchiveLimits(allowance=1000, ratio=2)
    with pytest.raises(TooLarge):
        open_archive(as_tar(tmp_path / "x.tar.gz"), small)


def test_the_budget_holds_for_all_members_together(tmp_path):
    more = {f"n{number}": bytes(1000) for number in range(50)}
    limits = ArchiveLimits(allowance=1000, ratio=5)
    path = as_zip(tmp_path / "x.zip", more)
    with open_archive(path, limits) as archive, pytest.raises(TooLarge):
        for name in more:
            archive.open(name).read()


def test_too_many_entries_are_refused(tmp_path):
    few = ArchiveLimits(entries=2)
    for path in (as_zip(tmp_path / "x.zip"), as_tar(tmp_path / "x.tar")):
        with pytest.raises(TooLarge) as caught:
            open_archive(path, few)
        assert caught.value.reason == "too_large"
    with open_archive(as_folder(tmp_path / "folder"), few) as archive:
        assert len(archive.names()) == 3


def test_an_encrypted_member_is_named(tmp_path):
    data = bytearray(as_zip(tmp_path / "x.zip").read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + at] |= 1
    (tmp_path / "x.zip").write_bytes(data)
    assert problems(tmp_path / "x.zip") == {("a.json", "encrypted")}


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tar.xz"])
def test_a_truncated_archive_is_named_and_never_silently_short(tmp_path, kind, share):
    path = tmp_path / f"x.{kind}"
    modes = {"tar": "w", "tar.gz": "w:gz", "tar.xz": "w:xz"}
    whole = (as_zip(path) if kind == "zip" else as_tar(path, modes[kind])).read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    try:
        with open_archive(path) as archive:
            read = {name: archive.open(name).read() for name in archive.names()}
            assert archive.problems or read == FILES  # only the padding at the end is cut
            assert all(FILES[name] == content for name, content in read.items())
    except ReadError as error:
        assert error.reason in ("truncated", "not_that_format", "malformed")


def test_a_damaged_member_is_named_while_it_is_read(tmp_path):
    data = bytearray(as_zip(tmp_path / "x.zip").read_bytes())
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        start = archive.getinfo("deep/er/c").header_offset + 30 + len("deep/er/c")
    data[start : start + 20] = b"\xff" * 20
    (tmp_path / "x.zip").write_bytes(data)
    with open_archive(tmp_path / "x.zip") as archive:
        assert archive.open("a.json").read() == FILES["a.json"]
        with pytest.raises(UnreadableFile) as caught:
            archive.open("deep/er/c").read()
    assert (caught.value.item, caught.value.reason) == ("deep/er/c", "malformed")
