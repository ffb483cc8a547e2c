"""The desk's page Agenda: what the community could see to. It proposes; people choose."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from assistant import agenda
from assistant.agenda import Topic
from assistant.catalog.agenda_items import AgendaState, Form
from ui.web import desk_view, words, words_desk
from ui.web.desk_sources import Desk
from ui.web.frame import Frame
from ui.web.places import Place, places
from ui.web.safe_text import label
from ui.web.session import WIDGETS
from ui.web.wiring import House


def draw(house: House) -> None:
    """Draw the page for a steward."""
    entered = desk_view.enter(house, "agenda", words_desk.AGENDA, words_desk.AGENDA_MORE)
    if entered is None:
        return
    opened, desk = entered
    with house.catalog.read() as reading:
        topics = agenda.look(reading, opened.visitor)
        ids = [item.thread_id for topic in topics for item in topic.threads]
        where = places(reading, ids, opened.visitor.viewer.audiences)
    if not topics:
        st.info(words_desk.NO_AGENDA, icon=":material/done_all:")
        return
    day = words.date(datetime.now(UTC), opened.zone)
    st.download_button(
        words_desk.EXPORT,
        agenda.as_markdown(topics, day),
        file_name="agenda.md",
        mime="text/markdown",
        icon=":material/download:",
        key=f"{WIDGETS}agenda_export",
        on_click="ignore",
    )
    for topic in topics:
        with st.container(border=True, key=f"topic_{topic.id}"):
            _topic(opened, desk, topic, where)


def _topic(opened: Frame, desk: Desk, topic: Topic, where: Mapping[str, Place]) -> None:
    st.markdown(f"#### {label(topic.topic)}")
    kind = words_desk.KINDS.get(topic.kind.value, topic.kind.value)
    st.caption(f"{kind} · {words_desk.AGENDA_STATES[topic.state.value]}")
    if topic.questions:
        st.caption(words_desk.QUESTIONS)
        st.markdown("\n".join(f"- {label(question)}" for question in topic.questions))
    threads = [where[item.thread_id] for item in topic.threads if item.thread_id in where]
    if threads:
        st.caption(words_desk.THREADS)
        with st.container(key=f"wrote_topic_{topic.id}", gap="xsmall"):
            for item in threads:
                if st.button(
                    label(item.title),
                    key=f"{WIDGETS}topic_{topic.id}_{item.thread_id}",
                    type="tertiary",
                    icon=":material/forum:",
                ):
                    opened.open_thread(item.thread_id)
    with st.expander(words_desk.SEE_TO_IT, key=f"{WIDGETS}see_{topic.id}"):
        _decide(desk, topic)
        if topic.handoff:
            st.caption(words_desk.HANDOFF)
            st.code(topic.handoff, language=None, wrap_lines=True)


def _decide(desk: Desk, topic: Topic) -> None:
    key = f"{WIDGETS}topic_{{}}_{topic.id}".format
    with st.form(key("form"), border=False):
        form = st.selectbox(
            words_desk.FORM,
            list(Form),
            index=list(Form).index(topic.form),
            format_func=lambda form: words_desk.FORMS[form.value],
            key=key("kind"),
        )
        state = st.selectbox(
            words_desk.STATE,
            list(AgendaState),
            index=list(AgendaState).index(topic.state),
            format_func=lambda state: words_desk.AGENDA_STATES[state.value],
            key=key("state"),
        )
        owner = st.text_input(words_desk.OWNER, topic.owner or "", max_chars=100, key=key("owner"))
        note = st.text_input(words_desk.NOTE, topic.note or "", max_chars=500, key=key("note"))
        is_sent = st.form_submit_button(words_desk.SAVE)
    if is_sent and form is not None and state is not None:
        chosen = replace(topic, form=form, state=state, owner=owner.strip(), note=note.strip())
        if desk_view.done(lambda: agenda.decide(desk.catalog, desk.visitor, chosen)):
            st.rerun()
