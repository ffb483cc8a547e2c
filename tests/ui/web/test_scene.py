"""What the page draws: names, dates and links from the catalog, words as text."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from assistant.courtesy import COURTESY
from assistant.question_filters import SAID_BY, WITHIN
from assistant.records import (
    Answer,
    Citation,
    Contributor,
    PersonToAsk,
    Related,
    Standing,
    Statement,
    Status,
)
from tests.builders import DAY, contribution, thread
from ui.web import scene, words
from ui.web.places import Place
from ui.web.session import Turn

WHERE = {"t": Place(thread_id="t", title="A title", source="The forum")}


def citation(number: int = 1, **more) -> Citation:
    facts = {
        "number": number, "contribution_id": "m_1", "contributor_id": "c_1",
        "contributor": "Ana Silva", "quote": "Yes.", "url": "https://e.example/1",
        "created_at": DAY, "source_id": "s", "thread_id": "t", "thread_title": None,
    }  # fmt: skip
    return Citation(**{**facts, **more})


def drawn(*citations: Citation, turn: dict | None = None, **more) -> list[dict]:
    facts = {
        "question": "q",
        "status": Status.ANSWERED,
        "statements": tuple(Statement(text=c.quote, citations=(c.number,)) for c in citations),
        "citations": citations,
    }
    answer = Answer(**{**facts, **more})
    return scene.answer_items(Turn(id=1, question="q", answer=answer, **(turn or {})), WHERE, UTC)


def test_a_statement_stands_under_its_colleagues_name_with_date_and_place():
    (item,) = drawn(citation())
    assert (item["name"], item["initials"], item["when"]) == ("Ana Silva", "AS", "6 May 2024")
    assert item["chips"][0]["title"] == "A title"
    assert item["chips"][0]["source"] == "The forum"
    assert item["chips"][0]["open"] == "citation:1"


def test_a_statement_on_its_way_stands_under_its_name_and_opens_nothing_yet():
    said = Statement(text="Yes.", citations=(1,))
    item = scene.arriving(said, [citation()], WHERE, UTC)
    assert (item["name"], item["chips"][0]["open"]) == ("Ana Silva", "")
    assert item["chips"][0]["title"] == "A title"
    assert scene.arriving(said, [], WHERE, UTC)["pending"]


def test_days_are_those_of_the_readers_zone():
    late = DAY.replace(hour=23)
    answer = Answer(
        question="q", status=Status.ANSWERED, citations=(citation(created_at=late),),
        statements=(Statement(text="Yes.", citations=(1,)),),
    )  # fmt: skip
    turn = Turn(id=1, question="q", answer=answer)
    (item,) = scene.answer_items(turn, WHERE, ZoneInfo("Asia/Tokyo"))
    assert item["when"] == "7 May 2024"


def test_co_authors_are_named_and_nobody_is_made_up():
    (item,) = drawn(citation(co_authors=("Bo", "Chen")))
    assert item["name"] == "Ana Silva, Bo and Chen"
    (item,) = drawn(citation(contributor=None, contributor_id=None))
    assert (item["name"], item["initials"]) == (words.NO_NAME, "")


def test_replaced_advice_says_so_and_leads_to_the_newer():
    (item,) = drawn(citation(superseded_by="m_2"))
    assert item["badge"] == words.SUPERSEDED
    assert item["chips"][1]["open"] == "contribution:m_2"


@pytest.mark.parametrize(
    ("standing", "part"),
    [
        (Standing.ONE_VOICE, "One colleague"),
        (Standing.AGREED, "Two colleagues agree"),
        (Standing.DIFFERS, "Ana Silva and Bo"),
        (Standing.CONTESTED, "contested"),
    ],
)
def test_standing_is_said_in_words(standing: Standing, part: str):
    items = drawn(citation(), citation(2, contributor="Bo"), standing=standing)
    assert any(part in item.get("text", "") for item in items if item["kind"] == "note")


def test_people_to_ask_come_with_their_reasons_and_without_a_count():
    person = PersonToAsk(
        contributor_id="c_2", contributor="Bo", reasons=("Rhythm",), channel="#help"
    )
    (people,) = [i for i in drawn(citation(), people=(person,)) if i["kind"] == "people"]
    assert people["people"][0]["when"] == "wrote in “Rhythm” · #help"


def test_unanswered_says_so_and_shows_only_threads_that_can_be_read():
    near = (
        Related(thread_id="t", title="A title", url=None, source_id="s"),
        Related(thread_id="hidden", title="Secret", url=None, source_id="s"),
    )
    items = drawn(status=Status.UNANSWERED, related=near)
    assert [item["kind"] for item in items] == ["note", "note", "threads"]
    assert items[0]["text"] == words.UNANSWERED
    assert "Secret" not in str(items)


def test_unanswered_under_filters_names_the_filters():
    items = drawn(status=Status.UNANSWERED, turn={"within": "The forum"})
    assert "The forum" in items[1]["text"]


def test_unanswered_within_filters_in_the_question_names_them():
    items = drawn(status=Status.UNANSWERED, notes=(f"{WITHIN}from", f"{WITHIN}after"))
    assert items[1]["text"] == words.UNANSWERED_WITHIN.format(filters="from:, after:")


def test_unanswered_by_the_colleague_who_was_named_says_that_others_were_not_searched():
    items = drawn(status=Status.UNANSWERED, notes=(SAID_BY,))
    assert items[1]["text"] == words.SAID_ALONE


def test_an_answer_in_the_words_of_whom_was_named_does_not_say_that_one_colleague_wrote():
    items = drawn(citation(), standing=Standing.ONE_VOICE, notes=(SAID_BY,))
    (said,) = [item["text"] for item in items if item["kind"] == "note"]
    assert said == words.SAID_ALONE


@pytest.mark.parametrize(
    ("locator", "shown"),
    [
        ("Winter", "Rhythm › Winter"),
        ("Rhythm › Winter", "Rhythm › Winter"),
        ("Rhythm", "Rhythm"),
        ("Rhythms", "Rhythm › Rhythms"),
    ],
)
def test_where_in_a_document_is_said_without_its_title_twice(locator: str, shown: str):
    (chip,) = drawn(citation(locator=locator, thread_title="Rhythm", thread_id="x"))[0]["chips"]
    assert chip["title"] == shown


def test_a_greeting_is_told_what_to_ask_and_not_that_nobody_wrote_it():
    items = drawn(status=Status.UNANSWERED, notes=(COURTESY,))
    assert [item["text"] for item in items] == [words.COURTESY, words.COURTESY_MORE]


def test_nothing_of_the_catalogs_ids_of_people_reaches_the_page():
    assert "c_1" not in str(drawn(citation()))


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://forum.example/t/1", True),
        ("http://forum.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://[broken", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_followed(url: str | None, is_safe: bool):
    assert (scene.safe_link(url) == url) is is_safe or url is None


def test_the_quoted_words_are_highlighted_between_the_turns_around_them():
    found = thread(*(f"Turn {n}. Said here." for n in range(9)))
    cited = citation(contribution_id=found.contributions[4].id, quote="Said here.")
    items = scene.thread_items(found, cited, None, False, UTC)
    turns = [item for item in items if item["kind"] == "turn"]
    assert [item["cited"] for item in turns] == [False, False, True, False, False]
    spans = turns[2]["blocks"][0]["rows"][0][0]
    assert [span for span in spans if "m" in span[1]] == [["Said here.", "m"]]
    assert "5 of 9" in items[-1]["text"]


def test_everything_of_a_short_thread_is_shown_when_asked_for():
    found = thread(*(f"Turn {n}." for n in range(9)))
    cited = citation(contribution_id=found.contributions[0].id, quote="Turn 0.")
    items = scene.thread_items(found, cited, None, True, UTC)
    assert len([item for item in items if item["kind"] == "turn"]) == 9


def test_words_that_changed_since_are_shown_as_they_are_now():
    found = thread("Now this.")
    cited = citation(contribution_id=found.contributions[0].id, quote="Then that.")
    items = scene.thread_items(found, cited, None, False, UTC)
    assert items[0]["text"] == words.QUOTE_CHANGED


def test_a_pseudonym_shares_no_colour_with_the_name_behind_it():
    one = contribution("a", contributors=(Contributor(id="c_1", name="Ana Silva"),))
    other = contribution("b", 1, contributors=(Contributor(id="c_1", name="a colleague"),))
    found = thread("x")
    items = scene.thread_items(
        type(found)(**{**vars(found), "contributions": (one, other)}), None, None, True, UTC
    )
    assert items[0]["hue"] != items[1]["hue"]
