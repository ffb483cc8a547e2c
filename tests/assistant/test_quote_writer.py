"""The quote writer: several voices, each to the letter, superseded advice last."""

import numpy as np

from assistant.quote_writer import QuoteWriter, choose
from assistant.sentences import spans
from tests.assistant.voicing import candidate, voice
from tests.builders import CountingEmbedder

SAME = np.eye(1, 16, dtype=np.float32)[0]


def said(chosen) -> list[str]:
    return [item.text for item in chosen]


def test_the_surest_of_each_person_is_taken_before_a_second_of_anybody():
    first = candidate("one thing", "Ana", 2.0)
    second = candidate("another thing", "Ana", 1.9, n=2)
    other = candidate("a third thing", "Ben", 1.0, n=3)
    assert said(choose([first, second, other], 2)) == ["one thing", "a third thing"]
    assert said(choose([first, second, other], 6))[-1] == "another thing"


def test_nobody_is_quoted_three_times():
    mine = [candidate(f"thing number {n}", "Ana", 2.0, n=n) for n in range(5)]
    assert len(choose(mine, 6)) == 2


def test_what_is_far_less_sure_than_the_best_is_left_out():
    chosen = choose([candidate("good", "Ana", 3.0), candidate("bad", "Ben", -2.0, n=2)], 6)
    assert said(chosen) == ["good"]


def test_a_reply_that_disputes_a_quotation_may_be_less_sure():
    best = candidate("Weekly works.", "Ana", 2.0)
    dispute = candidate("I disagree, weekly wears people out.", "Ben", -2.0, n=2)
    silent = candidate("We meet on the ground floor.", "Cleo", -2.0, n=3)
    assert said(choose([best, dispute], 6)) == [best.text, dispute.text]
    assert said(choose([best, silent], 6)) == [best.text]


def test_one_person_does_not_say_the_same_twice_but_two_people_may():
    twice = [candidate("Ask by name.", "Ana", 2.0, vector=SAME, thread=t) for t in ("a", "b")]
    assert len(choose(twice, 6)) == 1
    two = [
        candidate("Ask by name.", by, 2.0, n=n, vector=SAME) for n, by in ((1, "Ana"), (2, "Ben"))
    ]
    assert len(choose(two, 6)) == 2


def written(*voices) -> QuoteWriter:
    embedder = CountingEmbedder()
    question = "How do we begin a meeting?"
    return QuoteWriter(embedder, 6).write(question, embedder.embed([question])[0], voices)


def test_every_statement_is_its_citation_and_stands_in_the_contribution():
    draft = written(
        voice("Begin a meeting with silence. Two minutes will do.", "Ana"),
        voice("We begin a meeting with a case that somebody brings.", "Ben", n=2),
    )
    assert len(draft.statements) == 2
    for statement, citation, item in zip(
        draft.statements, draft.citations, draft.chosen, strict=True
    ):
        assert statement.text == citation.quote == item.text
        assert citation.quote in item.voice.contribution.text
        assert citation.contributor_id == item.voice.speaker
        assert citation.number in statement.citations


def test_superseded_advice_never_leads():
    draft = written(
        voice("Begin a meeting with a speech.", "Ana", superseded_by="m_new", nearness=1.0),
        voice("Begin a meeting with a case.", "Ben", n=2, nearness=0.7),
    )
    assert draft.citations[0].contributor == "Ben"
    assert [c.superseded_by for c in draft.citations][1:] in ([], ["m_new"])


def test_voices_of_a_thread_stand_together_in_order_of_time():
    draft = written(
        voice("Begin a meeting on time.", "Cleo", n=5, thread="a", nearness=0.9),
        voice("Begin a meeting with names.", "Ana", n=2, thread="b", nearness=0.8),
        voice("Begin a meeting with tea.", "Ben", n=1, thread="a", nearness=0.7),
    )
    assert [c.contributor for c in draft.citations] == ["Ben", "Cleo", "Ana"]


def test_a_voice_with_nothing_quotable_gives_nothing():
    draft = written(voice("Thanks!", "Ana"), voice("| line | per year |", "Ben", n=2))
    assert draft.statements == ()
    assert draft.comparison.candidates == ()


def test_the_writer_says_that_it_only_quoted():
    assert dict(written(voice("Begin with tea.")).trace)["writer"] == "quote"


def test_quotations_are_cut_at_whole_pieces():
    text = "Begin a meeting with tea. " + "It helps those who come from far away. " * 20
    quote = written(voice(text)).citations[0].quote
    ends = {text[piece.start : piece.end] for piece in spans(text)}
    assert all(part in ends for part in [text[p.start : p.end] for p in spans(quote)])
