"""Own words of mails: nothing of others is credited to the sender, nothing of theirs is lost."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mailtext import own_words, unescape_from, unflow
from tests.ingest.mail_cases import CASES, UNTOUCHED


@pytest.mark.parametrize("name", CASES)
def test_the_words_of_others_are_left_out_and_the_senders_kept_in_order(name: str) -> None:
    body, own, others = CASES[name]
    found = own_words(body)
    places = [found.text.find(words) for words in own]
    assert -1 not in places and places == sorted(places), found.text
    assert [words for words in others if words in found.text] == []


@pytest.mark.parametrize("name", CASES)
def test_windows_line_ends_make_no_difference(name: str) -> None:
    body = CASES[name][0]
    assert own_words(body.replace("\n", "\r\n")).text == own_words(body).text


@pytest.mark.parametrize("name", UNTOUCHED)
def test_a_mail_without_quotes_is_kept_to_the_letter(name: str) -> None:
    assert own_words(UNTOUCHED[name]).text == UNTOUCHED[name]


def test_what_was_taken_out_is_counted() -> None:
    found = own_words("Yes.\n\nBen wrote:\n> No.\n\n-- \nAna")
    assert found.text == "Yes."
    assert found.quoted == len("Ben wrote:") + len("> No.")
    assert found.signature


def test_a_mail_of_quotes_only_leaves_nothing() -> None:
    assert own_words("On 6 May 2019 10:03, Ben wrote:\n> No.\n> Never.\n").text == ""


def test_pipermail_attachments_are_counted() -> None:
    body = (
        "See here.\n-------------- next part --------------\nA non-text attachment "
        "was scrubbed...\nName: plan.pdf\n-------------- next part --------------\n"
        "words of an attached text file\n"
    )
    found = own_words(body)
    assert (found.text, found.attachments) == ("See here.", 2)


def test_flowed_lines_are_joined_and_quoted_ones_stay_quoted() -> None:
    text = "This goes \non here.\nNew line.\n> quoted \n> further\n-- \nAna"
    assert unflow(text) == "This goes on here.\nNew line.\n> quoted further\n-- \nAna"


def test_flowed_lines_with_delsp_lose_the_blank() -> None:
    assert unflow("日本 \n語", delete_space=True) == "日本語"


def test_an_escaped_from_is_restored_unless_it_stands_among_quotes() -> None:
    assert unescape_from("Hello\n>From May on.") == "Hello\nFrom May on."
    assert unescape_from("> Hello\n>From May on.\n\nYes") == "> Hello\n>From May on.\n\nYes"


VOCABULARY = ("we", "met", "on", "the", "canteen", "board", "said", "no", "yes", "rhythm")
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=1)
LINES = st.lists(WORDS.map(" ".join), min_size=1, max_size=6)


@given(st.lists(st.tuples(st.booleans(), LINES), min_size=1, max_size=6), st.integers(1, 4))
def test_marked_lines_never_stay_and_other_lines_never_go(
    runs: list[tuple[bool, list[str]]], depth: int
) -> None:
    lines, own = [], []
    for number, (quoted, texts) in enumerate(runs):
        marked = [
            f"{'> ' * depth}{text} q{number}" if quoted else f"{text} o{number}" for text in texts
        ]
        lines += [*marked, ""]
        own += [] if quoted else marked
    found = own_words("\n".join(lines)).text
    assert re.search(r"\bq\d", found) is None
    assert [line for line in found.split("\n") if line] == own


@given(st.text(alphabet=st.sampled_from("aA >|:-_*\n\t<@.=#1é：写"), max_size=400))
def test_any_text_is_read_and_only_shortened(body: str) -> None:
    found = own_words(body)
    assert len(found.text) <= len(body)
    assert not any(line.lstrip().startswith(">") for line in found.text.split("\n"))


@pytest.mark.parametrize(
    "line",
    [
        "-----Original Message-----\n> x",
        "--\nx",
        "-- \nx",
        "From: a@b.org\nSubject: x\n",
        "Ana wrote:\n  x\n",
        "On Monday, 6 May 2019 ",
        "____________\n",
        "> x\nhttp://x\n",
        "---------- Forwarded message ---------\n----- End forwarded message -----\n",
        "AS> x",
        "On Mon 6 May 2019 yes wrote: ",
        "-----BEGIN PGP SIGNATURE-----",
        "X-A: b",
        "From: a@b.org",
    ],
)
def test_a_hostile_mail_takes_no_longer_than_its_size(line: str) -> None:
    body = f"{line}\n" * (500_000 // len(line))
    start = time.process_time()
    own_words(unflow(body))
    own_words(body.replace("\n", " \n"))
    assert time.process_time() - start < 15
