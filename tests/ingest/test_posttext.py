"""Posts written in Markdown keep their authors' words, and only those."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records import Author
from ingest.posttext import mentions, own_post

QUOTE = '[quote="ben, post:1, topic:7"]\n{}\n[/quote]'


def test_quotes_of_others_are_left_out_also_nested_ones() -> None:
    inner = QUOTE.format("said by Ben")
    outer = QUOTE.format(f"before\n{inner}\nafter")
    found = own_post(f"First.\n\n{outer}\n\nSecond.", bbcode=True)
    assert (found.text, found.quotes) == ("First.\n\nSecond.", 1)


def test_replies_between_quotes_keep_their_order() -> None:
    text = f"{QUOTE.format('one')}\nMy one.\n\n{QUOTE.format('two')}\nMy two."
    assert own_post(text, bbcode=True).text.split("\n\n") == ["My one.", "My two."]


def test_a_quote_that_is_never_closed_costs_its_paragraph() -> None:
    text = 'Mine.\n\n[quote="ben, post:1"]\nsaid by Ben\nand more\n\nMine again.'
    assert own_post(text, bbcode=True).text == "Mine.\n\nMine again."


def test_block_quotes_are_left_out_with_the_lines_that_belong_to_them() -> None:
    found = own_post("> said by Ben\nand said on\n\nMine.\n\n> > older\n> newer\n\n- a list")
    assert (found.text, found.quotes) == ("Mine.\n\n- a list", 2)


def test_quotes_and_tags_inside_code_are_code() -> None:
    text = '```\n> prompt\n[quote="x"]\n[b]\n```\n\nMine.'
    assert own_post(text, bbcode=True).text == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<blockquote>\nsaid by Ben\n</blockquote>\n\nMine.", "Mine."),
        ("1. > said by Ben\n2. Mine.", "2. Mine."),
        ("- > 5 minutes are too many", "- > 5 minutes are too many"),
        ("Write `[quote]` and `[/quote]` around it.", "Write `[quote]` and `[/quote]` around it."),
    ],
)
def test_quotes_in_html_and_lists_are_quotes_and_marks_in_code_are_none(source, text) -> None:
    assert own_post(source, bbcode=True).text == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("![two people|690x388](upload://abc.png) met", "two people met"),
        ("![image|690x388](upload://abc.png) met", "met"),
        ("![IMG_1234.jpg](https://x.org/a.jpg) met", "met"),
        ("[plan.pdf|attachment](upload://abc.pdf) (1.2 MB) is here", "plan.pdf is here"),
        ('[details="More"]\nWords\n[/details]', "More\n\nWords"),
        ("on [date=2024-05-01 time=18:00:00 timezone=UTC]!", "on 2024-05-01 18:00:00!"),
        ("[b]bold[/b] and [url=https://x.org]a link[/url]", "bold and [a link](https://x.org)"),
        ("<!-- hidden -->Seen", "Seen"),
        ("a [link](https://x.org/a_(b)) stays", "a [link](https://x.org/a_(b)) stays"),
        ("Seen\u200b \u202ehere", "Seen here"),
    ],
)
def test_marks_become_plain_text(source: str, text: str) -> None:
    assert own_post(source, bbcode=True).text == text


def test_uploads_are_counted() -> None:
    text = "![a|1x1](upload://a.png) and [b.pdf|attachment](upload://b.pdf) (2 KB)"
    assert own_post(text, bbcode=True).attachments == 2


def test_only_known_people_are_mentioned() -> None:
    known = {"ana_s": Author(identity="discourse:Ana_S", name="Ana", handles=("Ana_S",))}
    text = "Thanks @ana_s, @ANA_S. Not me@ana_s.org nor @somebody"
    assert [a.identity for a in mentions(text, known)] == ["discourse:Ana_S"]


TEXTS = st.lists(st.sampled_from(["own", "", "- own", "own ["]), max_size=4).map("\n".join)


@given(st.lists(st.tuples(st.sampled_from(["own", "bb", "md", "both"]), TEXTS), max_size=5))
def test_no_quoted_word_stays_and_no_own_word_goes(runs: list[tuple[str, str]]) -> None:
    parts, own = [], 0
    for kind, text in runs:
        theirs = text.replace("own", "theirs") or "theirs"
        marked = "\n".join(f"> {line}" for line in theirs.split("\n"))
        own += text.count("own") if kind == "own" else 0
        parts.append(
            {
                "own": text,
                "bb": QUOTE.format(theirs),
                "md": marked,
                "both": QUOTE.format(f"{marked}\n{QUOTE.format(theirs)}"),
            }[kind]
        )
    found = own_post("\n\n".join(parts), bbcode=True).text
    assert "theirs" not in found
    assert found.count("own") == own


@given(st.text(alphabet=st.sampled_from('[]/quote="> `\n!()x|@<>-'), max_size=200))
def test_no_post_makes_it_fail(text: str) -> None:
    own_post(text, bbcode=True)
    own_post(text)


@pytest.mark.parametrize(
    "mark",
    ["[url=x]", "[url]", "[code]", "[img]", "[quote]", "![a](", "[details=", "![a|b", "> a\n", "`"],
)
def test_a_hostile_post_takes_no_longer_than_its_size(mark: str) -> None:
    start = time.process_time()
    own_post(mark * (200_000 // len(mark)), bbcode=True)
    assert time.process_time() - start < 5
