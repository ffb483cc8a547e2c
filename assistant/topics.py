"""Puts what was asked and not answered well together into topics, each with a form to propose.

Pure. It does not know where questions come from, who asked them, or what stewards decided.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.alike import Likeness, groups
from assistant.catalog.agenda_items import Form
from assistant.catalog.asked import Asked
from assistant.catalog.feedback import Reason
from assistant.records import Contribution, Standing, Status, Vectors

_OLD = timedelta(days=4 * 365)
"""Advice that nothing younger supports is asked about again after so long."""

_SAME = 0.8
"""Cosine from which two questions are the same one, so that an answer to one answers the other."""


class Kind(StrEnum):
    """What is the matter with a topic."""

    UNANSWERED = "unanswered"
    CONTESTED = "contested"
    STALE = "stale"
    UNSURE = "unsure"
    """Answered in part, or wrongly, as askers say."""


FORMS: Mapping[Kind, Form] = {
    Kind.UNANSWERED: Form.ASK,
    Kind.CONTESTED: Form.CONVENE,
    Kind.STALE: Form.RETIRE,
    Kind.UNSURE: Form.WRITE_UP,
}


@dataclass(frozen=True, kw_only=True)
class Concern:
    """One question, and what was the matter with its answer."""

    id: str
    text: str
    at: datetime
    kind: Kind | None
    """None: nothing; it was answered."""
    passes: bool = True
    """True: a good answer to a like question later settles it."""
    thread_ids: tuple[str, ...] = ()
    """Where its answer stood, or what was near."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Questions about one matter, at least one of them not answered well."""

    kind: Kind
    concerns: tuple[Concern, ...]
    """Oldest first; only those that nothing has settled."""
    likes: tuple[str, ...]
    """Ids of all the questions about it, settled ones too, oldest first."""
    topic: str
    """The question that is most like all the others."""


def concern(
    item: Asked, reasons: Collection[Reason], known: Mapping[str, Contribution], now: datetime
) -> Concern:
    """Return a kept question with what is the matter with its answer, as far as is known."""
    used = [known[id] for id in item.uses if id in known]
    kind, passes = _kind(item, reasons, _is_old(used, now))
    places = [part.thread_id for part in used] or list(item.related)
    return Concern(
        id=item.id,
        text=item.question,
        at=item.asked_at,
        kind=kind,
        passes=passes,
        thread_ids=tuple(dict.fromkeys(places)),
    )


def _kind(item: Asked, reasons: Collection[Reason], is_old: bool) -> tuple[Kind | None, bool]:
    if Reason.OUTDATED in reasons:
        return Kind.STALE, False
    if Reason.MISSING_VIEW in reasons:
        return Kind.CONTESTED, False
    if reasons:
        return Kind.UNSURE, False
    if item.status is Status.UNANSWERED:
        return Kind.UNANSWERED, True
    if item.standing is Standing.CONTESTED:
        return Kind.CONTESTED, True
    if is_old:
        return Kind.STALE, True
    return (Kind.UNSURE, True) if item.status is Status.PARTIAL else (None, True)


def _is_old(used: Sequence[Contribution], now: datetime) -> bool:
    """Tell whether all that an answer rests on was replaced or is old; undated is not."""
    return bool(used) and all(
        part.superseded_by is not None
        or (part.created_at is not None and now - (part.edited_at or part.created_at) > _OLD)
        for part in used
    )


def clusters(concerns: Sequence[Concern], likeness: Likeness, least: float) -> list[Cluster]:
    """Return what the community could see to, what most ask for first.

    `concerns` come oldest first; `least` is the cosine from which two are about one matter.
    """
    vectors = likeness([item.text for item in concerns])
    found = []
    for rows in groups(vectors, least):
        likes = [concerns[n] for n in rows]
        left = _unsettled(likes, vectors[rows])
        if left:
            near = vectors[rows] @ vectors[rows].sum(axis=0)
            found.append(
                Cluster(
                    kind=_main(left),
                    concerns=tuple(left),
                    likes=tuple(item.id for item in likes),
                    topic=likes[int(near.argmax())].text,
                )
            )
    return sorted(found, key=lambda item: (-len(item.concerns), -item.concerns[-1].at.timestamp()))


def _unsettled(items: Sequence[Concern], vectors: Vectors) -> list[Concern]:
    """Return what no later good answer to the very same question has settled."""
    same = vectors @ vectors.T >= _SAME
    return [
        item
        for n, item in enumerate(items)
        if item.kind is not None
        and not (item.passes and any(_settles(items[m], item) for m in same[n].nonzero()[0]))
    ]


def _settles(other: Concern, item: Concern) -> bool:
    return other.kind is None and other.at >= item.at


def _main(items: Sequence[Concern]) -> Kind:
    order = list(Kind)
    counts = Counter(item.kind for item in items if item.kind is not None)
    return min(counts, key=lambda kind: (-counts[kind], order.index(kind)))
