"""A sentence keeps the words it was made from, with nothing turned round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.alignment import keeps_the_words

_SIGNS = (
    "More soberly, three signs: two meetings cancelled without a complaint, and the core group"
    " talks about the community rather than about the practice."
)


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("They started with six people.", "We started with 6 people."),
        ("They do not meet in July.", "We don't meet in July."),
        ("Managers release two people.", "Our managers release two people each month."),
        ("He is always first.", "He's always first."),
        ("They did it themselves.", "We did it ourselves."),
        ("Come on time.", "Please come on time."),
        ("It has become a job.", "It's become a job."),
        ("Those who had left came back.", "Those who'd left came back."),
        ("Five have said that it helps.", "Five have told that it helps."),
        ("The community has no place there.", "Your community has no place there."),
        ("According to them, the group meets monthly.", "Our group meets monthly."),
        ("Nobody reads minutes.", "We found that nobody reads minutes."),
        ("Nobody reads minutes.", "I think that nobody reads minutes."),
        ("It has two rooms, with vendors in one.", "It has two rooms: vendors in one."),
    ],
)
def test_persons_may_change_and_ends_may_go(said, evidence):
    assert keeps_the_words(said, evidence)


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("The core group talks about the practice.", _SIGNS),
        ("It works for everybody.", "If the sponsor pays, it works for everybody."),
        ("It works for everybody.", "It works for everybody unless the sponsor leaves."),
        ("Weekly calls work.", "Weekly calls sometimes work."),
        ("People met every Tuesday.", "People met every second Tuesday."),
        ("Every teacher joins a circle.", "Every newly qualified teacher joins a circle."),
        ("People come for a topic.", "In shift work people come for a topic."),
        ("It is a duty for two years.", "For new teachers it is a duty for two years."),
        ("Voluntary means office staff only.", "Voluntary with 3 shifts means office staff only."),
        ("Electricians never see daylight.", "Half of my electricians never see daylight."),
        (
            "She is right not to come.",
            "If your town has no place in all of it she's right not to come.",
        ),
        ("Districts have a network there.", "Two of our districts have a network there."),
        ("Those who need it never come.", "I believed that those who need it never come."),
        ("Speakers use only 500 words.", "Slow them: native speakers use only 500 words."),
        ("They would leave.", "They left."),
        ("Only bitter oils come.", "And towards the end, only bitter oils come."),
        ("You cannot change it.", "You cannot change it more or less unless it is disputed."),
        ("Members never write.", "Most members never write."),
        ("She has stolen this for the shop.", "We have stolen this for the shop."),
        ("It is off topic on several sites.", "It is on topic on several sites."),
        ("The one who is complaining hears it.", "The one who is complained about hears it."),
        ("Those who speak English are the best.", "Those who speak English rule the meeting."),
        ("Nobody reads minutes.", "My boss says that nobody reads minutes."),
        ("Nobody reads minutes.", "As the head wrote: nobody reads minutes."),
        ("Nobody reads minutes.", "Nobody reads minutes, says my boss."),
        ("Nobody reads minutes.", "Nobody reads minutes, or so they say."),
        ("Nobody reads minutes.", "Your point is that nobody reads minutes."),
        ("Meetings tire people.", "I don't think meetings tire people."),
        ("Meetings tire people.", "It is a myth that meetings tire people."),
        ("Meetings tire people.", "I used to think meetings tire people."),
        ("It works well here.", "It works well here for small groups of nurses."),
        ("Coffee keeps well.", "Coffee that is roasted keeps well."),
        ("A name of topic matters.", "A named topic matters."),
        ("Nobody reads minutes.", "The top answer boils down to: nobody reads minutes."),
        (
            "The dearer it is, the better it will be.",
            "Typically, the dearer it is, the better it will be.",
        ),
        ("It helps the shy.", "It helps the shy, mostly."),
        ("They closed the group.", "We tried to close the group."),
        ("They close the group.", "We closed the group."),
        ("They work with the board.", "We refuse to work with the board."),
        ("They paid everyone.", "We paid everyone too little."),
        ("The members like it.", "The older members like it."),
        ("The members like it.", "The members hardly like it."),
        ("It costs 20 euros.", "It costs up to 20 euros."),
        ("It is the best way.", "It is the second best way."),
        ("It is not a good source.", "It is not a particularly good source."),
        ("They cut the old and the new.", "They cut the old and the new budgets."),
        ("Anything else entirely.", "We meet monthly."),
    ],
)
def test_what_turns_the_sense_is_seen(said, evidence):
    assert not keeps_the_words(said, evidence)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(said, evidence):
    keeps_the_words(said, evidence)
