"""Says which reader a file or folder is for, by content first and by name second.

A folder belongs to an export only if the export is the folder; a folder that holds exports among
other things is a mixed one. Readers are asked in the order given. It reads no contributions.
"""

from collections.abc import Sequence
from pathlib import Path

from assistant.errors import UnknownFormat, UnreadableFile
from ingest.archive import shown
from ingest.folderwalk import Listing, list_folder
from ingest.reader import Reader

FOLDER = "folder"
"""Kind of the reader for mixed folders."""
DOCUMENTS = frozenset(["markdown", "html", "text", "pdf", "docx", "pptx", "epub"])
"""Kinds that read one file as one thread."""
_MARKS: dict[str, tuple[frozenset[str], ...]] = {
    "slack": (
        frozenset(["channels.json"]),
        frozenset(["users.json", "groups.json"]),
        frozenset(["org_users.json"]),
    ),
    "zulip": tuple(
        frozenset([f"{name}.json"])
        for name in ("realm", "stream_index", "streams", "subscriptions")
    ),
    "stackexchange": (frozenset(["posts.xml"]),),
    "discourse": (frozenset(["categories.json"]), frozenset(["site.json"])),
    "mbox": (frozenset(["cur", "new"]),),
}
"""Names that stand directly in the folder of an export that cannot be read file by file."""
_SINGLE = frozenset(["slack", "stackexchange"])
"""Kinds whose export is one folder: a folder around it is not the export."""
_APART = frozenset(["discourse", "zulip"])
"""Kinds whose marked exports in one folder are several; what has no mark belongs to one."""
_DATA = (".json", ".xml", ".csv")
"""Suffixes of what belongs to an export whose folder it stands in."""
_NAMED_DOCUMENTS = (".md", ".markdown", ".pdf", ".docx", ".pptx", ".epub", ".html", ".htm")
ATTACHMENTS = "_files"
"""How folders of attachments beside an exported channel end."""
_LOOKED_AT = 500


def detect(path: Path, readers: Sequence[Reader]) -> Reader:
    """Return the reader for a location.

    Raises `UnreadableFile` when it is not there, `UnknownFormat` naming the kinds looked for.
    """
    item = shown(path.name) or str(path)
    if not path.exists():
        raise UnreadableFile(item, "unreadable", "it is not there")
    mixed = next((reader for reader in readers if reader.kind == FOLDER), None)
    others = [reader for reader in readers if reader.kind != FOLDER]
    try:
        found = owner_of(path, others) if path.is_dir() else taker_of(path, others)
        if found is not None and path.is_dir() and beside(list_folder(path), found, others):
            found = mixed or found
    except OSError as error:
        raise UnreadableFile(item, "unreadable", (error.strerror or "").lower()) from error
    if found is not None:
        return found
    if mixed is not None and mixed.accepts(path):
        return mixed
    kinds = ", ".join(sorted({reader.kind for reader in readers}))
    raise UnknownFormat(item, "not_that_format", f"looked for {kinds}")


def taker_of(path: Path, readers: Sequence[Reader]) -> Reader | None:
    """Return the first reader that accepts a file: exports first, unless it is named a document."""
    named = path.suffix.lower() in _NAMED_DOCUMENTS
    ordered = sorted(readers, key=lambda reader: (reader.kind in DOCUMENTS) != named)
    return next((reader for reader in ordered if reader.accepts(path)), None)


def owner_of(folder: Path, readers: Sequence[Reader]) -> Reader | None:
    """Return the export that the folder is; None for a folder of several things.

    Raises `OSError` when the folder cannot be listed.
    """
    listing = list_folder(folder)
    for reader in readers:
        if reader.kind in DOCUMENTS or not reader.accepts(folder):
            continue
        if _is_marked(listing, reader) or not _is_mixed(listing, reader, readers):
            return reader
    return None


def beside(listing: Listing, owner: Reader, readers: Sequence[Reader]) -> tuple[Path, ...]:
    """Return the files in an export's own folder that are something else (a handbook, a list)."""
    if not _is_marked(listing, owner):
        return ()
    others = [reader for reader in readers if reader is not owner]
    return tuple(
        file
        for file in listing.files
        if file.suffix.lower() not in _DATA
        and not _is_beside(file)
        and taker_of(file, others) is not None
    )


def _is_marked(listing: Listing, reader: Reader) -> bool:
    """Say whether the names prove an export that must be read as a whole."""
    return any(mark <= listing.names for mark in _MARKS.get(reader.kind, ()))


def _is_mixed(listing: Listing, reader: Reader, readers: Sequence[Reader]) -> bool:
    """Say whether part of a folder is this export and another part, at any depth, is not."""
    children = (*listing.files, *listing.folders)
    inside = [child for child in children if reader.accepts(child)]
    if reader.kind in _SINGLE:
        return any(child in listing.folders for child in inside)
    folders = [child for child in inside if child in listing.folders]
    if reader.kind in _APART and any(_holds_mark(folder, reader) for folder in folders):
        return True
    others = [other for other in readers if other is not reader]
    rest = [child for child in children if child not in inside and not _is_beside(child)]
    if not inside or any(_holds(child, others) for child in rest):
        return bool(inside)
    below = (_listed(folder) for folder in folders)
    return any(
        _is_mixed(found, reader, readers) for found in below if not _is_marked(found, reader)
    )


def _holds_mark(folder: Path, reader: Reader) -> bool:
    """Say whether an export that must be read as a whole stands in a folder, or below it."""
    waiting, looked_at = [folder], 0
    while waiting and looked_at < _LOOKED_AT:
        listing = _listed(waiting.pop())
        if _is_marked(listing, reader):
            return True
        waiting += listing.folders
        looked_at += 1
    return False


def _listed(folder: Path) -> Listing:
    """Return what stands in a folder; nothing where it cannot be listed."""
    try:
        return list_folder(folder)
    except OSError:
        return Listing(files=(), folders=(), hidden_files=(), hidden_folders=(), problems=())


def _is_beside(child: Path) -> bool:
    """Say whether a child is what exports carry along: a note about them, attachments."""
    return child.name.lower().endswith(ATTACHMENTS) or child.stem.lower() in ("readme", "license")


def _holds(child: Path, readers: Sequence[Reader]) -> bool:
    """Say whether any of the readers takes the file, or one of the first files below."""
    waiting, looked_at = [child], 0
    while waiting and looked_at < _LOOKED_AT:
        path = waiting.pop()
        if any(reader.accepts(path) for reader in readers):
            return True
        looked_at += 1
        if path.is_dir() and not path.is_symlink():
            listing = _listed(path)
            waiting += [*reversed(listing.folders), *reversed(listing.files)]
    return False
