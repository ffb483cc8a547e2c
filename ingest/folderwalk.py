"""Lists one folder at a time in a stable order: files, folders, what is hidden, what is refused.

Links are never followed and devices never opened. It does not know what the files hold.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from ingest.archive import shown
from ingest.archive_member import is_noise
from ingest.outcome import Failed

_TOOLS = {".git", ".hg", ".svn", ".bzr", "node_modules", "__pycache__", ".venv", ".obsidian"}
"""Folders of programs; what is in them is nobody's contribution."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What stands directly in a folder, sorted by name."""

    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    hidden_files: tuple[Path, ...]
    hidden_folders: tuple[Path, ...]
    problems: tuple[Failed, ...]
    """Links, pipes, devices, entries that cannot be looked at; named by their own name."""

    @property
    def names(self) -> frozenset[str]:
        """Names of files and folders in lower case."""
        return frozenset(path.name.lower() for path in (*self.files, *self.folders))


def list_folder(folder: Path) -> Listing:
    """Return what stands in the folder. Raises `OSError` when it cannot be listed."""
    kinds: dict[str, list[Path]] = {"file": [], "folder": [], "file.": [], "folder.": []}
    problems = []
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if is_noise(entry.name) or entry.name in _TOOLS:
            continue
        kind = _kind(entry)
        if isinstance(kind, Failed):
            problems.append(kind)
        else:
            kinds[kind + "." if entry.name.startswith(".") else kind].append(Path(entry.path))
    return Listing(
        files=tuple(kinds["file"]),
        folders=tuple(kinds["folder"]),
        hidden_files=tuple(kinds["file."]),
        hidden_folders=tuple(kinds["folder."]),
        problems=tuple(problems),
    )


def _kind(entry: "os.DirEntry[str]") -> str | Failed:
    item = shown(entry.name)
    try:
        if entry.is_symlink():
            return Failed(item=item, reason="unsafe", detail="a symbolic link")
        if entry.is_dir(follow_symlinks=False):
            return "folder"
        if entry.is_file(follow_symlinks=False):
            return "file"
    except OSError as error:
        return Failed(item=item, reason="unreadable", detail=(error.strerror or "").lower())
    return Failed(item=item, reason="unreadable", detail="not a regular file")
