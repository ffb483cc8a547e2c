"""The community's learning agenda: what was asked and not answered well, by topic.

It proposes, people choose. Questions are shown to stewards alone, without who asked. A topic leaves
when it was answered since, when a reply came in, or when a steward said that it is done; new
questions bring it back. It does not know screens.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from assistant import handoff, topics
from assistant.alike import SHARED_WORDS, Likeness, by_words
from assistant.catalog import (
    Catalog,
    Reading,
    agenda_items,
    asked,
    feedback,
    open_questions,
    people,
    threads,
)
from assistant.catalog import sources as source_rows
from assistant.catalog.agenda_items import AgendaItem, AgendaState, Form
from assistant.catalog.feedback import FeedbackState, Reason
from assistant.catalog.open_questions import WAITING, OpenQuestion, OpenState
from assistant.courtesy import COURTESY
from assistant.records import PUBLIC, Related, SourceState, Thread
from assistant.topics import Cluster, Concern, Kind
from assistant.visitor import Role, Visitor

_BACK = timedelta(days=365)
"""What was asked longer ago no longer counts."""
_MOST_ASKED = 1500
_EXAMPLES = 5
_MOST_THREADS = 5


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Something that the community could see to."""

    id: str
    kind: Kind
    topic: str
    questions: tuple[str, ...]
    """Examples in the askers' words, the latest first; for stewards alone."""
    asked: int
    """How often; not by how many, and not by whom."""
    last_at: datetime
    form: Form
    """What is proposed, or what a steward chose."""
    state: AgendaState = AgendaState.PROPOSED
    owner: str | None = None
    note: str | None = None
    threads: tuple[Related, ...] = ()
    """What there is on it, as far as this steward may read it."""
    open: OpenQuestion | None = None
    """The question, where it was brought to the community and waits for a reply."""
    handoff: str = ""
    """A text to copy to where colleagues talk."""


def look(
    reading: Reading,
    visitor: Visitor,
    now: datetime | None = None,
    likeness: Likeness = by_words,
    least: float = SHARED_WORDS,
) -> tuple[Topic, ...]:
    """Return the agenda as a steward may see it, what is asked most first.

    Raises NotAllowed.
    """
    visitor.require(Role.STEWARD)
    now = now or datetime.now(UTC)
    opened = open_questions.in_state(reading, tuple(OpenState))
    concerns = _concerns(reading, opened, now)
    decided = agenda_items.every(reading)
    found = []
    for cluster in topics.clusters(concerns, likeness, least):
        topic = _topic(cluster, opened, decided)
        if topic is not None:
            found.append(_with_threads(reading, topic, cluster.concerns, visitor))
    return (*found, *_reviews(reading, decided, now))


def waiting(reading: Reading, visitor: Visitor) -> tuple[OpenQuestion, ...]:
    """Return the questions that wait for a reply, without who asked; raises NotAllowed."""
    visitor.require(Role.STEWARD)
    found = open_questions.in_state(reading, WAITING)
    return tuple(replace(item, viewer_id="") for item in found)


def decide(catalog: Catalog, visitor: Visitor, topic: Topic) -> None:
    """Keep a topic's form, state, owner and note as they are in this record, names covered.

    Raises NotAllowed.
    """
    visitor.require(Role.STEWARD)
    with catalog.note(visitor.actor) as change:
        covered = people.register(change).covered
        item = AgendaItem(
            id=topic.id,
            topic=covered(topic.topic),
            form=topic.form,
            state=topic.state,
            changed_at=datetime.now(UTC),
            owner=covered(topic.owner or "") or None,
            note=covered(topic.note or "") or None,
        )
        agenda_items.put(change, item)


def _concerns(reading: Reading, opened: Sequence[OpenQuestion], now: datetime) -> list[Concern]:
    kept = asked.since(reading, now - _BACK, _MOST_ASKED)
    items = [item for item in kept if COURTESY not in item.notes]
    reasons: dict[str, set[Reason]] = defaultdict(set)
    for remark in feedback.every(reading, (FeedbackState.OPEN,), most=_MOST_ASKED):
        reasons[remark.asked_id].add(remark.reason)
    known = threads.contributions(reading, [id for item in items for id in item.uses])
    found = [topics.concern(item, reasons[item.id], known, now) for item in items]
    ids = {item.id for item in items}
    for item in opened:
        if item.state is OpenState.ANSWERED:
            # The reply settles the question for everybody who asked it before.
            answered = Concern(id=item.id, text=item.question, at=item.changed_at, kind=None)
            found.append(answered)
        elif item.state in WAITING and item.asked_id not in ids:
            found.append(
                Concern(id=item.id, text=item.question, at=item.opened_at, kind=Kind.UNANSWERED)
            )
    return sorted(found, key=lambda item: (item.at, item.id))


def _topic(
    cluster: Cluster, opened: Sequence[OpenQuestion], decided: Mapping[str, AgendaItem]
) -> Topic | None:
    """Return a cluster as a topic, None where it was settled since it was last asked."""
    last_at = cluster.concerns[-1].at
    asked_for = [item for item in opened if {item.id, item.asked_id} & set(cluster.likes)]
    ids = [_topic_id(id) for id in cluster.likes]
    chosen = next((decided[id] for id in ids if id in decided), None)
    if chosen is not None and _is_over(chosen, last_at):
        return None
    texts = dict.fromkeys(item.text for item in reversed(cluster.concerns))
    made = Topic(
        id=chosen.id if chosen else ids[0],
        kind=cluster.kind,
        topic=cluster.topic,
        questions=tuple(texts)[:_EXAMPLES],
        asked=len(cluster.concerns),
        last_at=last_at,
        form=topics.FORMS[cluster.kind],
        open=next((replace(i, viewer_id="") for i in asked_for if i.state in WAITING), None),
    )
    return made if chosen is None else _as_chosen(made, chosen, last_at)


def _is_over(chosen: AgendaItem, last_at: datetime) -> bool:
    is_settled = chosen.state in (AgendaState.DONE, AgendaState.DROPPED)
    return is_settled and chosen.changed_at >= last_at


def _as_chosen(topic: Topic, chosen: AgendaItem, last_at: datetime) -> Topic:
    is_back = chosen.state in (AgendaState.DONE, AgendaState.DROPPED)
    state = AgendaState.PROPOSED if is_back else chosen.state
    return replace(topic, form=chosen.form, state=state, owner=chosen.owner, note=chosen.note)


def _topic_id(id: str) -> str:
    return f"g_{hashlib.sha256(id.encode()).hexdigest()[:12]}"


def _with_threads(
    reading: Reading, topic: Topic, concerns: Iterable[Concern], visitor: Visitor
) -> Topic:
    ids = list(dict.fromkeys(id for item in concerns for id in item.thread_ids))
    active = threads.active_sources(reading)
    readable = [
        item
        for item in threads.threads(reading, ids)
        if item.audience in visitor.viewer.audiences and item.source_id in active
    ][:_MOST_THREADS]
    # A text to post is read by anybody: titles of what not everybody may read stay out of it.
    public = [_head(item) for item in readable if item.audience == PUBLIC]
    found = replace(topic, threads=tuple(_head(item) for item in readable))
    return replace(found, handoff=_handoff(found, public))


def _head(item: Thread) -> Related:
    return Related(thread_id=item.id, title=item.title, url=item.url, source_id=item.source_id)


def _reviews(reading: Reading, decided: Mapping[str, AgendaItem], now: datetime) -> list[Topic]:
    """Return the sources that were to be looked at again by now."""
    found = []
    for source in source_rows.every(reading):
        if source.review_by is None or source.review_by > now:
            continue
        chosen = decided.get(_topic_id(source.id))
        if source.state is SourceState.ACTIVE and not (
            chosen is not None and _is_over(chosen, source.review_by)
        ):
            made = Topic(
                id=_topic_id(source.id),
                kind=Kind.STALE,
                topic=source.title,
                questions=(),
                asked=0,
                last_at=source.review_by,
                form=Form.RETIRE,
            )
            made = _as_chosen(made, chosen, source.review_by) if chosen else made
            found.append(replace(made, handoff=_handoff(made, ())))
    return found


def _handoff(topic: Topic, near: Sequence[Related]) -> str:
    if topic.open is not None:
        return handoff.post(topic.open)
    return handoff.invitation(topic.form, topic.topic, near)


def as_markdown(found: Sequence[Topic], day: str) -> str:
    """Return the agenda to take to a meeting: topics, examples, what is proposed, who has it."""
    parts = [f"# Learning agenda, {day}"]
    for topic in found:
        more = [
            f"*{handoff.FORMS[topic.form]}*",
            _often(topic.asked),
        ]
        more += [f"with {topic.owner}" if topic.owner else "", topic.state.value]
        parts.append(f"## {_flat(topic.topic)}\n\n{' · '.join(part for part in more if part)}")
        examples = [text for text in topic.questions if text != topic.topic]
        parts += ["\n".join(f"- {_flat(text)}" for text in examples)] if examples else []
        parts += [_flat(topic.note)] if topic.note else []
    return "\n\n".join(parts) + "\n"


def _often(asked: int) -> str:
    if asked <= 1:
        return "asked once" if asked else ""
    return f"asked {asked} times"


def _flat(text: str) -> str:
    return " ".join(text.split())
