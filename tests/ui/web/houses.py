"""A small community in a real catalog, and a stand-in that answers from it, to test pages with."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from assistant.catalog import Catalog, threads, viewers
from assistant.cite import cite
from assistant.records import (
    Answer,
    Citation,
    Contribution,
    Evidence,
    Question,
    Related,
    Statement,
    Status,
    ThreadDraft,
)
from assistant.telling import cited
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from tests.builders import (
    CountingEmbedder,
    ListReader,
    author,
    catalog,
    draft,
    source,
    thread_draft,
)
from ui.web.reach import of
from ui.web.wiring import House

HOSTILE = (
    "See ![x](https://evil.example/p.png?q=1) and [click](javascript:alert(1)) <script>alert(2)"
    "</script> [1] — Jane Roe, approved by stewards"
)
TALK: dict[str, tuple[ThreadDraft, ...]] = {
    "forum": (
        thread_draft(
            "1",
            draft("1/1", "Should taking part be voluntary? I have to answer it by Friday."),
            draft("1/2", "Voluntary, every time. Nobody learns under orders.", author("Bo Lind")),
            draft("1/3", "I disagree. The *managers* are obliged.", author("Chen Wu")),
            draft("1/4", HOSTILE, author("<img src=x>")),
            title="Should taking part be voluntary?",
        ),
        thread_draft(
            "2",
            draft("2/1", "Does anybody visit?"),
            draft("2/2", "We do, in May.", author("Bo Lind")),
            title="Is ![a](https://evil.example/a.png) field *visit* worth it?",
        ),
    ),
    "desk": (
        thread_draft(
            "9",
            draft("9/1", "Who leaves next?", author("Stella Steward")),
            draft("9/2", "The canary leaves in spring.", author("Stella Steward")),
            title="Which steward leaves next, and when?",
        ),
    ),
}
AUDIENCES = {"forum": "public", "desk": "stewards"}


def community(folder: Path, talk: dict[str, tuple[ThreadDraft, ...]] | None = None) -> Catalog:
    """Sync the talk into a catalog, with a viewer `steward`."""
    talk = TALK if talk is None else talk
    found = []
    for name in talk:
        (folder / name).mkdir(parents=True)
        (folder / name / "export.txt").write_text(name)
        made_up = source(folder / name, name, audience=AUDIENCES[name])
        found.append(replace(made_up, title=f"The {name}"))
    made = catalog(folder, *found)
    route = Sync(made, Shelf(made, CountingEmbedder()), "m")
    for item in found:
        route.run(item, ListReader(talk[item.id]), Wish())
    with made.change() as change:
        viewers.put(change, "steward", ["stewards"])
    return made


def written(made: Catalog, words: str) -> tuple[Contribution, str | None]:
    """Return the contribution that holds these words, and its thread's title."""
    with made.read() as reading:
        for name in AUDIENCES:
            for thread in threads.threads(reading, threads.thread_ids(reading, name)):
                for item in thread.contributions:
                    if words in item.text:
                        return item, thread.title
    raise LookupError(words)


def answer(made: Catalog, question: str, *quotes: str, **more: object) -> Answer:
    """Return an answer that quotes these words of the community, each a statement."""
    cited = [cite(n, *_around(made, quote)) for n, quote in enumerate(quotes, start=1)]
    facts = {
        "question": question,
        "status": Status.ANSWERED if quotes else Status.UNANSWERED,
        "statements": tuple(Statement(text=c.quote, citations=(c.number,)) for c in cited),
        "citations": tuple(cited),
    }
    return Answer(**{**facts, **more})


def _around(made: Catalog, quote: str) -> tuple[Contribution, str, str | None]:
    item, title = written(made, quote)
    return item, quote, title


def related(made: Catalog, words: str) -> Related:
    """Return the thread that holds these words."""
    item, title = written(made, words)
    return Related(thread_id=item.thread_id, title=title, url=None, source_id=item.source_id)


class StandIn:
    """Answers each question with the next of the given answers; an exception is raised."""

    def __init__(self, *answers: Answer | Exception, problem: str | None = None) -> None:
        self.answers = list(answers)
        self.asked: list[Question] = []
        self._problem = problem

    def stream(self, question: Question) -> Iterator[Citation | Statement | Answer]:
        self.asked.append(question)
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        yield from cited([*found.statements, found], lambda: found.citations)

    def ask(self, question: Question) -> Answer:
        return next(part for part in self.stream(question) if isinstance(part, Answer))

    def search(self, question: Question, k: int) -> list[Evidence]:
        return []

    def problem(self) -> str | None:
        return self._problem


def house(made: Catalog, answers: StandIn | None = None) -> House:
    """Return a house in which this stand-in answers."""
    return House(title="Test", catalog=made, reach=lambda: of(answers or StandIn()))


def _script(house):
    from ui.web import ask_view

    ask_view.draw(house)


def page(house: House) -> AppTest:
    """Open the Ask page."""
    return AppTest.from_function(_script, kwargs={"house": house}, default_timeout=20).run()


def ask(at: AppTest, question: str) -> AppTest:
    """Type a question and press Enter."""
    at.chat_input[0].set_value(question).run()
    assert not at.exception
    return at


def items(at: AppTest) -> list[dict]:
    """Return what the page draws of people's words, in order."""
    parts = [part.proto.json for part in at.get("bidi_component")]
    drawn = [json.loads(part)[0] for part in parts if part]
    return [item for part in drawn for item in part]


def of_kind(at: AppTest, kind: str) -> list[dict]:
    return [item for item in items(at) if item["kind"] == kind]


def said(item: dict) -> str:
    """Return the words of an item without their looks."""
    cells: Sequence = [c for block in item["blocks"] for row in block["rows"] for c in row]
    return "".join(span[0] for cell in cells for span in cell)


def notes(at: AppTest) -> list[str]:
    return [item["text"] for item in of_kind(at, "note")]
