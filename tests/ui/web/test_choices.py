"""Filters: what was chosen, as the search and as the reader understand it."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.records import Contributor, Naming
from tests.builders import source
from ui.web import words
from ui.web.choices import Choice, filters, in_words, label, offered

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA = Contributor(id="c_1", name="Ana Silva")


def test_nothing_chosen_narrows_nothing():
    assert not filters(Choice(), NOW, UTC)
    assert in_words(Choice(), UTC) == ""


def test_people_and_sources_are_searched_by_id_and_named_in_words():
    choice = Choice(sources=(source(Path(), "forum"),), people=(ANA,))
    found = filters(choice, NOW, UTC)
    assert (found.sources, found.contributors) == (("forum",), ("c_1",))
    assert in_words(choice, UTC) == "forum · Ana Silva"


def test_the_last_day_is_included_and_days_begin_in_the_readers_zone():
    choice = Choice(time=words.BETWEEN, first=date(2024, 5, 1), last=date(2024, 5, 2))
    found = filters(choice, NOW, ZoneInfo("America/New_York"))
    assert found.after == datetime(2024, 5, 1, 4, tzinfo=UTC)
    assert found.before == datetime(2024, 5, 3, 4, tzinfo=UTC)
    assert in_words(choice, UTC) == "from 1 May 2024 until 2 May 2024"


def test_half_a_span_is_a_span():
    assert in_words(Choice(time=words.BETWEEN, first=date(2024, 5, 1)), UTC) == "since 1 May 2024"
    assert in_words(Choice(time=words.BETWEEN), UTC) == ""


def test_times_in_words_become_times():
    assert filters(Choice(time=words.LAST_YEAR), NOW, UTC).after == datetime(
        2025, 3, 1, 12, tzinfo=UTC
    )
    assert filters(Choice(time=words.EARLIER), NOW, UTC).before is not None


def test_whoever_is_shown_under_two_names_cannot_be_chosen():
    hidden = Contributor(id="c_1", name="a colleague", naming=Naming.PSEUDONYM)
    bo = Contributor(id="c_2", name="Bo")
    assert offered((ANA, hidden, bo)) == (bo,)


def test_bots_are_not_colleagues_to_choose():
    assert offered((Contributor(id="c_3", name="bot", is_bot=True),)) == ()


def test_two_colleagues_of_one_name_are_told_apart():
    other = Contributor(id="c_9", name="Ana Silva")
    assert label(ANA, (ANA, other)) == "Ana Silva (1)"
    assert label(other, (ANA, other)) == "Ana Silva (2)"
    assert label(ANA, (ANA,)) == "Ana Silva"
