"""A folder, or an archive of documents, that holds several things: each goes to its own reader.

Files are read in a stable order, one at a time; exports inside are handed over whole. What no
reader takes is named. It does not know any format itself.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from assistant.errors import ReadError
from assistant.records import ThreadDraft
from ingest.archive import Archive, open_archive, shown
from ingest.detect import ATTACHMENTS, DOCUMENTS, beside, owner_of, taker_of
from ingest.document import NamedRequest
from ingest.filekind import is_zip, start_of
from ingest.folderwalk import Listing, list_folder
from ingest.outcome import FAIL_REASONS, Failed, Noted, Skipped
from ingest.reader import Reader, ReadItem, ReadRequest
from ingest.refusals import refusal

_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")
_COMPANIONS = {
    "discourse": frozenset(["categories.json", "site.json"]),
    "stackexchange": frozenset(
        f"{name}.xml"
        for name in ("users", "comments", "votes", "posthistory", "postlinks", "tags", "badges")
    ),
    "zulip": frozenset(f"{name}.json" for name in ("streams", "subscriptions", "members", "users")),
}
"""Files that mean nothing alone and much beside an export of the kind."""
_LOCAL_IDS = frozenset(["discourse", "irc", "stackexchange", "zulip"])
"""Kinds whose ids any other export may hold too: topic 1, post 1, message 1."""
_COPY_BYTES = 1 << 20
_MAX_MEMBER_BYTES = 2 * 1024**3


class Folder:
    """Read a folder, a zip or a tar of anything the other readers read."""

    kind = "folder"

    def __init__(self, readers: Sequence[Reader] = ()) -> None:
        """Hand files to these readers, in this order."""
        self._readers = tuple(readers)

    def accepts(self, path: Path) -> bool:
        """Say whether it is a folder, or an archive that can be opened."""
        if path.is_dir():
            return True
        return _is_archive(path)

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield what is inside, file by file. Raises `ReadError` when it cannot be opened."""
        if not request.location.is_dir():
            with open_archive(request.location) as archive:
                yield from self._members(archive, request, prefix="")
            return
        try:
            yield from self._folder(request.location, request)
        except OSError as error:
            item = shown(request.location.name)
            raise ReadError(item, "unreadable", (error.strerror or "").lower()) from error

    # folders

    def _folder(self, folder: Path, request: ReadRequest) -> Iterator[ReadItem]:
        listing = list_folder(folder)
        prefix = _name(folder, request.location)
        owner = owner_of(folder, self._readers)
        if owner is not None:  # its reader names what it does not read
            files = beside(listing, owner, self._readers)
            found = _placed(self._export(owner, folder, request), prefix, owner)
            yield from _named(found, prefix, without=files)
            yield from self._loose(files, prefix, request)
            return
        yield from _aside(listing, prefix)
        yield from self._loose(listing.files, prefix, request)
        for inner in listing.folders:
            if _holds_attachments(inner, listing):
                yield Noted(what="attachments_not_read", item=_name(inner, request.location))
                continue
            try:
                yield from self._folder(inner, request)
            except OSError as error:
                item = _name(inner, request.location)
                yield Failed(item=item, reason="unreadable", detail=(error.strerror or "").lower())

    def _loose(
        self, files: Sequence[Path], prefix: str, request: ReadRequest
    ) -> Iterator[ReadItem]:
        """Read the files that stand directly in a folder: exports of one kind together."""
        groups: dict[str, tuple[Reader, list[Path]]] = {}
        alone: list[tuple[Path, Reader | None]] = []
        for file in files:
            reader = taker_of(file, self._readers)
            if reader is None or reader.kind in DOCUMENTS:
                alone.append((file, reader))
            else:
                groups.setdefault(reader.kind, (reader, []))[1].append(file)
        for kind, (_, members) in groups.items():
            known = _COMPANIONS.get(kind, frozenset())
            members += [file for file, _ in alone if file.name.lower() in known]
        taken = {file for _, members in groups.values() for file in members}
        for file, reader in alone:
            if file not in taken:
                yield from self._file(file, reader, request)
        for reader, members in groups.values():
            found = _placed(self._together(reader, members, request), prefix, reader)
            yield from _named(found, prefix)

    def _file(self, file: Path, reader: Reader | None, request: ReadRequest) -> Iterator[ReadItem]:
        name = _name(file, request.location)
        if reader is not None:
            named = NamedRequest(
                location=file, scratch=request.scratch, base_url=request.base_url, name=name
            )
            yield from _safely(reader, named, name)
        elif _is_archive(file):
            yield from self._archive(file, name, request)
        else:
            yield refusal(file, name)

    # exports

    def _together(
        self, reader: Reader, members: Sequence[Path], request: ReadRequest
    ) -> Iterator[ReadItem]:
        """Read the exports of one kind in one go, so that threads over several files stay whole."""
        if len(members) == 1:
            yield from self._export(reader, members[0], request)
            return
        outer = _new_folder(request.scratch, "view")
        # Logs named by dates only are of the channel that their folder is called after.
        view = outer / (members[0].parent.name or "view")
        view.mkdir()
        for member in members:
            _link(member, view / member.name)
        yield from self._export(reader, view, request)
        shutil.rmtree(outer, ignore_errors=True)

    def _export(self, reader: Reader, path: Path, request: ReadRequest) -> Iterator[ReadItem]:
        scratch = _new_folder(request.scratch, "export")
        inner = ReadRequest(location=path, scratch=scratch, base_url=request.base_url)
        yield from _safely(reader, inner, shown(path.name))
        shutil.rmtree(scratch, ignore_errors=True)

    # archives

    def _archive(self, path: Path, name: str, request: ReadRequest) -> Iterator[ReadItem]:
        try:
            with open_archive(path) as archive:
                yield from self._members(archive, request, prefix=f"{name}/")
        except ReadError as error:
            yield Failed(item=name, reason=error.reason, detail=error.detail)

    def _members(self, archive: Archive, request: ReadRequest, prefix: str) -> Iterator[ReadItem]:
        """Read an archive's files, each through a copy under a name of our own."""
        for problem in archive.problems:
            whole = prefix.endswith(f"{problem.item}/")
            yield replace(problem, item=prefix.rstrip("/") if whole else prefix + problem.item)
        folder = _new_folder(request.scratch, "member")
        for member in sorted(archive.names()):
            if any(part.startswith(".") for part in member.split("/")):
                yield Skipped(item=prefix + shown(member), reason="not_a_document")
                continue
            yield from self._member(archive, member, folder, prefix, request)
        shutil.rmtree(folder, ignore_errors=True)

    def _member(
        self, archive: Archive, member: str, folder: Path, prefix: str, request: ReadRequest
    ) -> Iterator[ReadItem]:
        name = prefix + shown(member)
        copy = folder / _safe_name(member)
        try:
            _copy(archive, member, copy)
        except (ReadError, OSError) as error:
            reason = error.reason if isinstance(error, ReadError) else "unreadable"
            yield Failed(item=name, reason=reason, detail=getattr(error, "detail", ""))
            copy.unlink(missing_ok=True)
            return
        reader = taker_of(copy, self._readers)
        if reader is None and _is_archive(copy):
            yield Failed(item=name, reason="unsafe", detail="an archive inside an archive")
        elif reader is None:
            yield refusal(copy, name)
        elif reader.kind in DOCUMENTS:
            base_url = None if prefix else request.base_url
            named = NamedRequest(location=copy, scratch=folder, base_url=base_url, name=name)
            yield from _safely(reader, named, name)
        else:
            inside = str(PurePosixPath(name).parent).removesuffix(".")
            found = _placed(self._export(reader, copy, request), inside, reader)
            yield from _named(found, inside)
        copy.unlink(missing_ok=True)


def _safely(reader: Reader, request: ReadRequest, name: str) -> Iterator[ReadItem]:
    """Read one location; whatever is wrong with it as a whole becomes its failure."""
    try:
        yield from reader.read(request)
    except ReadError as error:
        reason = error.reason if error.reason in FAIL_REASONS else "malformed"
        yield Failed(item=name, reason=reason, detail=error.detail)
    except OSError as error:
        yield Failed(item=name, reason="unreadable", detail=(error.strerror or "").lower())


def _placed(items: Iterator[ReadItem], prefix: str, reader: Reader) -> Iterator[ReadItem]:
    """Put the folder before ids that mean something only inside their own export."""
    for item in items:
        if prefix and isinstance(item, ThreadDraft) and reader.kind in _LOCAL_IDS:
            yield _moved(item, prefix)
        else:
            yield item


def _moved(thread: ThreadDraft, prefix: str) -> ThreadDraft:
    drafts = tuple(
        replace(
            draft,
            external_id=f"{prefix}/{draft.external_id}",
            reply_to=f"{prefix}/{draft.reply_to}" if draft.reply_to else None,
        )
        for draft in thread.drafts
    )
    return replace(thread, external_id=f"{prefix}/{thread.external_id}", drafts=drafts)


def _named(
    items: Iterator[ReadItem], prefix: str, without: Sequence[Path] = ()
) -> Iterator[ReadItem]:
    """Put the folder before the names of items, and leave out the files that are read alone."""
    alone = {shown(path.name) for path in without}
    for item in items:
        if isinstance(item, Skipped | Failed | Noted):
            if isinstance(item, Skipped | Failed) and item.item in alone:
                continue
            yield replace(item, item=f"{prefix}/{item.item}" if prefix else item.item)
        else:
            yield item


def _holds_attachments(folder: Path, listing: Listing) -> bool:
    """Say whether a folder holds the media of an exported channel beside it."""
    name = folder.name.lower()
    return name.endswith(ATTACHMENTS) and name.removesuffix(ATTACHMENTS) in listing.names


def _aside(listing: Listing, prefix: str) -> Iterator[ReadItem]:
    """Yield what a folder holds that is not read: links, pipes, hidden files."""
    yield from _named(iter(listing.problems), prefix)
    hidden = [Skipped(item=shown(p.name), reason="not_a_document") for p in listing.hidden_files]
    yield from _named(iter(hidden), prefix)
    notes = [
        Noted(what="hidden_folder_not_read", item=shown(path.name))
        for path in listing.hidden_folders
    ]
    yield from _named(iter(notes), prefix)


def _name(path: Path, root: Path) -> str:
    """Return a path below the root as it stands in reports; "" for the root itself."""
    return "" if path == root else shown(path.relative_to(root).as_posix())


def _is_archive(path: Path) -> bool:
    """Say whether a file is, or by its name should be, a zip or tar."""
    name = path.name.lower()
    start = start_of(path)
    if not start:
        return False
    return name.endswith(_ARCHIVES) or ("." not in name and is_zip(start))


def _new_folder(scratch: Path, kind: str) -> Path:
    number = sum(1 for _ in scratch.glob(f"{kind}-*")) if scratch.is_dir() else 0
    while (folder := scratch / f"{kind}-{number}").exists():
        number += 1
    folder.mkdir(parents=True)
    return folder


def _link(source: Path, target: Path) -> None:
    """Put a file into a view: a hard link where the disk allows it, else a copy."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copyfile(source, target, follow_symlinks=False)


def _safe_name(member: str) -> str:
    """Return a file name for the copy of a member: its last part, never a path, never hidden."""
    bare = "".join(c if c.isalnum() or c in " .-_()" else "_" for c in member.split("/")[-1])
    stem, suffix = os.path.splitext(bare.lstrip("."))
    return f"{stem[:60]}{suffix[:20]}" or "member"


def _copy(archive: Archive, member: str, target: Path) -> None:
    """Copy a member. Raises `ReadError` for damage, bombs and what is larger than 2 GB."""
    left = _MAX_MEMBER_BYTES
    with archive.open(member) as source, target.open("wb") as copy:
        while piece := source.read(_COPY_BYTES):
            left -= len(piece)
            if left < 0:
                raise ReadError(shown(member), "too_large", "more than 2 GB")
            copy.write(piece)
