"""What people wrote stays what it is: every letter in order, nothing run, fetched or linked."""

from hypothesis import given
from hypothesis import strategies as st

from ui.web.safe_text import MARK, Block, blocks, clean, initials, label


def spans(found: tuple[Block, ...]):
    return [span for block in found for row in block.rows for cell in row for span in cell]


def shown(text: str, mark=None) -> str:
    return "".join(span.text for span in spans(blocks(text, mark)))


def marked(text: str, quote: str) -> str:
    start = text.index(quote)
    found = spans(blocks(text, (start, start + len(quote))))
    return "".join(span.text for span in found if MARK in span.looks)


def looks(text: str) -> list[tuple[str, str]]:
    return [(span.text, span.looks) for span in spans(blocks(text))]


MARKUP = st.text(alphabet="ab1 *_`|#>-[]()!\\\n~.:é𝕏\u202e\t", max_size=80)


@given(MARKUP)
def test_every_letter_and_digit_is_shown_in_order(text: str):
    found = []
    for block in blocks(text):
        words = "".join(s.text for row in block.rows for cell in row for s in cell)
        found.append(block.label + words)
    kept = [c for c in "".join(found) if c.isalnum()]
    assert kept == [c for c in clean(text) if c.isalnum()]


@given(MARKUP, st.integers(0, 80), st.integers(0, 80))
def test_a_highlight_changes_no_word(text: str, a: int, b: int):
    assert shown(text, (min(a, b), max(a, b))) == shown(text)


@given(st.text(max_size=200))
def test_any_text_can_be_drawn(text: str):
    for block in blocks(text):
        assert block.as_json()["kind"] == block.kind


def test_a_quotation_is_highlighted_to_the_letter_through_bold_and_code():
    text = "Before. We **always** ask `why` first. After."
    assert marked(text, "We **always** ask `why` first.") == "We always ask why first."


def test_a_quotation_over_two_lines_is_highlighted_with_its_break():
    assert marked("one\ntwo\nthree", "one\ntwo") == "one\ntwo"


def test_bold_emphasis_and_code_are_told_apart():
    assert looks("**a** *b* _c_ `d`") == [
        ("a", "s"), (" ", ""), ("b", "e"), (" ", ""), ("c", "e"), (" ", ""), ("d", "c"),
    ]  # fmt: skip


def test_names_with_underscores_and_sums_with_stars_stay_as_they_are():
    assert shown("snake_case_name and 2 * 3 * 4") == "snake_case_name and 2 * 3 * 4"


def test_links_and_images_become_words_and_an_address():
    found = shown("[here](https://evil.example/a) ![pic](https://evil.example/b.png)")
    assert found == "here https://evil.example/a pic https://evil.example/b.png"


def test_html_is_text():
    assert shown("<img src=x onerror=alert(1)>") == "<img src=x onerror=alert(1)>"


def test_a_table_has_a_head_and_cells():
    (table,) = blocks("| a | b |\n|---|---|\n| 1 | 2 |")
    assert (table.kind, table.level, len(table.rows)) == ("table", 1, 2)
    assert [cell[0].text for cell in table.rows[1]] == ["1", "2"]


def test_code_keeps_its_spaces_and_marks():
    (code,) = blocks("```sh\nif a:\n    **b**\n```")
    assert (code.kind, code.label) == ("code", "sh")
    assert "".join(span.text for span in code.rows[0][0]) == "if a:\n    **b**"


def test_an_unclosed_fence_is_code_to_the_end():
    assert [block.kind for block in blocks("a\n```\nb\n\nc")] == ["p", "code"]


def test_lists_keep_their_numbers_and_what_goes_on_below():
    found = blocks("1. first\n   goes on\n- second")
    assert [(block.kind, block.label) for block in found] == [("li", "1."), ("li", "-")]
    assert found[0].rows[0][0][-1].text == "goes on"


def test_lines_that_a_mail_program_broke_flow_again():
    line = "this line was broken by a mail program at seventy characters or so,"
    assert "\n" not in shown(f"{line}\nand goes on here.")
    assert "\n" in shown("roses are red\nviolets are blue")


def test_characters_that_turn_words_round_are_taken_out():
    assert clean("a\u202egnp.exe\u2066\U000e0041") == "agnp.exe"
    assert clean("می\u200cخواهم 👩\u200d👧") == "می\u200cخواهم 👩\u200d👧"


def test_a_label_says_what_it_says():
    assert label("a *b* ![x](http://e)\n:red[c]") == (r"a \*b\* \!\[x\]\(http\:\/\/e\) \:red\[c\]")


def test_initials_stand_for_names_in_any_script():
    assert initials("Ana Maria Silva") == "AS"
    assert initials("Rose") == "R"
    assert initials("<img src=x>") == "IX"
    assert initials("🦊") == ""
    assert initials(None) == ""
