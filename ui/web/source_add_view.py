"""Adding a source: by upload or path, with a look at what it holds before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assistant.errors import FirsthandError
from assistant.records import PUBLIC, JsonObject, Naming
from assistant.visitor import Role
from ingest.outcome import FAIL_REASONS, SKIP_REASONS
from ingest.register import checked_base_url
from ui.web import desk_sources, desk_view, frame, words_desk
from ui.web.desk_sources import Desk, NewSource
from ui.web.frame import Frame
from ui.web.safe_text import label
from ui.web.session import WIDGETS
from ui.web.source_care_view import mask_choice

_PREVIEW, _ADDING, _NEW = "preview", "adding", "new_source"
_NAMINGS = (Naming.NAMED, Naming.PSEUDONYM)
_LISTS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    (words_desk.PRIVATE, "private", {}),
    (words_desk.LEFT_OUT, "skipped", SKIP_REASONS),
)
"""What stays out: a heading, where it stands in a preview, its keys in words."""
_MOST_LISTED = 10


@dataclass(frozen=True, kw_only=True)
class _Filled:
    """The form as a steward filled it in."""

    path: str
    """Empty: a file is uploaded."""
    file: UploadedFile | None
    id: str
    title: str
    audience: str
    spaces: str
    base_url: str
    naming: Naming
    mask: tuple[str, ...]


def draw(opened: Frame, desk: Desk, *, is_first: bool) -> None:
    """Let a steward add a source."""
    if is_first:
        st.info(words_desk.NO_SOURCES, icon=":material/inbox:")
    is_open = is_first or bool(opened.session.noted(_PREVIEW))
    with st.expander(words_desk.ADD, expanded=is_open, icon=":material/add:"):
        _form(opened, desk)
        _previewed(opened, desk)
    news = desk_view.watch(opened, _ADDING, words_desk.ADDING)
    if news is not None:
        opened.session.note(_ADDING, "")
        desk_view.begin(
            opened, f"sync {news.said['id']}", lambda: desk_sources.sync(desk, news.said["id"])
        )


def _form(opened: Frame, desk: Desk) -> None:
    may_name_paths = Role.MAINTAINER in opened.visitor.roles
    ways = (words_desk.BY_UPLOAD, words_desk.BY_PATH) if may_name_paths else (words_desk.BY_UPLOAD,)
    way = st.radio(
        words_desk.HOW, ways, key=f"{WIDGETS}add_way", horizontal=True, disabled=len(ways) == 1
    )
    with st.form(f"{WIDGETS}add", border=False):
        filled = _fields(desk, is_path=way == words_desk.BY_PATH)
        is_sent = st.form_submit_button(words_desk.LOOK, icon=":material/visibility:")
    if not is_sent:
        return
    if filled.file is None and not filled.path:
        st.warning(words_desk.NOTHING_GIVEN, icon=":material/error:")
        return
    try:
        new = _new_source(desk, filled)
    except FirsthandError as error:
        frame.tell(error)
        return
    opened.session.hold(_NEW, new)
    desk_view.begin(opened, _PREVIEW, lambda: desk_sources.preview(desk, new))


def _fields(desk: Desk, *, is_path: bool) -> _Filled:
    """Draw what is asked about a source; return it as it was filled in."""
    path, file = _place(is_path=is_path)
    id = st.text_input(words_desk.ID, help=words_desk.ID_HELP, key=f"{WIDGETS}add_id")
    title = st.text_input(
        words_desk.TITLE, help=words_desk.TITLE_HELP, max_chars=200, key=f"{WIDGETS}add_title"
    )
    audience = st.selectbox(
        words_desk.AUDIENCE,
        desk_sources.audiences(desk),
        help=words_desk.AUDIENCE_HELP,
        accept_new_options=True,
        key=f"{WIDGETS}add_audience",
    )
    spaces = st.text_area(
        words_desk.SPACES, help=words_desk.SPACES_HELP, height=68, key=f"{WIDGETS}add_spaces"
    )
    base_url = st.text_input(
        words_desk.BASE_URL, help=words_desk.BASE_URL_HELP, key=f"{WIDGETS}add_base_url"
    )
    return _Filled(
        path=path.strip(),
        file=file,
        id=id.strip(),
        title=title.strip(),
        audience=audience or PUBLIC,
        spaces=spaces,
        base_url=base_url,
        naming=_naming_choice(),
        mask=mask_choice(["key"], f"{WIDGETS}add_mask"),
    )


def _new_source(desk: Desk, filled: _Filled) -> NewSource:
    """Return what was filled in as a source, its upload kept.

    Raises WrongUse for what cannot be one.
    """
    file = filled.file
    location = (
        Path(filled.path) if file is None else desk_sources.upload(desk, filled.id, file.name, file)
    )
    return NewSource(
        id=filled.id,
        location=location,
        title=filled.title,
        audience=filled.audience,
        spaces=desk_sources.pairs(filled.spaces),
        attribution=filled.naming,
        base_url=checked_base_url(filled.base_url) or "",
        mask=filled.mask,
    )


def _place(*, is_path: bool) -> tuple[str, UploadedFile | None]:
    """Draw where the source comes from; return its path, or what was uploaded."""
    if is_path:
        place = st.text_input(
            words_desk.PATH, placeholder=words_desk.PATH_EXAMPLE, key=f"{WIDGETS}add_path"
        )
        return place, None
    return "", st.file_uploader(
        words_desk.UPLOAD, help=words_desk.UPLOAD_HELP, key=f"{WIDGETS}add_file"
    )


def _naming_choice() -> Naming:
    return st.selectbox(
        words_desk.ATTRIBUTION,
        _NAMINGS,
        format_func=lambda naming: words_desk.ATTRIBUTIONS[naming.value],
        key=f"{WIDGETS}add_naming",
    )


def _previewed(opened: Frame, desk: Desk) -> None:
    new = opened.session.held(_NEW, NewSource)
    if new is None or not opened.session.noted(_PREVIEW):
        return
    news = desk_view.watch(opened, _PREVIEW, words_desk.LOOKING)
    if news is None:
        return
    _show(news.said)
    with st.container(horizontal=True):
        add = st.button(
            words_desk.ADD_AND_SYNC, key=f"{WIDGETS}add_go", type="primary", icon=":material/add:"
        )
        drop = st.button(words_desk.NOT_AFTER_ALL, key=f"{WIDGETS}add_drop")
    if drop and desk_view.done(lambda: desk_sources.discard(desk, new.id)):
        _forget(opened)
        st.rerun()
    if add:
        _forget(opened)
        desk_view.begin(opened, _ADDING, lambda: desk_sources.add(desk, new))


def _forget(opened: Frame) -> None:
    opened.session.note(_PREVIEW, "")
    opened.session.hold(_NEW, None)


def _show(said: JsonObject) -> None:
    st.markdown(f"**{words_desk.HOLDS}**")
    st.markdown(
        words_desk.preview(
            label(str(said.get("kind"))), said["threads"], said["contributions"], said["people"]
        )
    )
    for title, key, in_words in _LISTS:
        group = said.get(key)
        if isinstance(group, Mapping) and group:
            named = [words_desk.counted(label(in_words.get(k, k)), n) for k, n in group.items()]
            st.markdown(f"{title}: {', '.join(named[:_MOST_LISTED])}")
    examples = said.get("examples") or ()
    if examples:
        st.markdown(f"{words_desk.SUCH_AS}: {'; '.join(label(str(e)) for e in examples)}")
    for failure in (said.get("failures") or ())[:_MOST_LISTED]:
        item, reason = label(str(failure["item"])), FAIL_REASONS[failure["reason"]]
        st.warning(f"{words_desk.NOT_READ}: {item}: {reason}", icon=":material/error:")
