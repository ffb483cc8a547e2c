"""The web chat in a real browser, over the real command line, embedder and indexes."""

from pathlib import Path

import pytest

from tests.ui.web import browsing
from ui.web import words

pytestmark = [
    pytest.mark.skipif(browsing.CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(240),
]

LABELS = "How should we label the pumps in the field station?"
HOSTILE_NAMES = [
    "Ana Silva",
    "<img src=https://evil.example/n.png onerror=hacked=1>",
    "دانیال رضایی",
]
HOSTILE_TEXTS = [
    LABELS,
    "Label the pumps in the field station as in ![x](https://evil.example/p.png?q=1) <img"
    " src='https://evil.example/x.png' onerror='hacked=1'><script>hacked=1</script>"
    " [click](javascript:hacked=1) https://evil.example/y www.evil.example ![r][1]"
    " :material/bug_report: $x$ -- \n[1]: https://evil.example/r.png",
    "We label the pumps in the field station on the pump itself. برچسب روی پمپ.",
    "| pumps in the field station | label |\n|---|---|\n| 17 | ![](https://evil.example/t.png) |",
]
OTHERS = [
    ["Who books the minibus for the visit in May?", "Ana books it, at the port office."],
    ["How long should a case clinic be?", "An hour. Fifty minutes if people are tired."],
    ["Is there a budget for food at meetings?", "Yes, thirty a head, ask the port office."],
    ["How do we greet newcomers?", "Somebody rings them up the day before."],
    ["Does the old map of the harbour still hold?", "No, the north quay was moved in 2019."],
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("sample")
    browsing.firsthand(home, "init", "--sample")
    with browsing.served(home) as address:
        yield address


def test_a_practitioner_asks_reads_opens_a_citation_and_is_told_when_nobody_wrote(sample: str):
    with browsing.browser(sample) as (page, watch):
        browsing.answered(page, "Should taking part be voluntary?")
        turns = page.locator("article")
        chips = turns.locator("button.chip:enabled")
        chips.first.wait_for()
        names = set(turns.locator(".name").all_inner_texts())
        assert len(names) >= 2 and words.NO_NAME not in names
        assert turns.first.bounding_box()["y"] < 400, "the reader begins at the question"

        said = turns.first.locator(".words").inner_text()
        chips.first.click()
        dialog = page.get_by_role("dialog")
        dialog.locator("mark").first.wait_for()
        marked = "".join(dialog.locator("mark").all_inner_texts())
        assert _letters(marked) == _letters(said)
        cited = dialog.locator("article.cited")
        assert cited.locator(".when").inner_text()
        link = cited.get_by_role("link", name=words.OPEN_LINK)
        assert link.get_attribute("href").startswith("https://")
        assert "noopener" in link.get_attribute("rel")
        dialog.locator("article").nth(1).wait_for()
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")

        browsing.answered(page, "Which sourdough starter rises best at altitude?")
        page.get_by_role("heading", name=words.UNANSWERED).wait_for()
        page.get_by_text(words.RELATED).wait_for()
        assert watch.wrong == []


@pytest.mark.parametrize("width", [400, 2560])
def test_the_page_fits_narrow_and_wide_screens(sample: str, width: int):
    size = {"width": width, "height": 800}
    with browsing.browser(sample, viewport=size, color_scheme="dark") as (page, watch):
        browsing.answered(page, "Should taking part be voluntary?")
        page.locator("article button.chip:enabled").first.wait_for()
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(over) <= 0
        inside = page.locator("article").first.bounding_box()
        assert inside["x"] >= 0 and inside["x"] + inside["width"] <= width
        assert watch.wrong == []


def test_hostile_posts_are_shown_as_they_were_typed_and_do_nothing(tmp_path: Path):
    export = browsing.slack_export(tmp_path / "export", HOSTILE_NAMES, [HOSTILE_TEXTS, *OTHERS])
    home = tmp_path / "home"
    browsing.firsthand(home, "init")
    browsing.firsthand(home, "source", "add", str(export), "--id", "hostile")
    browsing.firsthand(home, "sync")
    with browsing.served(home) as address, browsing.browser(address) as (page, watch):
        browsing.answered(page, LABELS)
        page.locator("article button.chip:enabled").first.click()
        dialog = page.get_by_role("dialog")
        dialog.locator("mark").first.wait_for()
        text = "\n".join(dialog.locator("article").all_inner_texts())
        assert "<script>" in text and "onerror" in text and ":material/bug_report:" in text
        assert "$x$ --" in text
        assert page.locator("article img, article a[href*='evil']").count() == 0
        page.wait_for_timeout(500)
        assert page.evaluate("typeof hacked") == "undefined"
        assert watch.wrong == []


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())
