"""Comparing voices with a question: one call, bounded, and what only asks is known as such."""

from assistant.compare import compare
from tests.assistant.voicing import voice
from tests.builders import CountingEmbedder

QUESTION = "Who pays the coffee?"


class OneCall(CountingEmbedder):
    """Counts how often it is called."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[int] = []

    def embed(self, texts):
        self.calls.append(len(texts))
        return super().embed(texts)


def compared(*voices):
    embedder = OneCall()
    vector = CountingEmbedder().embed([QUESTION])[0]
    return compare(embedder, QUESTION, vector, voices), embedder


def test_a_hundred_long_voices_cost_one_call_of_at_most_thirty_two_texts():
    long = [
        voice(" ".join(f"Sentence {i} of {n} is here." for i in range(40)), n=n, thread=str(n % 9))
        for n in range(100)
    ]
    found, embedder = compared(*long)
    assert embedder.calls and len(embedder.calls) == 1 and embedder.calls[0] <= 32
    assert found.candidates


def test_the_surest_comes_first():
    found, _ = compared(
        voice("Nothing of the kind at all.", nearness=0.0, n=2),
        voice("Each site pays the coffee in turn.", nearness=0.9),
    )
    scores = [item.score for item in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert found.candidates[0].text == "Each site pays the coffee in turn."


def test_a_near_question_without_a_reply_lies_ahead_of_what_answers_less():
    asked = voice("Who pays the coffee?", asks=True, is_open=True, leads=True, nearness=1.0)
    other = voice("We built a bridge.", n=3, thread="u", nearness=-0.2)
    found, _ = compared(asked, other)
    assert found.gap > 0
    assert found.open_thread == asked.contribution.thread_id


def test_without_an_open_question_there_is_no_gap():
    found, _ = compared(voice("Each site pays the coffee in turn."))
    assert found.gap == 0.0 and found.open_thread is None


def test_nothing_to_compare_is_no_error():
    found, _ = compared()
    assert found.candidates == ()
