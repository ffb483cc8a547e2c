"""Sentences: what can be quoted, whole and to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.sentences import Unit, spans


def texts(text: str) -> list[str]:
    return [text[span.start : span.end] for span in spans(text)]


def test_sentences_end_at_full_stops_but_not_at_abbreviations_or_numbers():
    text = "We tried it, e.g. in Oslo. Dr. Berg said 3.5 hours is enough! Was it?"
    assert texts(text) == [
        "We tried it, e.g. in Oslo.",
        "Dr. Berg said 3.5 hours is enough!",
        "Was it?",
    ]


def test_a_code_block_is_one_unit():
    text = "Run this:\n\n```\nmake all. now\nmake test\n```\n\nThen wait."
    found = spans(text)
    assert [span.unit for span in found] == [Unit.SENTENCE, Unit.CODE, Unit.SENTENCE]
    assert texts(text)[1] == "```\nmake all. now\nmake test\n```"


def test_list_items_and_table_rows_stand_alone():
    text = "Three things:\n- write first\n- pairs before plenary\n| a | b |\n| 1 | 2 |"
    assert texts(text) == [
        "Three things:",
        "- write first",
        "- pairs before plenary",
        "| a | b |",
        "| 1 | 2 |",
    ]


def test_chinese_and_quoted_endings_are_sentences():
    assert texts("先试一次。再决定。") == ["先试一次。", "再决定。"]
    assert texts('He said "no." Then he left.') == ['He said "no."', "Then he left."]


@pytest.mark.parametrize(
    "text, pieces",
    [
        ("Elle dit « Bonjour ! » Puis elle part.", ["Elle dit « Bonjour ! »", "Puis elle part."]),
        ("« Un. »1 Deux.", ["« Un. »1", "Deux."]),
        ("Vraiment ? Oui, p. ex. chez nous.", ["Vraiment ?", "Oui, p. ex. chez nous."]),
        ("M. Roche est là. Mme. Roy aussi.", ["M. Roche est là.", "Mme. Roy aussi."]),
        ("Sûr\u202f? Oui\u00a0! Non.", ["Sûr\u202f?", "Oui\u00a0!", "Non."]),
        ("Er sagte: „Nein.“ Am 3. Mai ging er.", ["Er sagte: „Nein.“", "Am 3. Mai ging er."]),
        ("¿Qué pasa? El Sr. López no vino.", ["¿Qué pasa?", "El Sr. López no vino."]),
    ],
)
def test_sentences_of_other_languages_end_where_they_do(text, pieces):
    assert texts(text) == pieces


@given(st.text(alphabet=st.sampled_from("abc AB.!?\n-`|#1) é。"), max_size=200))
def test_spans_are_in_order_apart_and_cover_all_but_white_space(text: str):
    found = spans(text)
    covered = set()
    last = 0
    for span in found:
        assert last <= span.start < span.end <= len(text)
        assert not text[span.start].isspace() and not text[span.end - 1].isspace()
        covered |= set(range(span.start, span.end))
        last = span.end
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)
