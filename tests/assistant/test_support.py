"""A written sentence is kept when the words it cites carry it, and dropped with a reason."""

import pytest

from assistant.embedder import load_embedder
from assistant.settings import Settings
from assistant.support import Source, Support

_ANA = Source(
    number=1,
    text=(
        "We started with six people in Nairobi. Attendance was 96% in 2017, and nobody said a"
        " word. I would not make it compulsory again. Bo can tell you more."
    ),
    speakers=("Ana Silva",),
)
_BO = Source(
    number=2,
    text="Meet every second Tuesday for an hour. Our managers release two people each month.",
    speakers=("Bo Lind",),
)
_EVERYBODY = frozenset({"Ana Silva", "Bo Lind", "Chen Wu", "Will", "mateus"})


@pytest.fixture(scope="module")
def support(tmp_path_factory):
    embedder = load_embedder(Settings(home=tmp_path_factory.mktemp("home")))
    return Support(embedder, [_ANA, _BO], _EVERYBODY)


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        ("They started with six people in Nairobi.", 1),
        ("According to Ana Silva, attendance was 96% in 2017.", 1),
        ("Attendance was 96%, and nobody said a word.", 1),
        ("They would not make it compulsory again.", 1),
        ("One community meets every second Tuesday for an hour.", 2),
        ("Managers release two people each month.", 2),
    ],
)
def test_what_a_colleague_said_is_kept(support, text, cites):
    verdict = support.check(text, [cites])
    assert (verdict.reason, verdict.sources) == (None, (cites,))
    assert not verdict.is_quote or text in (_ANA.text, _BO.text)[cites - 1]


@pytest.mark.parametrize(
    ("text", "cites", "reason"),
    [
        ("They started with nine people in Nairobi.", [1], "number"),
        ("Attendance was 69% in 2017.", [1], "number"),
        ("According to Chen Wu, attendance was 96% in 2017.", [1], "person"),
        ("According to Bo Lind, attendance was 96% in 2017.", [1], "person"),
        ("Will says that nobody said a word.", [1], "person"),
        ("According to mateus, nobody said a word.", [1], "person"),
        ("They started with six people in Kampala.", [1], "name"),
        ("They would make it compulsory again.", [1], "denial"),
        ("Attendance was not 96% in 2017.", [1], "denial"),
        ("They started with six people in Nairobi.", [2], "name"),
        ("Managers release two people each month.", [1], "number"),
        ("The managers release people each month.", [1], "other_source"),
        ("Community work makes everybody happier and richer.", [1], "unsupported"),
        ("We started with six people.", [1], "person"),
        ("Managers release two people each month.", [7], "no_source"),
        ("Managers release two people each month.", [], "no_source"),
        ("Do managers release two people each month?", [2], "form"),
        ("Managers release two people each", [2], "form"),
        ("managers release two people each month.", [2], "form"),
        ("Managers release two people: https://evil.example/x", [2], "link"),
        ("![x](data:,a) Managers release two people.", [2], "link"),
        ("Managers release <b>two people</b> each month.", [2], "link"),
        ("Ask help@evil.org about managers each month.", [2], "link"),
        ("Download the tool from fakesoft.com each month.", [2], "link"),
    ],
)
def test_what_nobody_said_is_dropped_with_its_reason(support, text, cites, reason):
    assert support.check(text, cites).reason == reason


def test_of_several_sources_those_are_cited_that_carry_it(support):
    verdict = support.check("Managers release two people each month.", [1, 2])
    assert (verdict.reason, verdict.sources) == (None, (2,))


def test_words_to_the_letter_are_a_quotation_even_in_the_first_person(support):
    verdict = support.check("We started with six people in Nairobi.", [1, 2])
    assert (verdict.reason, verdict.sources, verdict.is_quote) == (None, (1,), True)


def test_an_entailment_model_decides_where_there_is_one(support, tmp_path):
    class Never:
        def entails(self, premise, claims):
            return [0.1 for _ in claims]

    strict = Support(load_embedder(Settings(home=tmp_path)), [_ANA, _BO], _EVERYBODY, Never())
    text = "One community meets every second Tuesday for an hour."
    assert support.check(text, [2]).reason is None
    assert strict.check(text, [2]).reason == "unsupported"


@pytest.mark.parametrize("name", ["Mark C. Wallace", "T.E.D.", "user230"])
def test_initials_and_numbers_of_a_name_are_nothing_said(support, name):
    source = Source(number=1, text="We started with six people in May.", speakers=(name,))
    check = Support(support._embedder, [source], frozenset({name})).check
    assert check(f"According to {name}, they started with six people in May.", [1]).reason is None
    assert check(f"According to {name}, they started with 230 people in May.", [1]).reason


_CY = Source(
    number=1,
    text=(
        "I am not sure that I would agree with your claim that\n Everybody needs an agenda every"
        " week. Minutes are read by all members within a day.\nSome read them, most do not. A"
        " written agenda would essentially replace the meeting of the board."
    ),
    speakers=("Cy Ray",),
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Minutes are read by all members within a day.", "unsupported"),
        ("A written agenda would replace the meeting of the board.", "unsupported"),
        ("...and a written agenda would essentially replace the meeting of the board.", "form"),
        ("A written agenda would essentially replace the meeting of the board.", None),
    ],
)
def test_words_set_off_as_anothers_fragments_and_lost_hedges_are_dropped(support, text, reason):
    checked = Support(support._embedder, [_CY], _EVERYBODY).check(text, [1])
    assert checked.reason == reason


def test_wrapped_lines_and_lists_after_that_are_the_writers_own(support):
    text = "We found that\nmeetings tire people. Minutes are read by all members within a day."
    listed = "We found that\n\n- minutes are read by all members within a day."
    for each in (text, listed):
        source = Source(number=1, text=each, speakers=("Cy Ray",))
        checked = Support(support._embedder, [source], _EVERYBODY)
        assert checked.check("Minutes are read by all members within a day.", [1]).reason is None


_DEE = "Minutes are read by all members within a day."


@pytest.mark.parametrize(
    "post",
    [
        f"As Bo Lind wrote:\n\n{_DEE}\n\nI doubt it. We burn the minutes every Friday.",
        f"{_DEE}\nThis ^^ is what I mean. We burn the minutes every Friday.",
        f'My boss says: "Hear me. {_DEE} Go." We burn the minutes every Friday.',
    ],
)
def test_words_of_another_are_told_by_the_post_around_the_quotation(support, post):
    start = post.index(_DEE)
    for text in (post, post[start:]):
        source = Source(number=1, text=text, speakers=("Cy Ray",), post=post)
        check = Support(support._embedder, [source], _EVERYBODY).check
        assert check(_DEE, [1]).reason == "unsupported"
        assert check("We burn the minutes every Friday.", [1]).is_quote


def test_a_source_that_is_all_borrowed_carries_nothing(support):
    source = Source(number=1, text=_DEE, speakers=("Cy Ray",), post=f"He wrote:\n\n{_DEE}")
    assert Support(support._embedder, [source], _EVERYBODY).check(_DEE, [1]).reason == "unsupported"


def test_a_fragment_is_dropped_though_it_stands_to_the_letter(support):
    source = Source(number=1, text="Shorter mails. They help us.", speakers=("Cy Ray",))
    assert Support(support._embedder, [source]).check("Shorter mails.", [1]).reason == "form"


def test_words_in_quotation_marks_do_not_lose_them(support):
    text = 'Begin in the middle: "The pump stopped at four and the key was with a man in Lomé."'
    source = Source(number=1, text=text, speakers=("Cy Ray",))
    check = Support(support._embedder, [source], _EVERYBODY).check
    bare = "The pump stopped at four and the key was with a man in Lomé."
    assert check(bare, [1]).reason == "unsupported"
    assert check(text, [1]).is_quote


def test_a_block_of_another_is_not_cut_at_its_lines(support):
    post = (
        "According to the manual:\n Remove the lid and the seal. The seal has already wiped your"
        " chamber\n clean, so no more is needed.\n Keep it dry.\nWe rinse ours with soap anyway."
    )
    source = Source(number=1, text=post[post.index("Remove") :], speakers=("Cy Ray",), post=post)
    check = Support(support._embedder, [source], _EVERYBODY).check
    assert check("The seal has already wiped your chamber.", [1]).reason == "unsupported"
    assert check("We rinse ours with soap anyway.", [1]).is_quote


def test_what_stands_under_an_if_is_no_statement(support):
    text = "It only works if:\nThe members keep to the rules.\nThe host keeps the time."
    source = Source(number=1, text=text, speakers=("Cy Ray",))
    check = Support(support._embedder, [source], _EVERYBODY).check
    assert check("The members keep to the rules.", [1]).reason == "unsupported"
