"""Splitting: passages fit, cover everything once, and know who speaks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.split import split
from tests.builders import thread


def count(texts):
    return [len(text.split()) for text in texts]


WORDS = st.text(alphabet="ab c.\n-`", min_size=1, max_size=30)
LONG = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)


def test_a_reply_carries_the_title_and_the_question_as_context():
    long = " ".join(["word"] * 100)
    passages = [p for p, _ in split(thread("How do we start? " + long, "Small. " + long), count)]
    assert passages[0].context == "A title"
    assert passages[1].context.startswith("A title\nHow do we start?")
    assert passages[1].context_ids == (passages[0].turns[0].contribution_id,)
    assert "How do we start" not in passages[1].text


def test_short_turns_share_a_passage_and_keep_their_speakers():
    talk = thread("Shall we meet?", "Yes.", "On Tuesday.")
    [(passage, _)] = split(talk, count)
    said = [passage.text[turn.start : turn.end] for turn in passage.turns]
    assert said == ["Shall we meet?", "Yes.", "On Tuesday."]
    assert [turn.contribution_id for turn in passage.turns] == [c.id for c in talk.contributions]


def test_the_context_is_cut_at_64_tokens():
    long = " ".join(["word"] * 300)
    for passage, _ in split(thread(long, long, title=long), count):
        assert count([passage.context])[0] <= 64


def test_equal_text_in_two_threads_shares_its_vector_but_not_its_id():
    one, two = thread("The same words.", name="t1"), thread("The same words.", name="t2")
    [(a, key_a)], [(b, key_b)] = split(one, count), split(two, count)
    assert key_a == key_b and a.id != b.id


@settings(max_examples=60, deadline=None)
@given(st.lists(LONG, min_size=1, max_size=5))
def test_every_character_stands_in_one_passage_under_its_speaker(texts):
    talk = thread(*texts)
    seen = {item.id: [False] * len(item.text) for item in talk.contributions}
    by_id = {item.id: item for item in talk.contributions}
    for passage, _ in split(talk, count):
        assert count([passage.text])[0] <= 150
        for turn in passage.turns:
            part = passage.text[turn.start : turn.end]
            original = by_id[turn.contribution_id].text
            assert original[turn.offset : turn.offset + len(part)] == part
            marks = seen[turn.contribution_id]
            for i in range(turn.offset, turn.offset + len(part)):
                assert not marks[i]
                marks[i] = True
    for item in talk.contributions:
        left = [c for c, mark in zip(item.text, seen[item.id], strict=True) if not mark]
        assert not "".join(left).strip()


def test_a_word_longer_than_a_passage_is_cut_rather_than_lost():
    text = "x" * 2000
    passages = [p for p, _ in split(thread(text), lambda ts: [len(t) for t in ts])]
    assert "".join(p.text for p in passages) == text
