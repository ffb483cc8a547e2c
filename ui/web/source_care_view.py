"""Looking after one source: its report, what vanished, its facts, a newer export."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

import streamlit as st

from assistant.catalog.source_facts import SourceFacts
from assistant.records import Naming
from ingest.personal_data import KINDS
from ui.commands.fidelity import sections
from ui.web import desk_sources, desk_view, words_desk
from ui.web.desk_sources import Desk, Row
from ui.web.frame import Frame
from ui.web.safe_text import label
from ui.web.session import WIDGETS

_NAMINGS = (Naming.NAMED, Naming.PSEUDONYM)


def gone(opened: Frame, desk: Desk, row: Row) -> None:
    """Show what vanished at a source, and let a steward take it out."""
    id = row.source.id
    with st.expander(words_desk.gone(row.vanished), expanded=True, icon=":material/delete:"):
        st.markdown(words_desk.GONE_MORE)
        shown = desk_sources.gone(desk, id)
        for item in shown:
            st.markdown(
                f"- {label(item.by)}: {label(item.words)}" if item.by else label(item.words)
            )
        if len(shown) < row.vanished:
            st.caption(words_desk.GONE_UNREAD)
        if st.button(words_desk.CONFIRM, key=f"{WIDGETS}confirm_{id}", icon=":material/delete:"):
            desk_view.begin(
                opened, f"sync {id}", lambda: desk_sources.sync(desk, id, confirm_removals=True)
            )


def details(opened: Frame, desk: Desk, row: Row) -> None:
    """Show a source's report, and let a steward change what it is."""
    if row.report:
        _report(row.report)
    if row.is_upload:
        _renew(opened, desk, row)
    _facts(opened, desk, row)
    _readers(opened, desk, row)
    _naming(opened, desk, row)
    _links(desk, row)
    _masks(desk, row)


def _report(report: Mapping[str, object]) -> None:
    st.markdown(f"**{words_desk.REPORT}**")
    counts = {words_desk.COUNTS[key]: _total(report.get(key)) for key in words_desk.COUNTS}
    st.markdown(" · ".join(words_desk.counted(what, n) for what, n in counts.items()))
    for title, lines in sections(dict(report)):
        st.markdown(f"**{words_desk.SECTIONS.get(title, title)}**")
        st.markdown(
            "\n".join(f"- {f'{count:,} ' if count else ''}{label(said)}" for count, said in lines)
        )


def _total(value: object) -> int:
    if isinstance(value, Mapping):
        return sum(int(n) for n in value.values())
    return value if isinstance(value, int) else 0


def _renew(opened: Frame, desk: Desk, row: Row) -> None:
    id = row.source.id
    file = st.file_uploader(words_desk.RENEW, key=f"{WIDGETS}renew_{id}")
    if file is not None and st.button(words_desk.RENEW_GO, key=f"{WIDGETS}renew_go_{id}"):
        desk_view.begin(opened, f"sync {id}", lambda: desk_sources.renew(desk, id, file.name, file))


def _facts(opened: Frame, desk: Desk, row: Row) -> None:
    source = row.source
    key = f"{WIDGETS}facts_{{}}_{source.id}".format
    due = source.review_by.astimezone(opened.zone).date() if source.review_by else None
    st.markdown(f"**{words_desk.FACTS}**")
    with st.form(key("form"), border=False):
        title = st.text_input(words_desk.TITLE, source.title, key=key("title"))
        steward = st.text_input(words_desk.STEWARD, source.steward or "", key=key("steward"))
        purpose = st.text_input(words_desk.PURPOSE, source.purpose or "", key=key("purpose"))
        licence = st.text_input(words_desk.LICENCE, source.licence or "", key=key("licence"))
        review = st.date_input(words_desk.REVIEW_BY, value=due, key=key("review"))
        deletions = st.selectbox(
            words_desk.DELETIONS,
            list(words_desk.DELETIONS_ARE),
            index=list(words_desk.DELETIONS_ARE).index(source.deletions),
            format_func=words_desk.DELETIONS_ARE.__getitem__,
            key=key("deletions"),
        )
        is_sent = st.form_submit_button(words_desk.SAVE)
    if is_sent:
        facts = SourceFacts(
            title=title,
            steward=steward,
            purpose=purpose,
            licence=licence,
            review_by=datetime.combine(review, time.min, opened.zone).astimezone(UTC)
            if review
            else None,
            deletions=deletions,
        )
        if desk_view.done(lambda: desk_sources.describe(desk, source.id, facts)):
            st.success(words_desk.SAVED, icon=":material/check:")


def _readers(opened: Frame, desk: Desk, row: Row) -> None:
    source, name = row.source, f"readers {row.source.id}"
    key = f"{WIDGETS}readers_{{}}_{source.id}".format
    known = desk_sources.audiences(desk)
    with st.form(key("form"), border=False):
        audience = st.selectbox(
            words_desk.AUDIENCE,
            known,
            index=known.index(source.audience),
            help=words_desk.AUDIENCE_HELP,
            accept_new_options=True,
            key=key("audience"),
        )
        spaces = st.text_area(
            words_desk.SPACES,
            "\n".join(f"{space} = {who}" for space, who in source.map_audience),
            help=words_desk.SPACES_HELP,
            height=68,
            key=key("spaces"),
        )
        is_sent = st.form_submit_button(words_desk.LET_READ)
    if is_sent and audience:
        desk_view.begin(
            opened,
            name,
            lambda: desk_sources.open_to(desk, source.id, audience, desk_sources.pairs(spaces)),
        )
    if desk_view.watch(opened, name, words_desk.READERS_RUN) is not None:
        st.success(words_desk.READERS_DONE, icon=":material/check:")


def _naming(opened: Frame, desk: Desk, row: Row) -> None:
    id, name = row.source.id, f"naming {row.source.id}"
    naming = st.selectbox(
        words_desk.ATTRIBUTION,
        _NAMINGS,
        index=_NAMINGS.index(row.source.attribution) if row.source.attribution in _NAMINGS else 0,
        format_func=lambda naming: words_desk.ATTRIBUTIONS[naming.value],
        key=f"{WIDGETS}naming_{id}",
    )
    is_other = naming is not row.source.attribution
    if st.button(words_desk.APPLY_NAMING, key=f"{WIDGETS}naming_go_{id}", disabled=not is_other):
        desk_view.begin(opened, name, lambda: desk_sources.attribute(desk, id, naming))
    if desk_view.watch(opened, name, words_desk.NAMING_RUNS) is not None:
        st.success(words_desk.NAMING_DONE, icon=":material/check:")


def _links(desk: Desk, row: Row) -> None:
    source = row.source
    key = f"{WIDGETS}links_{{}}_{source.id}".format
    with st.form(key("form"), border=False):
        start = st.text_input(
            words_desk.BASE_URL,
            source.base_url or "",
            help=words_desk.BASE_URL_HELP,
            key=key("start"),
        )
        is_sent = st.form_submit_button(words_desk.APPLY_LINKS)
    if is_sent and desk_view.done(lambda: desk_sources.link(desk, source.id, start)):
        st.success(words_desk.LINKS_DONE, icon=":material/check:")


def mask_choice(chosen: Sequence[str], key: str) -> tuple[str, ...]:
    """Let a steward choose which kinds of personal data are masked."""
    kinds = st.multiselect(
        words_desk.MASK,
        KINDS,
        default=list(chosen),
        format_func=words_desk.MASKS.__getitem__,
        help=words_desk.MASK_HELP,
        key=key,
    )
    return tuple(kinds)


def _masks(desk: Desk, row: Row) -> None:
    source = row.source
    key = f"{WIDGETS}masks_{{}}_{source.id}".format
    with st.form(key("form"), border=False):
        kinds = mask_choice(source.mask, key("kinds"))
        is_sent = st.form_submit_button(words_desk.APPLY_MASK)
    if is_sent and desk_view.done(lambda: desk_sources.mask(desk, source.id, kinds)):
        st.success(words_desk.MASK_DONE, icon=":material/check:")
