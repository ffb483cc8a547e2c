"""Quotations: whole, to be understood alone, never too long, to the letter."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.excerpt import LONGEST, LONGEST_BLOCK, excerpt
from assistant.masks import WITHHELD
from assistant.sentences import Unit, spans

FILLER = "This sentence says nothing of note but it takes up room in the paragraph. " * 6


def quoted(text: str, saying: str) -> str:
    """Return the quotation around the piece that holds some words."""
    focus = next(piece for piece in spans(text) if saying in text[piece.start : piece.end])
    start, end = excerpt(text, focus)
    return text[start:end]


def test_a_short_post_is_quoted_without_its_greeting_thanks_and_closing_question():
    text = "Hi all! Write for two minutes first. Then talk in pairs. Does that help? Thanks!"
    assert quoted(text, "two minutes") == "Write for two minutes first. Then talk in pairs."


def test_a_sentence_that_leans_on_another_brings_it_along():
    text = f"{FILLER}\n\nWe closed the group in May. That hurt nobody.\n\n{FILLER}"
    assert quoted(text, "That hurt") == "We closed the group in May. That hurt nobody."


def test_a_quotation_does_not_begin_with_what_leans_on_a_question_left_out():
    text = "Who does all the work? And it is only me. Two signs: nobody comes, nobody minds."
    assert quoted(text, "Two signs") == "Two signs: nobody comes, nobody minds."


def test_a_list_keeps_its_introduction_and_its_items_together():
    text = f"{FILLER}\n\nThree things cost nothing:\n- write first\n- pairs\n- names\n\n{FILLER}"
    assert quoted(text, "pairs") == "Three things cost nothing:\n- write first\n- pairs\n- names"


def test_a_table_keeps_its_head():
    table = "| when | what |\n| --- | --- |\n| day 1 | call |\n| week 3 | lunch |"
    assert quoted(f"{FILLER}\n\n{table}\n\n{FILLER}", "lunch") == table


def test_the_head_of_the_next_table_is_no_end_of_a_quotation():
    text = f"Ask them to stay.\n\n| when | what |\n\n{FILLER}"
    assert quoted(text, "Ask them") == "Ask them to stay."


def test_what_announces_something_left_out_is_no_end_of_a_quotation():
    assert quoted("Ask them to stay. Here is the text:", "Ask them") == "Ask them to stay."


def test_code_stays_whole():
    code = "```\nmake setup\nmake run\n```"
    assert code in quoted(f"{FILLER}\n\nRun this:\n\n{code}\n\n{FILLER}", "make run")


def test_a_section_does_not_run_on_into_the_next():
    text = "## Before\n\nAsk the hosts.\n\n## After\n\nWrite three lines."
    assert quoted(text, "three lines") == "Write three lines."


def test_who_left_is_never_inside_a_quotation():
    text = f"We talked about charts. {WITHHELD} wrote there in May. I think a canteen will do."
    assert quoted(text, "charts") == "We talked about charts."
    assert quoted(text, "canteen") == "I think a canteen will do."


PIECES = st.sampled_from(
    [
        "We met twice.",
        "So it ended.",
        "Why?",
        "Thanks!",
        "- an item",
        "| a | b |",
        "# Head",
        WITHHELD,
    ]
)


@given(st.lists(st.tuples(PIECES, st.sampled_from([" ", "\n", "\n\n"])), min_size=1, max_size=60))
def test_every_quotation_is_whole_pieces_around_its_focus_within_bounds(parts):
    text = "".join(piece + gap for piece, gap in parts)
    pieces = spans(text)
    starts, ends = {p.start for p in pieces}, {p.end for p in pieces}
    for focus in pieces:
        if focus.unit is Unit.HEADING or WITHHELD in text[focus.start : focus.end]:
            continue
        start, end = excerpt(text, focus)
        assert start in starts and end in ends and start <= focus.start and focus.end <= end
        assert end - start <= LONGEST_BLOCK and WITHHELD not in text[start:end]
        if not any(p.unit in (Unit.ITEM, Unit.ROW) for p in pieces):
            assert end - start <= LONGEST
