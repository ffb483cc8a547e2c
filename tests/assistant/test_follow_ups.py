"""What may be asked next stands in a thread nearby, in its asker's words."""

from assistant.follow_ups import follow_ups
from assistant.records import Answer, Contribution, PersonToAsk, Status
from assistant.voices import Voice

_ANSWER = Answer(question="How often should a group meet online?", status=Status.ANSWERED)
_ASK = PersonToAsk(contributor_id="c_bo", contributor="Bo Lind", reasons=())


def _voice(thread: str, text: str, title: str | None = None, *, is_open: bool = False) -> Voice:
    item = Contribution(
        id=f"m_{thread}",
        external_id=thread,
        thread_id=thread,
        source_id="forum",
        audience="public",
        ordinal=0,
        text=text,
    )
    return Voice(
        contribution=item, title=title, nearness=1.0, leads=False, asks=True, is_open=is_open
    )


def test_questions_that_others_asked_nearby_are_offered_in_their_words():
    voices = [
        _voice("t_1", "Hello. Who prepares the agenda of such a meeting? Thanks."),
        _voice("t_2", "Some text", title="What does a facilitator cost each year?"),
    ]
    found = follow_ups(_ANSWER, voices)
    assert [(item.text, item.thread_id) for item in found] == [
        ("Who prepares the agenda of such a meeting?", "t_1"),
        ("What does a facilitator cost each year?", "t_2"),
    ]


def test_neither_the_question_itself_nor_one_without_an_answer_nor_the_same_twice():
    voices = [
        _voice("t_1", "How often should an online group meet?"),
        _voice("t_2", "Who prepares the agenda of such a meeting?", is_open=True),
        _voice("t_3", "What does a facilitator cost each year?"),
        _voice("t_4", "What would a facilitator cost in a year?"),
    ]
    assert [item.thread_id for item in follow_ups(_ANSWER, voices)] == ["t_3"]


def test_there_are_three_at_most_and_the_last_is_a_colleague_who_wishes_to_be_asked():
    texts = ["Who pays sponsors back?", "What rooms suit beginners?", "Which tools record calls?"]
    voices = [_voice(f"t_{i}", text) for i, text in enumerate(texts)]
    answer = Answer(question="How?", status=Status.ANSWERED, people=(_ASK,))
    found = follow_ups(answer, voices)
    assert [item.contributor_id for item in found] == [None, None, "c_bo"]
    assert len(follow_ups(_ANSWER, voices)) == 3
