"""The route of a question in a small real community, from words to a checked answer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.catalog import invitations, people
from assistant.catalog.invitations import Invitation
from assistant.records import Exchange, Filters, Question, Standing, Status, Viewer
from tests.assistant.talking import talking
from tests.builders import author, draft, thread_draft

ANA, BEN, CLEO = author("Ana Silva"), author("Ben Okri"), author("Cleo Roy")
BOOTS = "Should leather boots be waxed with beeswax?"
FORUM = (
    thread_draft(
        "boots",
        draft("1", BOOTS, ANA),
        draft("2", "Yes, wax leather boots with beeswax twice a year. They dry slowly then.", BEN),
        draft("3", "I disagree. Beeswax closes the leather, and boots rot from inside.", CLEO),
        draft("4", "Thanks both!", ANA),
        title="Wax for boots",
        space="#workshop",
        tags=("leather",),
    ),
    thread_draft(
        "bread",
        draft("5", "What does a sourdough starter want each day?", CLEO),
        draft("6", "A sourdough starter wants flour and water every day.", BEN),
        draft("7", "Same here, flour and water, every day for a sourdough starter.", ANA),
        title="Sourdough starter",
    ),
    thread_draft(
        "bees",
        draft("8", "Which veil do you wear at the hive when the bees are angry?", BEN),
        title="Veils against angry bees",
    ),
    thread_draft(
        "bikes",
        replace(
            draft("9", "Oil the chain of a bicycle after rain, and check the brakes.", ANA),
            created_at=datetime(2019, 3, 1, tzinfo=UTC),
        ),
        draft("10", "For a bicycle chain after rain I use dry wax, never oil.", CLEO),
        title="Chains after rain",
    ),
)
DESK = (
    thread_draft(
        "boots-budget",
        draft("20", "The budget for leather boots and beeswax is 400 pounds.", CLEO),
        title="Budget for boots",
        tags=("money",),
        space="#desk",
    ),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("talk")
    with talking(folder, {"forum": FORUM, "desk": DESK}, {"desk": "stewards"}) as found:
        community, _ = found
        with community.catalog.change() as change:
            for who in ("slack:BenOkri", "slack:CleoRoy"):
                wish = Invitation(channel="by mail")
                invitations.put(change, people.resolve(change, who), wish)
        yield found


@pytest.fixture
def ask(place):
    _, answers = place
    return lambda text, **more: answers.ask(Question(text=text, **more))


def said_by(answer) -> dict[str, str]:
    return {c.contributor: c.quote for c in answer.citations}


def test_colleagues_who_dispute_each_other_are_both_quoted_and_contested(ask):
    answer = ask(BOOTS)
    assert answer.status is Status.ANSWERED
    assert answer.standing is Standing.CONTESTED
    assert set(said_by(answer)) == {"Ben Okri", "Cleo Roy"}
    assert not any("Thanks" in c.quote or c.quote.endswith("?") for c in answer.citations)


def test_colleagues_who_say_the_same_agree(ask):
    answer = ask("What does a sourdough starter want each day?")
    assert answer.standing is Standing.AGREED
    assert set(said_by(answer)) == {"Ben Okri", "Ana Silva"}


def test_only_who_opted_in_is_named_as_to_be_asked_with_the_thread_that_speaks_for_it(ask):
    named = {p.contributor: p for p in ask(BOOTS).people}
    assert "Ana Silva" not in named and named
    assert all(p.channel == "by mail" and p.reasons for p in named.values())
    assert any("Wax for boots" in p.reasons for p in named.values())


def test_a_question_that_was_asked_in_vain_is_unanswered_and_leads_to_it(ask):
    answer = ask("Which veil is worn at the hive when the bees are angry?")
    assert answer.status is Status.UNANSWERED
    assert answer.related[0].title == "Veils against angry bees"
    assert "asked_before" in answer.notes
    assert (answer.statements, answer.people, answer.standing) == ((), (), None)


def test_a_foreign_question_is_unanswered_and_names_nobody(ask):
    answer = ask("What does a passport cost in Portugal?")
    assert answer.status is Status.UNANSWERED
    assert (answer.citations, answer.people) == ((), ())


def test_an_answer_carries_how_it_came_about(ask):
    trace = dict(ask(BOOTS).trace)
    assert trace["writer"] == "quote"
    assert trace["passages"] and trace["written"] >= 2 and trace["dropped"] == ()


def test_filters_in_words_and_filters_chosen_quote_only_what_lies_within(ask):
    in_words = ask(f"{BOOTS} from:Cleo")
    ben = ask(BOOTS).citations[0].contributor_id
    chosen = ask(BOOTS, filters=Filters(contributors=(ben,)))
    assert set(said_by(in_words)) == {"Cleo Roy"}
    assert set(said_by(chosen)) == {"Ben Okri"}
    assert in_words.question == f"{BOOTS} from:Cleo"


def test_dates_spaces_and_tags_narrow(ask, place):
    chain = "What helps the chain of a bicycle after rain?"
    assert set(said_by(ask(f"{chain} before:2020"))) == {"Ana Silva"}
    assert set(said_by(ask(f"{chain} after:2020"))) == {"Cleo Roy"}
    _, answers = place
    found = answers.search(Question(text="boots in:#workshop tag:leather"), 9)
    assert {item.thread_title for item in found} == {"Wax for boots"}


def test_a_name_that_fits_nobody_is_told_and_narrows_nothing(ask):
    answer = ask(f"{BOOTS} from:Zoe")
    assert "unknown:from:Zoe" in answer.notes
    assert len(said_by(answer)) == 2


def test_places_that_a_viewer_may_not_read_look_as_if_they_were_not_there(ask):
    for hidden in ("in:desk", "in:#desk", "tag:money"):
        assert f"unknown:{hidden}" in ask(f"{BOOTS} {hidden}").notes
    steward = Viewer(id="s", audiences=frozenset({"public", "stewards"}))
    told = ask("What is the budget for leather boots? in:#desk", viewer=steward)
    assert told.notes == ("within:in",) and "400 pounds" in told.citations[0].quote


def test_nothing_of_a_private_thread_comes_through_to_the_public(ask):
    for text in (BOOTS, "What is the budget for leather boots and beeswax?"):
        answer = ask(text)
        assert "400" not in str(answer) and "Budget" not in str(answer)


def test_a_community_of_one_thread_answers_what_it_plainly_knows_and_nothing_else(tmp_path):
    with talking(tmp_path, {"forum": FORUM[1:2]}) as (_, answers):
        known = answers.ask(Question(text="What does a sourdough starter want every day?"))
        foreign = answers.ask(Question(text="How do I repair a roof?"))
    assert known.status is Status.ANSWERED and "flour and water" in known.statements[0].text
    assert foreign.status is Status.UNANSWERED


def test_a_community_without_a_word_answers_nothing(tmp_path):
    with talking(tmp_path, {"forum": ()}) as (_, answers):
        assert answers.ask(Question(text=BOOTS)).status is Status.UNANSWERED


def test_a_question_that_points_back_is_never_asked_without_what_it_points_to(ask):
    text = "And what does that want each day, a sourdough starter?"
    nowhere = (Exchange(question="Welche Versicherung zahlt Glasbruch in Turnhallen?", answer=""),)
    found = ask(text, conversation=nowhere)
    assert dict(found.trace).get("understood", "").startswith(text + " (")


def test_what_a_colleague_said_is_answered_in_their_words_alone(ask):
    told = ask("What did Cleo say about leather boots and beeswax?")
    assert set(said_by(told)) == {"Cleo Roy"} and "said_by" in told.notes
    assert "said_by" not in ask("What did Zoltan say about leather boots and beeswax?").notes
