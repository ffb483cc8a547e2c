"""The desk's page Health: whether everything is sound, found and answered well."""

from collections.abc import Sequence

import streamlit as st

from ui.web import desk_view, health, words, words_desk
from ui.web.desk_sources import Desk
from ui.web.frame import Frame
from ui.web.health import Health, Measured
from ui.web.safe_text import label
from ui.web.session import WIDGETS
from ui.web.wiring import House

_CHECK = "verify"
_MOST_METRICS = 6


def draw(house: House) -> None:
    """Draw the page for a steward."""
    entered = desk_view.enter(house, "health", words_desk.HEALTH, words_desk.HEALTH_MORE)
    if entered is None:
        return
    opened, desk = entered
    found = health.look(desk)
    _check(opened, desk)
    st.header(words_desk.INDEXES, anchor=False)
    serving = house.reach().serving.value
    st.markdown(
        f"{words_desk.served(serving)} {words_desk.revision(found.applied, found.revision)}"
    )
    st.header(words_desk.SYNCS, anchor=False)
    _syncs(opened, found)
    st.header(words_desk.QUALITY, anchor=False)
    _quality(found.evals)
    st.header(words_desk.COSTS, anchor=False)
    _costs(found)
    st.header(words_desk.SIZES, anchor=False)
    sizes = [f"- {label(name)}: {words_desk.megabytes(size)}" for name, size in found.sizes.items()]
    st.markdown("\n".join(sizes))


def _check(opened: Frame, desk: Desk) -> None:
    if st.button(words_desk.CHECK, key=f"{WIDGETS}verify", icon=":material/health_and_safety:"):
        desk_view.begin(opened, _CHECK, lambda: health.verify(desk))
    news = desk_view.watch(opened, _CHECK, words_desk.CHECKING)
    if news is None:
        return
    if news.said.get("ok") is True:
        st.success(words_desk.CHECK_OK, icon=":material/check:")
    else:
        st.error(words_desk.CHECK_WRONG, icon=":material/error:")
    for item in news.said.get("findings") or ():
        mark = ":material/check:" if item["ok"] else ":material/error:"
        st.markdown(f"{mark} {label(str(item['what']))}: {label(str(item['words']))}")


def _syncs(opened: Frame, found: Health) -> None:
    if not found.syncs:
        st.markdown(words_desk.NEVER_SYNCED)
    for item in found.syncs:
        day = words.date(item.at, opened.zone)
        counts = (item.seen, item.changed, item.failed)
        line = words_desk.sync_line(day, *counts, item.seconds)
        st.markdown(f"**{label(item.title)}**: {line}")


def _quality(evals: Sequence[Measured]) -> None:
    if not evals:
        st.markdown(words_desk.NO_EVALS)
        return
    for dataset in dict.fromkeys(item.dataset for item in evals):
        measured = [item for item in evals if item.dataset == dataset]
        names = list(measured[-1].metrics)[:_MOST_METRICS]
        st.markdown(f"**{label(dataset)}**")
        st.line_chart(
            {"at": [item.at for item in measured]}
            | {name: [item.metrics.get(name) for item in measured] for name in names},
            x="at",
            y=names,
            x_label="",
            y_label="",
        )
        last = ", ".join(f"{label(n)} {measured[-1].metrics[n]:.3f}" for n in names)
        st.caption(last)


def _costs(found: Health) -> None:
    if not found.spent:
        st.markdown(words_desk.NO_COSTS)
    for item in found.spent:
        line = words_desk.took(item.answers, item.prompt_tokens, item.completion_tokens)
        st.markdown(f"**{label(item.model)}**: {line}")
