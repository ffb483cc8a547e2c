"""Questions and names that break programs: shown as they are, or cleaned; never an error.

After the kinds of the Big List of Naughty Strings (Max Woolf, MIT licence), some of them its own.
"""

from pathlib import Path

import pytest

from assistant.catalog import Catalog
from tests.builders import author, draft, thread_draft
from tests.ui.web.houses import StandIn, answer, ask, community, house, items, of_kind, page, said
from tests.ui.web.opening import house_of, opened, shown
from ui.web.safe_text import clean

ODD = (
    "undefined",
    "null",
    "NaN",
    "-1e309",
    "1;DROP TABLE contribution",
    "' OR 1=1 -- ",
    "%s%n{0}{{7*7}}${7*7}",
    "../../../etc/passwd",
    "$(touch /tmp/odd)`id`",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "![x](https://evil.example/p.png) [y](javascript:alert(1)) :material/bug_report: :red[z]",
    "$\\frac{1}{0}$ ~~~ ``` > # - * _ | \\",
    "|a|b|\n|---|---|\n|1|",
    "\u202ereversed\u202c \u2066isolated\u2069 \u200bzero\u200dwidth \ufeffmark",
    "a\u0000b\u0001c\u001b[31md\u007f",
    "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
    "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
    "الكل في المجمو عة (5) שלום",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇺🇸 👾🙇💁",
    "🙂" * 50,
    "ﷺﷺﷺ",
    "\u2028line\u2029paragraph\u0085next",
    "x" * 3000,
    "word " * 700,
)
LONGEST = "How long? " * 10_000


@pytest.fixture
def made(tmp_path: Path) -> Catalog:
    return community(tmp_path)


def letters(text: str) -> str:
    return "".join(c for c in clean(text) if c.isalnum())


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_an_odd_question_is_asked_as_it_is_and_shown_without_harm(made: Catalog, text: str):
    answers = StandIn(answer(made, "q", "We do, in May."))
    at = ask(page(house(made, answers)), text)
    assert [question.text for question in answers.asked] == [text.strip()]
    assert letters(said(of_kind(at, "asked")[0])) == letters(text)
    assert len(of_kind(at, "turn")) == 1
    native = [e.value for e in (*at.markdown, *at.caption, *at.text)]
    assert not any("<" in text or "](" in text for text in native)


@pytest.mark.parametrize("text", ["", " \n\t ", "\u00a0"])
def test_nothing_is_no_question(made: Catalog, text: str):
    answers = StandIn()
    at = ask(page(house(made, answers)), text)
    assert answers.asked == [] and items(at) == []


def test_a_hundred_thousand_letters_are_cut_where_the_box_would_have_stopped(made: Catalog):
    answers = StandIn(answer(made, "q", "We do, in May."))
    ask(page(house(made, answers)), LONGEST)
    assert len(answers.asked[0].text) <= house(made).max_question_chars


def test_colleagues_with_odd_names_are_listed_cited_and_chosen(tmp_path: Path):
    named = [name for name in ODD if len(name) < 200]
    texts = [f"Number {n} holds the rope." for n in range(len(named))]
    turns = [draft(str(n), texts[n], author(name)) for n, name in enumerate(named)]
    talk = {"forum": (thread_draft("1", *turns, title="Who holds the rope on a cold day?"),)}
    made = community(tmp_path, talk)
    at = ask(page(house(made, StandIn(answer(made, "q", *texts[:12])))), "q")
    assert len(of_kind(at, "turn")) == 12
    listed = shown(opened(house_of(made, tmp_path), "people_view"))
    assert "<script" not in listed.replace("\\<", "")
