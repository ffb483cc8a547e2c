"""Who may be quoted: what was found, what stands around it, and only what the viewer may read."""

import pytest

from assistant.catalog import shelves, threads, who
from assistant.evidence import gather
from assistant.records import Question
from assistant.voices import gather_voices
from tests.assistant.talking import talking
from tests.builders import author, draft, thread_draft

ANA, BEN = author("Ana Silva"), author("Ben Okri")
LONG = thread_draft(
    "long",
    draft("0", "How do we keep the pumps of the valley station running?", ANA),
    *(draft(str(n), f"Note number {n} about the weather on that day.", BEN) for n in range(1, 30)),
    draft("30", "Clean the filter of the valley pumps every week.", BEN),
    *(
        draft(str(n), f"Note number {n} about the weather on that day.", BEN)
        for n in range(31, 200)
    ),
    draft("200", "The filter it was. Thank you.", ANA),
    title="Pumps",
)
OLD = thread_draft("old", draft("old-1", "Oil the valley pumps every day.", BEN), title="Oil")
NEW = thread_draft(
    "new", draft("new-1", "I was wrong: never oil them.", BEN), title="Second thoughts"
)
OPEN = thread_draft("open", draft("open-1", "Who repairs the pumps on Sundays?", ANA), title=None)
MANUAL = thread_draft(
    "manual",
    draft("m-1", "Written for the sluice keepers. Read it as one account.", ANA, locator="Sluices"),
    draft("m-2", "Grease the sluice gates before the frost.", ANA, locator="Winter"),
    title="Sluices",
)
PAGE = thread_draft(
    "page", draft("p-1", "Paint the buoys in March.", BEN, locator="Buoys"), title="Buoys"
)
MIXED = thread_draft(
    "desk", draft("desk-1", "The valley pumps will be sold in May.", ANA), title="Pumps for sale"
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("voices")
    talk = {"forum": (LONG, OLD, NEW, OPEN, MANUAL, PAGE), "desk": (MIXED,)}
    with talking(folder, talk, {"desk": "stewards"}) as found:
        yield found


@pytest.fixture
def hear(place):
    community, answers = place

    def call(text: str, *more: str):
        audiences = frozenset({"public", *more})
        ranking = answers.ranking(Question(text=text)).ranking
        evidence = gather(community.catalog, ranking, 12)
        with community.catalog.read() as reading:
            register = who.known(reading)
            return gather_voices(reading, register, ranking, evidence, audiences)

    return call


def by_text(voices, words: str):
    return next(voice for voice in voices if words in voice.contribution.text)


def test_what_was_found_comes_with_its_thread_s_question_and_neighbours_only(hear):
    voices = hear("How are the valley pumps kept running?")
    item = by_text(voices, "Clean the filter")
    assert item.opening is not None and "keep the pumps" in item.opening.text
    assert by_text(voices, "keep the pumps").asks
    long = [v for v in voices if v.title == "Pumps"]
    assert len(long) < 190, "a long thread is not read whole"


def test_nearest_come_first_and_only_the_found_are_near(hear):
    voices = hear("How are the valley pumps kept running?")
    nearness = [voice.nearness for voice in voices]
    assert nearness == sorted(nearness, reverse=True) and max(nearness) == 1.0


def test_who_asked_and_wrote_again_is_known_as_such(hear):
    voices = hear("Was it the filter? Thank you")
    assert by_text(voices, "The filter it was").by_asker
    assert not by_text(voices, "Clean the filter").by_asker


def test_a_question_that_nobody_replied_to_is_open(hear):
    voices = hear("Who repairs the pumps on Sundays?")
    assert by_text(voices, "on Sundays").is_open
    assert not by_text(voices, "keep the pumps").is_open


def test_what_a_document_says_before_its_sections_is_a_preface(hear):
    voices = hear("When are the sluice gates greased, and the buoys painted?")
    assert by_text(voices, "Written for").prefaces
    assert not by_text(voices, "Grease the sluice").prefaces
    assert not by_text(voices, "Paint the buoys").prefaces, "all that a document says"
    assert not any(voice.prefaces for voice in voices if voice.title == "Pumps")


def test_nothing_of_another_audience_is_a_voice_even_where_a_ranking_holds_it(place):
    community, answers = place
    ranking = answers.ranking(Question(text="How are the valley pumps kept running?")).ranking
    assert ranking
    with community.catalog.read() as reading:
        nobody = frozenset({"stewards"})
        assert gather_voices(reading, who.known(reading), ranking, [], nobody) == []


def test_what_replaced_a_found_advice_is_as_near_as_it(place, hear):
    community, _ = place
    with community.catalog.read() as reading:
        every = threads.threads(reading, threads.thread_ids(reading, "forum"))
    ids = {item.text: item.id for thread in every for item in thread.contributions}
    with community.catalog.change() as change:
        shelves.supersede(
            change, ids["Oil the valley pumps every day."], ids["I was wrong: never oil them."]
        )
    voices = hear("Should the valley pumps be oiled every day?")
    old, new = by_text(voices, "Oil the valley"), by_text(voices, "never oil")
    assert old.contribution.superseded_by == new.contribution.id
    assert new.nearness >= old.nearness
