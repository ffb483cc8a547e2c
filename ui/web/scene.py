"""Lays out what the page draws: answers, threads and questions as plain items.

Pure: records in, JSON out. Every text in an item is drawn as text, never as markup; the only
address is the `link` of a turn, and it comes from the catalog. It does not know Streamlit.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from urllib.parse import urlsplit

from assistant.courtesy import COURTESY
from assistant.records import (
    Answer,
    Citation,
    Contribution,
    JsonObject,
    PersonToAsk,
    Related,
    Statement,
    Status,
    Thread,
)
from ui.web import words, words_ask, words_notes, words_writer
from ui.web.places import Place
from ui.web.safe_text import blocks, clean, initials
from ui.web.session import Turn

CITATION, THREAD, CONTRIBUTION = "citation", "thread", "contribution"
"""What can be opened: a numbered citation, a thread, the contribution that replaced another."""

_AROUND = 2
"""Turns shown before and after the cited one."""
_MOST_TURNS = 80
"""Turns of a thread drawn at once, also when everything is asked for."""


def asked(turn: Turn) -> JsonObject:
    """Return the question as its asker wrote it."""
    return {
        "kind": "asked",
        "label": words.YOU,
        "blocks": [block.as_json() for block in blocks(turn.question)],
        "within": turn.within,
    }


def arriving(
    statement: Statement, citations: Sequence[Citation], where: Mapping[str, Place], zone: tzinfo
) -> JsonObject:
    """Return a statement as it will stand in the answer; what it cites opens when all is there."""
    if not set(statement.citations) & {item.number for item in citations}:
        return {"kind": "turn", "pending": True, "blocks": _as_json(statement.text), "chips": []}
    item = _statement(statement, citations, where, zone)
    return {**item, "chips": [{**chip, "open": ""} for chip in item["chips"]]}


def answer_items(turn: Turn, where: Mapping[str, Place], zone: tzinfo) -> list[JsonObject]:
    """Return what is drawn for an answer."""
    answer = turn.answer
    if answer is None:
        return [note(turn.failure, "warning")] if turn.failure else []
    items: list[JsonObject] = []
    if turn.gone:
        items.append(note(words.GONE, "warning"))
    if "degraded" in answer.notes:
        items.append(note(words.DEGRADED_ANSWER, "warning"))
    instead = words_writer.instead(answer.notes, partly=any(s.written for s in answer.statements))
    items += [note(instead, "plain")] if instead else []
    if not answer.statements:
        return [*items, *_unanswered(turn, answer, where)]
    if answer.status is Status.PARTIAL:
        items.append(note(words.PARTIAL, "plain"))
    items += _statements(answer, where, zone)
    items += [note(text, "plain") for text in words_notes.remarks(answer.notes)]
    how = words_notes.said_alone(answer.notes) or words.standing(
        answer.standing, _voices(answer.citations)
    )
    items += [note(how, "standing")] if how else []
    items += _people(answer.people)
    cited = {citation.thread_id for citation in answer.citations}
    others = [item for item in answer.related if item.thread_id not in cited]
    return [*items, *_threads(words.MORE_THREADS, others, where)]


def _unanswered(turn: Turn, answer: Answer, where: Mapping[str, Place]) -> list[JsonObject]:
    if COURTESY in answer.notes:
        return [note(words.COURTESY, "headline"), note(words.COURTESY_MORE, "plain")]
    more = words_notes.within(answer.notes) or words.UNANSWERED_MORE
    if turn.within:
        more = words.UNANSWERED_FILTERED.format(filters=turn.within)
    items = [note(words.UNANSWERED, "headline"), note(more, "plain")] if not turn.gone else []
    items += [note(text, "plain") for text in words_notes.remarks(answer.notes)]
    return [*items, *_threads(words.RELATED, answer.related, where)]


def _statements(answer: Answer, where: Mapping[str, Place], zone: tzinfo) -> list[JsonObject]:
    items: list[JsonObject] = []
    view: int | None = None
    for statement in answer.statements:
        if statement.view is not None and statement.view != view:
            items.append(note(words_ask.view(statement.view), "view"))
        view = statement.view
        items.append(_statement(statement, answer.citations, where, zone))
    return items


def _statement(
    statement: Statement, citations: Sequence[Citation], where: Mapping[str, Place], zone: tzinfo
) -> JsonObject:
    named = {item.number: item for item in citations}
    carrying = [named[n] for n in statement.citations if n in named]
    if statement.written:
        return _written(statement, carrying, where)
    first = carrying[0]
    place = where.get(first.thread_id)
    chips = [_citation_chip(item, where) for item in carrying]
    if first.superseded_by:
        chips.append(
            {
                "open": f"{CONTRIBUTION}:{first.superseded_by}",
                "number": "→",
                "title": words.SHOW_NEWER,
                "source": "",
            }
        )
    return {
        "kind": "turn",
        **_person(words.byline(first), first.contributor),
        "when": words.within(
            [
                part
                for part in (words.date(first.created_at, zone), place.role if place else "")
                if part
            ]
        ),
        "badge": words.SUPERSEDED if first.superseded_by else "",
        "blocks": _as_json(statement.text),
        "chips": chips,
    }


def _written(
    statement: Statement, carrying: Sequence[Citation], where: Mapping[str, Place]
) -> JsonObject:
    """Return what a language model wrote: under nobody's name, with all that it rests on."""
    names = list(dict.fromkeys(words.byline(item) for item in carrying))
    return {
        "kind": "turn",
        **_person(words_ask.summed_up(words.listing(names)), None),
        "when": "",
        "badge": "",
        "blocks": _as_json(statement.text),
        "chips": [_citation_chip(item, where) for item in carrying],
    }


def _citation_chip(citation: Citation, where: Mapping[str, Place]) -> JsonObject:
    place = where.get(citation.thread_id)
    title = place.title if place else clean(citation.thread_title or words.NO_TITLE)
    if citation.locator:
        title = _in_document(title, clean(citation.locator))
    return {
        "open": f"{CITATION}:{citation.number}",
        "number": str(citation.number),
        "title": title,
        "source": place.source if place else "",
        "spoken": words.OPEN_CITATION,
    }


def _in_document(title: str, locator: str) -> str:
    """Return where in a document something stands; its first heading often repeats its title."""
    same = locator == title or locator.startswith(f"{title} › ")
    return locator if same else f"{title} › {locator}"


def _threads(
    heading: str, related: Sequence[Related], where: Mapping[str, Place]
) -> list[JsonObject]:
    chips = [
        {
            "open": f"{THREAD}:{item.thread_id}",
            "number": "",
            "title": where[item.thread_id].title,
            "source": where[item.thread_id].source,
        }
        for item in related
        if item.thread_id in where
    ]
    return [{"kind": "threads", "heading": heading, "chips": chips}] if chips else []


def _people(people: Sequence[PersonToAsk]) -> list[JsonObject]:
    if not people:
        return []
    shown = [
        {
            **_person(clean(person.contributor), person.contributor),
            "when": clean(words_ask.why_ask(list(person.reasons), person.channel)),
        }
        for person in people
    ]
    return [{"kind": "people", "heading": words.PEOPLE, "people": shown}]


def thread_head(where: Place) -> JsonObject:
    """Return the title of a thread and where it stands."""
    return {"kind": "title", "text": where.title, "more": where.source}


def thread_items(
    thread: Thread, cited: Citation | None, focus: str | None, whole: bool, zone: tzinfo
) -> list[JsonObject]:
    """Return a thread around the contribution in focus, its quoted words highlighted."""
    focus = cited.contribution_id if cited else focus
    parts, is_cut = window(thread.contributions, focus, whole)
    items = [_contribution(item, cited, item.id == focus, zone) for item in parts]
    if cited and not any(cited.quote in item.text for item in parts if item.id == focus):
        items.insert(0, note(words.QUOTE_CHANGED, "warning"))
    if is_cut:
        counts = {"shown": len(parts), "total": len(thread.contributions)}
        items.append(note(words.THREAD_CUT.format(**counts), "plain"))
    return items


def window(
    parts: Sequence[Contribution], focus: str | None, whole: bool
) -> tuple[Sequence[Contribution], bool]:
    """Return the turns to show, and whether some are left out."""
    at = next((i for i, item in enumerate(parts) if item.id == focus), 0)
    reach = _MOST_TURNS // 2 if whole else _AROUND
    first = max(0, at - reach)
    last = max(at + reach + 1, first + 2 * reach + 1)
    shown = parts[first:last]
    return shown, len(shown) < len(parts)


def _contribution(
    item: Contribution, cited: Citation | None, in_focus: bool, zone: tzinfo
) -> JsonObject:
    names = [person.name or words.NO_NAME for person in item.contributors] or [words.NO_NAME]
    mark = _mark(item.text, cited.quote) if cited and in_focus else None
    when = words.date(item.created_at, zone)
    if item.edited_at:
        when = words.within([when, words.edited(words.date(item.edited_at, zone))])
    badge = words.SUPERSEDED if item.superseded_by else words.ACCEPTED if item.accepted else ""
    return {
        "kind": "turn",
        **_person(clean(words.listing(names)), names[0] if item.contributors else None),
        "when": words.within([part for part in (when, clean(item.locator or "")) if part]),
        "badge": badge,
        "blocks": [block.as_json() for block in blocks(item.text, mark)],
        "chips": [],
        "cited": in_focus,
        "link": safe_link(item.url),
        "link_text": words.OPEN_LINK,
    }


def _mark(text: str, quote: str) -> tuple[int, int] | None:
    start = text.find(quote)
    return (start, start + len(quote)) if start >= 0 else None


def safe_link(url: str | None) -> str | None:
    """Return an address that may be followed: http or https with a host, nothing else."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def _person(shown: str, name: str | None) -> JsonObject:
    # By name and not by id: a pseudonym must not share a colour with the name it stands for.
    hue = int.from_bytes(hashlib.sha256((name or "").encode()).digest()[:2], "big") % 360
    return {"name": clean(shown), "initials": initials(name), "hue": hue if name else None}


def _voices(citations: Sequence[Citation]) -> list[str]:
    names = [clean(item.contributor or words.NO_NAME) for item in citations]
    return list(dict.fromkeys(names))


def note(text: str, tone: str) -> JsonObject:
    """Return something that the page itself says."""
    return {"kind": "note", "text": text, "tone": tone}


def _as_json(text: str) -> list[JsonObject]:
    return [block.as_json() for block in blocks(text)]
