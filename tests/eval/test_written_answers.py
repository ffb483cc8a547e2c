"""What a chat model writes into answers: counted, recorded, and taken from the record again."""

import json
from collections.abc import Iterator

import pytest

from assistant.errors import WrongUse
from assistant.records import Question
from assistant.wiring import Community, chat_of
from eval import __main__ as command
from eval.asking import opened
from eval.dataset_records import Dataset, Document, Query
from eval.recorded_chat import RecordedChat
from eval.written_answers import REWORDED, VERBATIM, measure, set_questions, some
from tests.chat_server import Reply, chat_server, sentences

_POST = (
    "We started the peer group with six people in a kitchen. Nobody was paid for taking part in it."
    " The group met every second Tuesday until the kitchen was sold."
)
_SET = Dataset(
    name="kitchen",
    documents=(Document(id="d1", title="", text=_POST, author="Ada Byron", thread="t1"),),
    queries=(Query(id="q1", text="How did the peer group in the kitchen start?"),),
    judgements={"q1": {"d1": 1}},
)
_WRITTEN = sentences(
    ("They started the peer group with six people in a kitchen.", [1]),
    ("Nobody was paid for taking part in it.", [1]),
    ("The peer group started with nine people in a kitchen.", [1]),
)


@pytest.fixture
def kitchen(tmp_path) -> Iterator[tuple[Community, dict[str, Question]]]:
    with opened(tmp_path / "home") as community:
        yield community, set_questions(community, _SET)


def test_what_was_recorded_is_counted_the_same_without_the_model(kitchen, tmp_path, monkeypatch):
    community, questions = kitchen
    file = tmp_path / "requests.jsonl"
    with chat_server(Reply(text=_WRITTEN)) as server:
        monkeypatch.setenv("FIRSTHAND_CHAT_MODEL", f"llamacpp:{server.url}")
        with opened(community.settings.home) as asking:
            first = measure(asking, questions, RecordedChat(file, chat_of(asking.settings)))
    again = RecordedChat(file, None)
    assert measure(community, questions, again) == first
    assert (again.name, again.unknown) == (f"llamacpp:{server.url}", 0)
    assert len(file.read_text("utf-8").splitlines()) == 1
    figures = first.as_json()
    assert (figures["sent"], figures["requests"], figures["written"]) == (1, 1, 3)
    assert figures["kept"] == {REWORDED: 1, VERBATIM: 1}
    assert figures["dropped"] == {"number": 1}
    assert not figures["fallbacks"]


def test_a_kept_sentence_is_drawn_beside_the_post_that_it_cites(kitchen, tmp_path):
    community, questions = kitchen
    file = _record(tmp_path, community, questions, _WRITTEN)
    found = measure(community, questions, RecordedChat(file, None))
    drawn = found.drawn(50, seed=1)
    assert {item.kind for item in drawn} == {REWORDED, VERBATIM}
    for item in drawn:
        assert item.speakers == ("Ada Byron",)
        assert item.posts == (_POST,)
        assert item.quotes[0] in _POST
    assert found.drawn(1, seed=1) == found.drawn(1, seed=1)


def test_quotations_that_stand_in_are_not_the_models(kitchen, tmp_path):
    community, questions = kitchen
    nothing = sentences(("The moon is made of a cheese that nobody likes.", [1]))
    file = _record(tmp_path, community, questions, nothing)
    found = measure(community, questions, RecordedChat(file, None))
    assert found.kept == ()
    assert found.fallbacks == {"unsupported": 1}
    assert found.counts["holding"] == found.counts["whole"] == 0


def test_a_model_that_writes_a_whole_quotation_has_written_it(kitchen, tmp_path):
    community, questions = kitchen
    whole = sentences(("The group met every second Tuesday until the kitchen was sold.", [1]))
    file = _record(tmp_path, community, questions, whole)
    found = measure(community, questions, RecordedChat(file, None))
    assert [item.kind for item in found.kept] == [VERBATIM]
    assert found.counts["whole"] == 1


def test_a_request_that_was_not_recorded_is_refused_and_counted(kitchen, tmp_path):
    community, questions = kitchen
    file = tmp_path / "empty.jsonl"
    file.touch()
    chat = RecordedChat(file, None)
    assert measure(community, questions, chat).fallbacks == {"refused": 1}
    assert chat.unknown == 1


def test_runs_that_skip_what_others_asked_share_no_question():
    questions = {f"q{i}": Question(text=str(i)) for i in range(30)}
    first, rest = some(questions, 10, 0, seed=3), some(questions, None, 10, seed=3)
    assert len(first) == 10 and not first.keys() & rest.keys()
    assert {**first, **rest} == questions
    assert list(some(questions, None, 0, seed=3)) == sorted(questions)


def test_the_command_says_what_is_missing(tmp_path, capsys):
    assert command.main(["written"]) == command.WRONG_USE
    assert command.main(["written", "--replay", str(tmp_path / "no.jsonl")]) == command.WRONG_USE
    assert "no record" in capsys.readouterr().err
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"prompt": "x"}\n', "utf-8")
    with pytest.raises(WrongUse, match="line 1"):
        RecordedChat(broken, None)


def _record(tmp_path, community, questions, written):
    """Return a record of what a model would write, made without one."""
    file = tmp_path / "requests.jsonl"
    file.touch()

    class Writing:
        name = "scripted"

        def stream(self, prompt, schema):
            yield written

    measure(community, questions, RecordedChat(file, Writing()))
    assert json.loads(file.read_text("utf-8").splitlines()[0])["model"] == "scripted"
    return file
