"""Flat chat falls apart into the conversations that people held."""

import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chat_window import WINDOW
from ingest.conversations import LONGEST_SPAN, ChatMessage, conversations, link_replies
from ingest.reply_model import WEIGHTS
from ingest.reply_weights import trained_weights

START = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)


def chat(*lines: str, seconds: int = 30) -> list[ChatMessage]:
    """Make messages of "author: text" lines, ids 0, 1, 2 ..."""
    made = []
    for number, line in enumerate(lines):
        author, _, text = line.partition(": ")
        at = START + timedelta(seconds=seconds * number)
        made.append(ChatMessage(id=str(number), author=author, text=text, at=at))
    return made


def marked(number: int, reply_to: str | None = None, *, system: bool = False) -> ChatMessage:
    return ChatMessage(
        id=str(number),
        author=f"a{number % 3}",
        text="hm",
        at=START + timedelta(minutes=number),
        reply_to=reply_to,
        system=system,
    )


def talks(messages: Sequence[ChatMessage]) -> list[list[str]]:
    return [[message.id for message in talk] for talk in conversations(messages)]


TWO_AT_ONCE = chat(
    "ines: hi all, has anybody moved their monthly call from Teams to Jitsi?",
    "tomasz: how do I get the badge printer to take the long labels?",
    "adaeze: ines: we moved in May, the recordings were the hard part",
    "bo: tomasz: which driver, the label one or the generic one?",
    "ines: adaeze: what did you do about the recordings?",
    "tomasz: bo: the generic one I think",
    "adaeze: ines: a volunteer writes half a page instead",
    "bo: tomasz: take the label driver, the generic one cuts at 80 mm",
    "tomasz: bo: that was it, thanks",
    "ines: adaeze: half a page, I like that",
)


def test_two_conversations_that_run_at_once_are_told_apart() -> None:
    assert talks(TWO_AT_ONCE) == [["0", "2", "4", "6", "9"], ["1", "3", "5", "7", "8"]]


def test_each_answer_in_them_is_linked_to_what_it_answers() -> None:
    parents = dict(link_replies(TWO_AT_ONCE))
    assert parents == {
        "0": None, "1": None, "2": "0", "3": "1", "4": "2",
        "5": "3", "6": "4", "7": "5", "8": "7", "9": "6",
    }  # fmt: skip


def test_a_log_without_times_is_told_apart_as_well() -> None:
    timeless = [
        ChatMessage(id=message.id, author=message.author, text=message.text, at=None)
        for message in TWO_AT_ONCE
    ]
    assert talks(timeless) == talks(TWO_AT_ONCE)


def test_a_mention_that_the_platform_marks_counts_like_a_name_in_the_text() -> None:
    unnamed = [
        ChatMessage(
            id=message.id,
            author=message.author,
            text=message.text.partition(": ")[2] if number > 1 else message.text,
            at=message.at,
            mentions=(message.text.partition(":")[0],) if number > 1 else (),
        )
        for number, message in enumerate(TWO_AT_ONCE)
    ]
    assert talks(unnamed) == talks(TWO_AT_ONCE)


def test_people_are_recognised_by_first_name_and_at_sign() -> None:
    messages = chat(
        "Ana Sousa: has anyone a template for the field visit report?",
        "Kofi Mensah: can somebody tell me who books the small room now?",
        "Li Na: @Ana there is one in the handbook, chapter two",
        "Noor Haddad: Kofi, it is Petra at the front desk",
    )
    assert dict(link_replies(messages)) == {"0": None, "1": None, "2": "0", "3": "1"}


def test_a_verb_is_not_taken_for_the_colleague_called_will() -> None:
    messages = chat(
        "Will: does anyone still use the paper sign-in sheet?",
        "Rosa: how do I share the budget table with the sponsors?",
        "Emre: Rosa, the finance team will send you a link for the budget table",
    )
    assert dict(link_replies(messages))["2"] == "1"


def test_somebody_who_goes_on_writing_goes_on_in_the_same_conversation() -> None:
    messages = chat(
        "mika: is there a way to export the attendance list?",
        "mika: the one from the spring workshop I mean",
        seconds=5,
    )
    assert talks(messages) == [["0", "1"]]


def test_a_marked_reply_wins_over_everything_else() -> None:
    messages = list(TWO_AT_ONCE)
    messages[2] = ChatMessage(id="2", author="adaeze", text="ines: yes", at=None, reply_to="1")
    assert dict(link_replies(messages))["2"] == "1"


def test_a_marked_reply_to_what_is_not_there_is_kept_as_a_link_and_starts_a_conversation() -> None:
    messages = [marked(0), marked(1, reply_to="lost")]
    assert dict(link_replies(messages))["1"] == "lost"
    assert talks(messages)[-1] == ["1"]


def test_a_message_marked_as_a_reply_to_itself_is_guessed_like_any_other() -> None:
    assert dict(link_replies([marked(0, reply_to="0")])) == {"0": None}


def test_notices_answer_nothing_and_are_never_answered() -> None:
    messages = chat("ines: hello", "ines: joined", "ines: anyone here?", "bo: yes")
    messages[1] = ChatMessage(id="1", author="", text="ines joined", at=START, system=True)
    parents = dict(link_replies(messages))
    assert parents["1"] is None
    assert "1" not in parents.values()


def test_messages_of_unnamed_authors_are_not_taken_for_one_persons() -> None:
    messages = chat(
        ": how do I reset the door code?", ": does anyone know a good caterer in Porto?"
    )
    assert talks(messages) == [["0"], ["1"]]


def test_nobody_is_taken_to_answer_after_a_week_of_silence() -> None:
    messages = chat("ines: any news?", "bo: yes", seconds=8 * 24 * 3600)
    assert dict(link_replies(messages)) == {"0": None, "1": None}


def test_a_conversation_is_given_out_before_the_channel_ends() -> None:
    def endless() -> Iterator[ChatMessage]:
        number = 0
        while True:
            yield marked(number, reply_to="lost")
            number += 1

    assert [message.id for message in next(conversations(endless()))] == ["0"]


def test_a_conversation_that_never_ends_is_cut_at_the_longest_span() -> None:
    messages = [marked(n, reply_to=str(n - 1) if n else None) for n in range(2 * LONGEST_SPAN + 1)]
    assert [len(talk) for talk in talks(messages)] == [LONGEST_SPAN, LONGEST_SPAN, 1]


def test_a_marked_answer_that_comes_too_late_starts_a_conversation_of_its_own() -> None:
    messages = [marked(0), *(marked(n, reply_to="lost") for n in range(1, WINDOW + 5))]
    messages.append(marked(WINDOW + 5, reply_to="0"))
    assert dict(link_replies(messages))[str(WINDOW + 5)] == "0"
    assert talks(messages)[-1] == [str(WINDOW + 5)]


def test_there_is_a_weight_for_every_trait() -> None:
    assert len(trained_weights()) == WEIGHTS


WORDS = ["ana", "bo:", "@cy", "Cy,", "door", "code", "?", "thanks", "how", "hi", "|", "!faq", "—"]
MESSAGES = st.lists(
    st.builds(
        lambda author, words, gap, parent, system: (author, " ".join(words), gap, parent, system),
        st.sampled_from(["Ana", "bo", "Cy Lee", "dee_", "faqbot", ""]),
        st.lists(st.sampled_from(WORDS), max_size=6),
        st.none() | st.integers(0, 5000),
        st.none() | st.integers(0, 150),
        st.booleans(),
    ),
    max_size=150,
)


def built(rows: Sequence[tuple[str, str, int | None, int | None, bool]]) -> list[ChatMessage]:
    return [
        ChatMessage(
            id=str(number),
            author=author,
            text=text,
            at=None if gap is None else START + timedelta(minutes=number + gap),
            reply_to=None if parent is None else str(parent),
            system=system,
        )
        for number, (author, text, gap, parent, system) in enumerate(rows)
    ]


@given(MESSAGES)
def test_every_message_is_in_exactly_one_conversation_in_the_order_of_the_channel(rows) -> None:
    messages = built(rows)
    found = talks(messages)
    assert sorted(int(id) for talk in found for id in talk) == list(range(len(messages)))
    assert all(talk == sorted(talk, key=int) for talk in found)
    assert [talk[0] for talk in found] == sorted((talk[0] for talk in found), key=int)


@given(MESSAGES)
def test_a_guess_is_an_earlier_message_of_the_window(rows) -> None:
    messages = built(rows)
    for message, (id, parent) in zip(messages, link_replies(messages), strict=True):
        assert id == message.id
        if message.reply_to not in (None, message.id):
            assert parent == message.reply_to
        elif parent is not None:
            assert 0 < int(id) - int(parent) <= WINDOW


@given(MESSAGES, st.integers(0, 150))
def test_what_comes_later_changes_no_link(rows, cut: int) -> None:
    messages = built(rows)
    assert list(link_replies(messages[:cut])) == list(link_replies(messages))[:cut]


def busy(count: int) -> Iterator[ChatMessage]:
    """Yield a busy channel: 40 people, 12 words a message, one in three speaks to somebody."""
    for number in range(count):
        words = " ".join(f"word{(number * 31 + k * k * 7) % 9973}" for k in range(12))
        call = f"person{(number * 7) % 40}: " if number % 3 == 0 else ""
        at = START + timedelta(seconds=10 * number)
        author = f"person{(number * 13) % 40}"
        yield ChatMessage(id=str(number), author=author, text=call + words, at=at)


def peak(count: int) -> int:
    tracemalloc.start()
    try:
        for _ in conversations(busy(count)):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.timeout(120)
def test_memory_does_not_grow_with_the_channel() -> None:
    assert peak(12_000) < 1.3 * peak(6_000)


def test_two_thousand_messages_a_second_are_linked_even_on_a_loaded_machine() -> None:
    start = perf_counter()
    linked = sum(1 for _ in link_replies(busy(4000)))
    assert linked / (perf_counter() - start) > 2000
