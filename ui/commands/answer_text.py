"""An answer as a terminal shows it: who said what and when, where to read on, whom to ask.

It does not know how the answer came about, nor how the command was called.
"""

import textwrap
from collections.abc import Mapping
from types import MappingProxyType

from rich.console import Console

from assistant.courtesy import COURTESY
from assistant.records import Answer, Citation, Status
from ui.web import words, words_ask, words_notes, words_writer
from ui.web.places import Place

_LEFT = "  "


def show_answer(
    console: Console, answer: Answer, where: Mapping[str, Place] = MappingProxyType({})
) -> None:
    """Print an answer; `where` says by thread in words where something was written."""
    if answer.status is Status.UNANSWERED or not answer.statements:
        _show_unanswered(console, answer, where)
        return
    cited = {citation.number: citation for citation in answer.citations}
    _line(console, _summary(answer), style="italic")
    instead = words_writer.instead(answer.notes, partly=any(s.written for s in answer.statements))
    _line(console, instead, style="yellow")
    view: int | None = None
    shown = ""
    for statement in answer.statements:
        if statement.view not in (None, view):
            console.print()
            _line(console, words_ask.view(statement.view or 1), style="underline")
            shown = ""
        view = statement.view
        marks = "".join(f"[{n}]" for n in statement.citations)
        said = [cited[n] for n in statement.citations]
        is_quoted = not statement.written and any(statement.text in c.quote for c in said)
        text = f"“{statement.text}”" if is_quoted else statement.text
        names = words.listing(list(dict.fromkeys(words.byline(c) for c in said)))
        head = words_ask.summed_up(names) if statement.written else _byline(said[0])
        if head != shown:
            console.print()
            _line(console, head, style="bold")
        shown = head
        _paragraphs(console, f"{text} {marks}")
    console.print()
    for citation in answer.citations:
        _show_source(console, citation, where.get(citation.thread_id))
    _show_remarks(console, answer)
    _show_people(console, answer)


def _summary(answer: Answer) -> str:
    names = [c.contributor for c in answer.citations if c.contributor]
    alone = words_notes.said_alone(answer.notes)
    return alone or words.standing(answer.standing, list(dict.fromkeys(names)))


def _show_unanswered(console: Console, answer: Answer, where: Mapping[str, Place]) -> None:
    if COURTESY in answer.notes:
        _line(console, f"{words.COURTESY}.", style="bold")
        _paragraphs(console, words.COURTESY_MORE)
        return
    _line(console, f"{words.UNANSWERED}.", style="bold")
    _line(console, words_notes.within(answer.notes))
    _show_remarks(console, answer)
    if answer.related:
        console.print("\nMaybe related:")
    for related in answer.related:
        place = where.get(related.thread_id)
        title = place.title if place else related.title or words.NO_TITLE
        _line(console, f"{_LEFT}{title}")
        _line(console, f"{_LEFT}{related.url or related.thread_id}", style="dim")


def _show_source(console: Console, citation: Citation, place: Place | None) -> None:
    named = citation.thread_title or (place.title if place else citation.source_id)
    parts = [named, citation.locator, place.source if place else None]
    _line(console, f"[{citation.number}] {', '.join(part for part in parts if part)}")
    _line(console, f"    {citation.url or citation.contribution_id}", style="dim")


def _show_remarks(console: Console, answer: Answer) -> None:
    for text in words_notes.remarks(answer.notes):
        console.print()
        _line(console, text)


def _show_people(console: Console, answer: Answer) -> None:
    if answer.people:
        console.print("\nYou could ask", style="bold")
    for person in answer.people:
        channel = f" ({person.channel})" if person.channel else ""
        _line(console, f"{_LEFT}{person.contributor}{channel}")
        for reason in person.reasons:
            _line(console, f"{_LEFT}{_LEFT}wrote in: {reason}", style="dim")


def _byline(citation: Citation) -> str:
    date = f", {citation.created_at:%-d %B %Y}" if citation.created_at else ""
    old = " (replaced by newer advice)" if citation.superseded_by else ""
    return words.byline(citation) + date + old


def _paragraphs(console: Console, text: str) -> None:
    """Print text folded at the window's width; code keeps its lines."""
    width = max(20, console.width - len(_LEFT))
    in_code = False
    for line in text.splitlines():
        in_code ^= line.lstrip(" “").startswith("```")
        kept = in_code or line.startswith("    ") or len(line) <= width
        for piece in [line] if kept else textwrap.wrap(line, width, break_long_words=False):
            _line(console, _LEFT + piece)


def _line(console: Console, text: str, style: str | None = None) -> None:
    """Print one line as it is: never folded, so that a link stays whole."""
    if text:
        console.print(text, style=style, markup=False, soft_wrap=True)
