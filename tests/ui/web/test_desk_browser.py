"""Stewards and contributors at work in a real browser, over the real commands and indexes."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.web import access, browsing
from ui.web import navigation, words, words_desk, words_people

pytestmark = [
    pytest.mark.skipif(browsing.CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(300),
]
MAILS = [
    ("Ana Silva <ana@example.org>", "How do we label the pumps in the field station?", "1", ""),
    ("Bo Lind <bo@example.org>", "We label the pumps on the pump itself, with a tag.", "2", "1"),
    ("Ana Silva <ana@example.org>", "The dunmere gate opens at seven every morning.", "3", ""),
    ("Bo Lind <bo@example.org>", "The minibus is booked at the port office in May.", "4", ""),
]
LABELS = "How do we label the pumps in the field station?"
LONG_MS = 90_000
STEWARDS = ("stew", "stella")


def mbox(path: Path, mails: list[tuple[str, str, str, str]]) -> Path:
    """Write mails as one archive."""
    text = ""
    for sender, body, id, reply_to in mails:
        text += f"From x@example.org Mon Feb  3 10:0{id}:00 2020\nFrom: {sender}\n"
        text += f"Subject: {body[:30] if not reply_to else 'Re: ' + LABELS[:30]}\n"
        text += f"Date: Mon, 3 Feb 2020 10:0{id}:00 +0000\nMessage-ID: <{id}@x>\n"
        text += f"In-Reply-To: <{reply_to}@x>\n" if reply_to else ""
        text += f"\n{body}\n\n"
    path.write_text(text)
    return path


def go(page: Page, title: str) -> None:
    """Open a page by the menu."""
    page.get_by_role("link", name=title, exact=True).click()
    page.get_by_role("heading", name=title, exact=True).first.wait_for()


def look_as(page: Page, viewer: str) -> None:
    """Choose as whom to look, at this machine."""
    page.get_by_role("combobox", name=words.LOOK_AS).click()
    page.get_by_role("option", name=viewer, exact=True).click()
    # Who may not see the desk may not see it: the menu is drawn after whoever looks is known.
    desk = page.get_by_role("link", name=words_desk.SOURCES, exact=True)
    expect(desk).to_have_count(int(viewer in STEWARDS), timeout=LONG_MS)


def answered(page: Page) -> str:
    """Ask about the pumps and return what is answered."""
    go_to_ask(page)
    browsing.answered(page, LABELS)
    return "\n".join(page.locator("article").all_inner_texts())


def go_to_ask(page: Page) -> None:
    page.get_by_role("link", name=words.PAGE_TITLE, exact=True).click()
    browsing.box(page).wait_for()


@dataclass(frozen=True)
class Place:
    """A community that is served."""

    home: Path
    address: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("desk")
    browsing.firsthand(home, "init")
    browsing.firsthand(home, "viewer", "add", "stew", "--role", "steward")
    with browsing.served(home) as address:
        yield Place(home, address)


def test_a_steward_adds_syncs_and_renews_a_source_and_a_contributor_leaves(place, tmp_path):
    with browsing.browser(place.address) as (page, watch):
        look_as(page, "stew")
        _add(page, mbox(tmp_path / "list.mbox", MAILS))
        assert "with a tag" in answered(page)
        _renew(page, mbox(tmp_path / "newer.mbox", MAILS[:2] + MAILS[3:]))
        assert watch.wrong == []
    link = ("viewer", "add", "bo", "--contributor", "mail:bo@example.org")
    browsing.firsthand(place.home, *link)
    with browsing.browser(place.address) as (page, watch):
        look_as(page, "bo")
        _leave(page)
        text = answered(page)
        assert "with a tag" not in text and "Bo Lind" not in text
        go(page, words_people.PEOPLE)
        page.get_by_text("Ana Silva").first.wait_for()
        assert page.get_by_text("Bo Lind").count() == 0
        assert watch.wrong == []


def _add(page: Page, export: Path) -> None:
    go(page, words_desk.SOURCES)
    page.get_by_text(words_desk.NO_SOURCES).wait_for()
    page.locator("input[type=file]").set_input_files(export)
    page.get_by_label(words_desk.ID, exact=True).fill("our-list")
    page.get_by_label(words_desk.TITLE, exact=True).fill("Our list")
    page.get_by_role("button", name=words_desk.LOOK).click()
    page.get_by_text(words_desk.HOLDS).wait_for(timeout=LONG_MS)
    assert "4 contributions, 2 people" in page.locator("[data-testid=stMain]").inner_text()
    page.get_by_role("button", name=words_desk.ADD_AND_SYNC, exact=True).click()
    page.get_by_role("heading", name="Our list").wait_for(timeout=LONG_MS)
    page.get_by_text(words_desk.SYNCED).wait_for(timeout=LONG_MS)
    page.get_by_text(words_desk.about_source("mbox", "public", 4)).wait_for()


def _renew(page: Page, export: Path) -> None:
    go(page, words_desk.SOURCES)
    page.get_by_text(words_desk.DETAILS).click()
    page.locator("[class*='st-key-source_our-list'] input[type=file]").set_input_files(export)
    page.get_by_role("button", name=words_desk.RENEW_GO).click()
    page.get_by_text(words_desk.gone(1)).wait_for(timeout=LONG_MS)
    page.get_by_text("The dunmere gate").wait_for()
    page.get_by_role("button", name=words_desk.CONFIRM).click()
    page.get_by_text(words_desk.about_source("mbox", "public", 3)).wait_for(timeout=LONG_MS)
    expect(page.get_by_text("The dunmere gate")).to_have_count(0)


def _leave(page: Page) -> None:
    go(page, words_people.MINE)
    page.get_by_text("Bo Lind").first.wait_for()
    page.get_by_role("button", name=words_people.LEAVE_BUTTON).click()
    dialog = page.get_by_role("dialog")
    go_button = dialog.get_by_role("button", name=words_people.LEAVE_GO)
    expect(go_button).to_be_disabled()
    dialog.get_by_text(words_people.LEAVE_SURE).click()
    go_button.click()
    page.get_by_role("heading", name=words_people.RECEIPT).wait_for(timeout=LONG_MS)
    page.get_by_text(words_people.RECEIPT_DONE).wait_for()


@pytest.mark.skipif(not access.AXE.exists(), reason="axe-core is not installed (npm ci)")
@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_page_can_be_used_by_everybody_and_fits_their_screen(place: Place, look: str):
    found = {}
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    with browsing.browser(place.address, color_scheme=look) as (page, watch):
        for entry in navigation.ENTRIES[1:]:
            page.set_viewport_size({"width": 1280, "height": 900})
            go(page, entry.title)
            page.wait_for_timeout(900)
            found[entry.file] = access.findings(page)
            for width in (2560, 400):
                page.set_viewport_size({"width": width, "height": 900})
                page.wait_for_timeout(400)
                assert page.evaluate(over) <= 0, (entry.file, width)
        assert watch.wrong == []
    assert {file: items for file, items in found.items() if items} == {}


def test_each_page_opens_by_its_own_address_and_stays_there_after_a_reload(place: Place):
    with browsing.browser(place.address) as (page, watch):
        for entry in navigation.ENTRIES[1:]:
            page.goto(f"{place.address}/{Path(entry.file).stem}")
            page.get_by_role("heading", name=entry.title, exact=True).first.wait_for()
        page.reload()
        page.get_by_role("heading", name=entry.title, exact=True).first.wait_for()
        go_to_ask(page)
        assert watch.wrong == []


def test_on_a_narrow_screen_the_menu_folds_away_once_somebody_chose(place: Place):
    with browsing.browser(place.address, viewport={"width": 400, "height": 800}) as (page, watch):
        unfold = page.get_by_test_id("stExpandSidebarButton")
        for title in (words_people.PEOPLE, words_desk.AGENDA):
            unfold.click()
            go(page, title)
            unfold.wait_for()
        assert watch.wrong == []
