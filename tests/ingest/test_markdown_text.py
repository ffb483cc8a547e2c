"""Markdown is made plain in time that grows with its length, whatever is in it."""

import time

import pytest

from ingest.markdown_text import clean_markdown, without_quotes
from ingest.sections import markdown_sections


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "**bold** and *soft* and ***both*** and __b__ and _i_",
            "bold and soft and both and b and i",
        ),
        (
            "snake_case_name and 2 * 3 * 4 and __init__.py",
            "snake_case_name and 2 * 3 * 4 and __init__.py",
        ),
        ("`**code**` and ``a `b` c``", "`**code**` and ``a `b` c``"),
        ("* item\n* **two**", "* item\n* two"),
        (
            "[a][1] [b][] [c] [d]\n\n[1]: u1\n[b]: <u2> 'T'\n[c]:\n  u3",
            "[a](u1) [b](u2) [c](u3) [d]",
        ),
        ("[![badge](b.svg)](ci) ![alt](x(1).png)", "[badge](ci) alt"),
        ("![](x.png)[](y)text", "text"),
        ('[t](u "Title")', "[t](u)"),
        ("a <!-- x --> b <!-- unclosed", "a  b <!-- unclosed"),
        ("a\n\n<!-- unclosed\n\nrest", "a"),
        ('<a href="https://x.org">Label</a> <b>bold</b>', "[Label](https://x.org) bold"),
        ("a \\* b \\_c\\_ \\# d", "a * b _c_ \\# d"),
        ("&copy; &lt;b&gt; AT&T", "© <b> AT&T"),
        ("[^1] note\n\n[^1]: The note", "[^1] note\n\n[^1]: The note"),
        ("<h1>Title</h1>\n\ntext", "# Title\n\ntext"),
    ],
)
def test_marks_go_and_words_stay(source: str, text: str) -> None:
    assert clean_markdown(source).strip() == text


def test_code_stays_to_the_letter() -> None:
    code = "```py\n<!-- x --> **a** [b][c] <br> &amp;\n```"
    assert clean_markdown(f"a\n\n{code}\n\n[c]: d").strip() == f"a\n\n{code}"


def test_a_quote_ends_at_a_blank_line_and_code_is_no_quote() -> None:
    text = "a\n\n> q1\nlazy\n\n> q2\n\n```\n> not\n```\nb"
    assert without_quotes(text) == ("a\n\n\n\n```\n> not\n```\nb", 2)


@pytest.mark.parametrize(
    "piece",
    [
        *("**a ", "*a ", "__a ", "`a ", "` `` ```", "a <!-- ", "<!--\n", "```\n", "~~~a\n```\n"),
        *("[", "[a", "[a]", "![", "![a](", "[a](b ", "![a]((", "<a ", '<a href="x">'),
        *(
            "<span hidden>",
            "<table>\n\n",
            "<p>\n\n",
            "# ",
            "# a\n",
            "a\n-\n",
            " ",
            "> ",
            "[a]: b\n",
        ),
        *("\\", "&amp", "<", "_a", "\t ", " #", "- ", "|"),
    ],
)
def test_no_soup_takes_long(piece: str) -> None:
    soup = "# a" + piece * 40_000 + "b"
    start = time.process_time()
    markdown_sections(clean_markdown(soup))
    without_quotes(soup)
    assert time.process_time() - start < 3


def test_a_table_of_contents_goes_and_a_list_with_links_stays():
    contents = "- [One](#one)\n  - [Two](#two) (new)\n1. [Three](#three)\n"
    assert clean_markdown(f"# Guide\n\n{contents}\nWords.").split() == ["#", "Guide", "Words."]
    links = (
        "- [One](#one) is where you start, and there is a lot to say of it, as we did before.\n" * 3
    )
    assert clean_markdown(links) == links
    assert clean_markdown("- [One](#one)\n- [Two](#two)\n") == "- [One](#one)\n- [Two](#two)\n"
