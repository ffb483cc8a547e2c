"""What an asker can do while an answer is looked up: stop it; nothing of it comes after all."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant import wire
from assistant.codec import from_json, to_json
from assistant.lock import FileLock, Holder
from assistant.records import Answer, JsonObject, Question, Status
from tests.ui.web import browsing
from tests.ui.web.houses import answer, community
from ui.web import words

pytestmark = [
    pytest.mark.skipif(browsing.CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(240),
]
LONG_S = 60.0
SAID = "We do, in May."


class Slow:
    """An owner of the indexes that answers when it is told to."""

    def __init__(self, given: Answer) -> None:
        self.given, self.may = given, threading.Event()
        self.asked: list[str] = []

    def ask(self, args: JsonObject) -> Iterator[JsonObject]:
        self.asked.append(from_json(Question, args["question"]).text)
        self.may.wait(LONG_S)
        yield {"answer": to_json(self.given)}

    def problem(self, args: JsonObject) -> Iterator[JsonObject]:
        yield {"problem": None}


@pytest.fixture
def slow(tmp_path: Path):
    made = community(tmp_path)
    owner = Slow(answer(made, "q", SAID, status=Status.ANSWERED))
    made.close()
    path = wire.socket_path(tmp_path)
    indexes = tmp_path / "indexes"
    indexes.mkdir(exist_ok=True)
    lock = FileLock(indexes / "owner.lock")
    assert lock.try_take(Holder(pid=0, what="a slow owner", socket=str(path)))
    server = wire.Server(path, {"ask": owner.ask, "problem": owner.problem})
    yield owner
    owner.may.set()
    server.close()
    lock.release()


def test_an_answer_is_stopped_and_the_next_question_is_answered(slow: Slow, tmp_path: Path):
    served = browsing.served(tmp_path, *browsing.APP_ALONE)
    with served as address, browsing.browser(address) as (page, watch):
        browsing.ask(page, "Who visits whom?")
        page.get_by_text(words.LOOKING).wait_for()
        expect(page.get_by_text(words.STOPPED)).to_be_hidden()
        page.get_by_role("button", name="Stop").click()
        slow.may.set()
        page.get_by_text(words.STOPPED).wait_for()
        expect(page.get_by_text(words.LOOKING)).to_be_hidden()
        browsing.answered(page, "Who visits in May?")
        assert slow.asked == ["Who visits whom?", "Who visits in May?"]
        assert page.get_by_text(words.STOPPED).count() == 1, "the first stands there, unanswered"
        assert page.locator("article").all_inner_texts()[0].count(SAID) == 1
        assert page.locator("article").count() == 1
        assert watch.wrong == []


def test_a_page_loaded_again_meanwhile_asks_again_and_keeps_one_answer(slow: Slow, tmp_path: Path):
    served = browsing.served(tmp_path, *browsing.APP_ALONE)
    with served as address, browsing.browser(address) as (page, watch):
        for n, question in enumerate(("Who visits whom?", "And in May?"), start=1):
            slow.may.clear()
            browsing.ask(page, question)
            page.get_by_text(words.LOOKING).wait_for()
            page.reload()
            expect(page.get_by_text(words.LOOKING)).to_be_visible()
            slow.may.set()
            expect(page.locator("article").get_by_text(SAID)).to_have_count(n)
            assert slow.asked.count(question) == 2
        page.reload()
        expect(page.locator("article").get_by_text(SAID)).to_have_count(2)
        assert watch.wrong == []
