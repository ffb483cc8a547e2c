"""A practitioner's ways through the Ask page, in a real browser on the sample community.

Every state is checked for access (axe-core), light and dark; nothing may leave the machine.
"""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.ui.web import access, browsing
from ui.web import words, words_ask

pytestmark = [
    pytest.mark.skipif(browsing.CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(240),
]

QUESTION = "Should taking part be voluntary?"
STEWARDS_ONLY = "How much will the foundation's grant be reduced for 2026?"
UNWRITTEN = "Which sourdough starter rises best at altitude?"
PATIENCE_MS = 20_000
REPLY = "The rye one, if you give it two hours more than at sea level."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("sample")
    browsing.firsthand(folder, "init", "--sample")
    return folder


@pytest.fixture(scope="module")
def address(home: Path):
    with browsing.served(home) as found:
        yield found


def usable(page: Page) -> None:
    """Fail where somebody could not use the page as it stands."""
    if access.AXE.exists():
        assert access.findings(page) == []


def opened(page: Page, button: str) -> None:
    """Open a box over the page."""
    page.get_by_role("button", name=button, exact=True).last.click()
    page.get_by_role("dialog").wait_for()


def closed(page: Page) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")


def chosen(page: Page, label: str, option: str) -> None:
    """Choose from a list, again where a run of the page closed it in between."""
    for _ in range(6):
        page.get_by_role("combobox", name=label).click()
        try:
            page.get_by_role("option", name=option).click(timeout=4000)
            return
        except TimeoutError:
            page.keyboard.press("Escape")
    pytest.fail(f"{label} offers no {option}")


def look_as(page: Page, viewer: str) -> None:
    chosen(page, words.LOOK_AS, viewer)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_of_the_page_can_be_used_by_everybody(address: str, scheme: str):
    with browsing.browser(address, color_scheme=scheme) as (page, watch):
        usable(page)
        browsing.answered(page, QUESTION)
        usable(page)
        page.locator("article button.chip:enabled").first.click()
        page.get_by_role("dialog").locator("mark").first.wait_for()
        usable(page)
        closed(page)
        for name in (words_ask.SHARE, words_ask.WRONG):
            opened(page, name)
            usable(page)
            closed(page)
        browsing.answered(page, UNWRITTEN)
        page.get_by_role("heading", name=words.UNANSWERED).wait_for()
        usable(page)
        opened(page, words_ask.HAND_OFF)
        usable(page)
        assert watch.wrong == []


def test_a_practitioner_filters_follows_up_edits_and_finds_it_all_after_a_reload(address: str):
    with browsing.browser(address) as (page, watch):
        page.get_by_text(words.FILTERS).click()
        chosen(page, words.FILTER_SOURCES, "forum")
        page.keyboard.press("Escape")
        browsing.answered(page, QUESTION)
        sources = page.locator("article .source").all_inner_texts()
        assert sources and all("forum" in source for source in sources)
        page.get_by_role("button", name=words_ask.EDIT).click()
        page.get_by_role("textbox", name=words_ask.EDIT_LABEL).fill("Must people take part?")
        page.get_by_role("button", name=words_ask.EDIT_ASK, exact=True).click()
        browsing.turn(page, "Must people take part?")
        asked = page.get_by_role("group", name=words.YOU)
        expect(asked).to_have_count(1, timeout=PATIENCE_MS)
        page.locator("body").press("/")
        page.keyboard.type("How do we start a new community?")
        page.keyboard.press("Enter")
        browsing.turn(page, "How do we start a new community?")
        expect(asked).to_have_count(2, timeout=PATIENCE_MS)
        before = asked.all_inner_texts()
        page.reload()
        browsing.turn(page, "How do we start a new community?")
        expect(asked).to_have_text(before, use_inner_text=True, timeout=PATIENCE_MS)
        assert watch.wrong == []


def test_what_a_steward_shares_is_opened_by_another_who_may_read_less(address: str):
    with browsing.browser(address) as (page, watch):
        look_as(page, "steward")
        browsing.answered(page, STEWARDS_ONLY)
        shown = page.locator("article .words").all_inner_texts()
        opened(page, words_ask.WRONG)
        page.get_by_role("radio", name="It is out of date").check(force=True)
        page.get_by_role("button", name=words_ask.WRONG_SEND).click()
        page.get_by_text(words_ask.WRONG_THANKS).wait_for()
        closed(page)
        opened(page, words_ask.SHARE)
        page.get_by_role("button", name=words_ask.SHARE_MAKE).click()
        page.get_by_role("button", name=words_ask.SHARE_REVOKE).wait_for()
        link = page.get_by_role("dialog").locator("code").inner_text().strip()
        assert watch.wrong == []
    with browsing.browser(address) as (page, watch):
        page.goto(link)
        page.get_by_text(words_ask.SHARED).wait_for()
        page.get_by_text("not visible to you").or_(page.get_by_text("None of the words")).wait_for()
        text = page.locator("body").inner_text() + "".join(
            page.locator("article").all_inner_texts()
        )
        assert not any(words in text for words in shown)
        usable(page)
        assert watch.wrong == []


def test_a_question_goes_to_the_community_and_its_answer_waits_after_the_next_import(
    home: Path, address: str, tmp_path: Path
):
    with browsing.browser(address) as (page, watch):
        browsing.answered(page, UNWRITTEN)
        page.get_by_role("heading", name=words.UNANSWERED).wait_for()
        opened(page, words_ask.HAND_OFF)
        page.get_by_role("button", name=words_ask.HAND_OFF_MAKE).click()
        post = page.get_by_role("dialog").locator("code").inner_text()
        closed(page)
        browsing.slack_export(tmp_path / "chat", ["Ana Roca", "Bo Lind"], [[post, REPLY]])
        browsing.firsthand(home, "source", "add", str(tmp_path / "chat"), "--id", "chat")
        report = browsing.firsthand(home, "sync", "chat", "--json").stdout
        assert json.loads(report)["sources"][0]["indexed"] == 2
        page.goto(address)
        page.get_by_text(words_ask.WAITING, exact=True).wait_for()
        usable(page)
        page.get_by_role("button", name=words_ask.WAITING_READ).click()
        cited = page.get_by_role("dialog").locator("article.cited")
        cited.wait_for()
        assert REPLY in cited.inner_text() and "Bo Lind" in cited.inner_text()
        closed(page)
        page.goto(address)
        browsing.box(page).wait_for()
        expect(page.get_by_text(words_ask.WAITING, exact=True)).to_have_count(
            0, timeout=PATIENCE_MS
        )
        assert watch.wrong == []
