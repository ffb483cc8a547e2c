"""A chat model writes, and nothing of it is shown that its citations do not carry."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from assistant.chat import Usage
from assistant.embedder import load_embedder
from assistant.errors import WriterError
from assistant.llm_writer import LlmWriter, Outcome, View
from assistant.prompt import Prompt
from assistant.records import Citation, JsonObject, Statement
from assistant.settings import Settings
from assistant.spending import Spending
from tests.builders import catalog
from tests.chat_server import sentences

_NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)
_TOOK = Usage(prompt_tokens=40, completion_tokens=10, seconds=0.5, calls=1)


class Scripted:
    """Writes what it is given, once for each time it is asked; an error is raised."""

    name = "scripted:x"

    def __init__(self, *texts: str | WriterError) -> None:
        self.texts = list(texts)
        self.prompts: list[Prompt] = []

    def stream(self, prompt: Prompt, schema: JsonObject) -> Iterator[str | Usage]:
        self.prompts.append(prompt)
        said = self.texts.pop(0) if len(self.texts) > 1 else self.texts[0]
        if isinstance(said, WriterError):
            raise said
        before, _, after = said.partition("#cut")
        yield from (before[i : i + 9] for i in range(0, len(before), 9))
        if before != said:
            raise WriterError("cut", after)
        yield _TOOK


def _citation(number: int, who: str, quote: str) -> Citation:
    return Citation(
        number=number,
        contribution_id=f"m_{number}",
        contributor_id=f"c_{number}",
        contributor=who,
        quote=quote,
        url=None,
        created_at=_NOW,
        source_id="forum",
        thread_id="t_1",
        thread_title=None,
    )


ANA = _citation(1, "Ana Silva", "We started with six people. I would not make it compulsory again.")
BO = _citation(2, "Bo Lind", "Meet every second Tuesday for an hour. Managers release two people.")
ALL = [View(citations=(ANA, BO))]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    return load_embedder(Settings(home=tmp_path_factory.mktemp("home")))


@pytest.fixture
def spending(tmp_path):
    held = catalog(tmp_path)
    yield Spending(held, 0, lambda: _NOW)
    held.close()


def _told(chat: Scripted, embedder, spending, views=ALL) -> tuple[list[Statement], Outcome]:
    writer = LlmWriter(chat, embedder, spending)
    *statements, outcome = writer.write("How do we begin?", views, frozenset({"Chen Wu"}))
    assert isinstance(outcome, Outcome)
    return [item for item in statements if isinstance(item, Statement)], outcome


def test_what_is_carried_is_kept_and_the_rest_is_counted_by_reason(embedder, spending):
    text = sentences(
        ("They started with six people.", [1]),
        ("They started with nine people.", [1]),
        ("Chen Wu says to meet every second Tuesday.", [2]),
        ("One community meets every second Tuesday for an hour. It is lovely.", [2]),
    )
    told, outcome = _told(Scripted(text), embedder, spending)
    assert [(item.text, item.citations, item.written) for item in told] == [
        ("They started with six people.", (1,), True),
        ("One community meets every second Tuesday for an hour.", (2,), True),
    ]
    trace = dict(outcome.trace)
    assert trace["written"] == 5
    assert dict(trace["dropped"]) == {"form": 1, "number": 1, "person": 1}
    assert (trace["prompt_tokens"], trace["completion_tokens"], trace["model"]) == (
        40,
        10,
        "scripted:x",
    )
    assert outcome.fallback is None


def test_words_to_the_letter_stand_as_a_quotation(embedder, spending):
    told, _ = _told(Scripted(sentences(("We started with six people.", [1]))), embedder, spending)
    assert [(item.text, item.written) for item in told] == [("We started with six people.", False)]


def test_nothing_that_is_carried_means_quotations_and_says_why(embedder, spending):
    told, outcome = _told(Scripted(sentences(("All is well.", [1]))), embedder, spending)
    assert [item.text for item in told] == [ANA.quote, BO.quote]
    assert not any(item.written for item in told)
    assert outcome.fallback == "unsupported"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (WriterError("timeout"), "timeout"),
        (WriterError("busy"), "busy"),
        (WriterError("broken"), "broken"),
        ("I am a teapot.", "nonsense"),
        ('{"sentences": [{"sources": [1], "text": "They started#cut', "cut"),
    ],
)
def test_a_model_that_fails_leaves_the_quotations_with_its_reason(said, reason, embedder, spending):
    told, outcome = _told(Scripted(said), embedder, spending)
    assert [item.text for item in told] == [ANA.quote, BO.quote]
    assert outcome.fallback == reason


def test_what_was_shown_before_the_stream_broke_stays(embedder, spending):
    whole = sentences(("They started with six people.", [1]), ("Never shown", [2]))
    broken = whole[: whole.index("Never")] + "#cut"
    told, outcome = _told(Scripted(broken), embedder, spending)
    assert [item.text for item in told] == ["They started with six people."]
    assert outcome.fallback == "cut"


def test_a_model_that_writes_nonsense_is_asked_once_more(embedder, spending):
    chat = Scripted("I am a teapot.", sentences(("They started with six people.", [1])))
    told, outcome = _told(chat, embedder, spending)
    assert len(told) == 1 and outcome.fallback is None
    assert dict(outcome.trace)["prompt_tokens"] == 80


def test_each_view_is_written_from_its_own_words_and_keeps_its_people(embedder, spending):
    merged = sentences(
        ("They started with six people.", [1]),
        ("One community meets every second Tuesday for an hour.", [2]),
    )
    chat = Scripted(merged)
    views = [View(citations=(ANA,)), View(citations=(BO,))]
    told, _ = _told(chat, embedder, spending, views)
    assert [(item.view, item.citations) for item in told] == [(1, (1,)), (2, (2,))]
    first, second = (prompt.user for prompt in chat.prompts)
    assert "Tuesday" not in first and "six people" not in second


def test_a_view_that_nothing_is_left_of_is_quoted(embedder, spending):
    chat = Scripted(sentences(("They started with six people.", [1])))
    views = [View(citations=(ANA,)), View(citations=(BO,))]
    told, outcome = _told(chat, embedder, spending, views)
    assert [(item.view, item.written) for item in told] == [(1, True), (2, False)]
    assert told[1].text == BO.quote
    assert outcome.fallback == "unsupported"


def test_after_a_failure_the_other_views_are_not_asked_for(embedder, spending):
    chat = Scripted(WriterError("timeout"))
    told, _ = _told(chat, embedder, spending, [View(citations=(ANA,)), View(citations=(BO,))])
    assert len(chat.prompts) == 1
    assert [item.text for item in told] == [ANA.quote, BO.quote]


def test_the_same_is_not_said_twice_and_not_without_end(embedder, spending):
    again = sentences(*[("They started with six people.", [1])] * 6)
    told, outcome = _told(Scripted(again), embedder, spending)
    assert len(told) == 1
    assert dict(dict(outcome.trace)["dropped"]) == {"repeated": 5}


def test_a_sentence_is_yielded_before_the_next_is_written(embedder, spending):
    first = '{"sentences": [{"sources": [1], "text": "They started with six people."}, '
    said: list[str] = []

    class Watched(Scripted):
        def stream(self, prompt: Prompt, schema: JsonObject) -> Iterator[str | Usage]:
            said.append("first")
            yield first
            said.append("second")
            yield '{"sources": [2], "text": "Managers release two people."}]}'
            yield _TOOK

    writer = LlmWriter(Watched(""), embedder, spending)
    next(iter(writer.write("How?", ALL, frozenset())))
    assert said == ["first"]


def test_the_schema_allows_no_source_but_those_given(embedder, spending):
    schemas: list[JsonObject] = []

    class Watched(Scripted):
        def stream(self, prompt: Prompt, schema: JsonObject) -> Iterator[str | Usage]:
            schemas.append(schema)
            yield from super().stream(prompt, schema)

    _told(Watched(sentences(("They started with six people.", [9]))), embedder, spending)
    assert '"enum": [1, 2]' in json.dumps(schemas[0])


def test_a_day_that_is_spent_leaves_the_quotations(embedder, tmp_path):
    held = catalog(tmp_path)
    spending = Spending(held, 60, lambda: _NOW)
    chat = Scripted(sentences(("They started with six people.", [1])))
    outcomes = [_told(chat, embedder, spending)[1].fallback for _ in range(3)]
    held.close()
    assert outcomes == [None, None, "budget"]


def test_a_new_day_may_be_spent_anew(tmp_path):
    held = catalog(tmp_path)
    days = [_NOW]
    spending = Spending(held, 50, lambda: days[-1])
    spending.add(Usage(prompt_tokens=50))
    assert spending.is_spent()
    days.append(datetime(2026, 5, 7, tzinfo=UTC))
    assert not spending.is_spent()
    held.close()


def test_a_stream_cut_before_its_first_sentence_is_asked_for_again(embedder, spending):
    whole = sentences(("They started with six people.", [1]))
    chat = Scripted('{"sentences": [{"sou#cut', whole)
    told, outcome = _told(chat, embedder, spending)
    assert [item.text for item in told] == ["They started with six people."]
    assert outcome.fallback is None
    assert len(chat.prompts) == 2
