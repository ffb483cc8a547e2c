"""Pictures of People, My words and the desk: `python -m tests.ui.web.screens_desk FOLDER`."""

import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page

from assistant.catalog import Catalog, asked, feedback, people, supersessions, threads, viewers
from assistant.catalog.feedback import Reason, Remark
from tests.ui.web import browsing, signing
from tests.ui.web.test_desk_browser import MAILS, go, look_as, mbox
from ui.web import navigation, words, words_desk, words_people

WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 400, "height": 800}
LOOKS = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "color_scheme": "light"},
}
QUESTIONS = (
    "Should taking part be voluntary?",
    "Which sourdough starter rises best at altitude?",
    "Who has moved a community to another country?",
)
OWN = "discourse:"
"""The contributor whose page is shown writes on the forum."""


def take(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home, empty = Path(scratch) / "home", Path(scratch) / "empty"
        browsing.firsthand(home, "init", "--sample")
        browsing.firsthand(empty, "init")
        _prepare(home)
        with browsing.served(home) as address:
            for look, context in LOOKS.items():
                with browsing.browser(address, **context) as (page, _):
                    _pages(page, folder, look)
            with browsing.browser(address, viewport=WIDE) as (page, _):
                _details(page, folder)
        with browsing.served(empty) as address, browsing.browser(address) as (page, _):
            _adding(page, folder, mbox(Path(scratch) / "list.mbox", MAILS))
        _signing_in(empty, folder)


def _prepare(home: Path) -> None:
    """Let something have happened: questions, feedback, a proposal, evaluations."""
    browsing.firsthand(home, "viewer", "add", "stella", "--audience", "stewards", "--role=steward")
    for question in QUESTIONS:
        browsing.firsthand(home, "ask", question, "--as", "stella")
    catalog = Catalog(f"sqlite:///{home}/catalog.sqlite")
    with catalog.change("viewer:stella") as change:
        writers = [key for key, _ in people.visible(change, frozenset({"public"}))]
        own = people.resolve(change, next(key for key in writers if key.startswith(OWN)))
        viewers.put(change, "contributor", [], [], own)
        latest = asked.since(change, datetime(2020, 1, 1, tzinfo=UTC), 10)[0]
        remark = Remark(
            asked_id=latest.id,
            viewer_id="stella",
            reason=Reason.OUTDATED,
            at=datetime.now(UTC),
            contribution_id=latest.uses[0],
            words="Since the merger this is handled by the regional office.",
        )
        feedback.give(change, remark)
        mine = threads.written_by(change, own)
        supersessions.propose(change, mine[0], mine[-1])
    catalog.close()
    evals = home / "evals"
    evals.mkdir()
    shutil.copy(browsing.ROOT / "eval" / "baseline.json", evals / "1.json")
    done = subprocess.run(
        [sys.executable, "-m", "eval", "sample", "--json"],
        cwd=browsing.ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    (evals / "2.json").write_text(done.stdout)


def _pages(page: Page, folder: Path, look: str) -> None:
    if look == "narrow":
        page.get_by_test_id("stExpandSidebarButton").click()
    look_as(page, "stella")
    for entry in navigation.ENTRIES[1:]:
        _open(page, entry.title)
        if entry.title == words_people.MINE:
            continue
        if entry.title == words_desk.HEALTH:
            page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for()
        _picture(page, folder / f"{Path(entry.file).stem}-{look}.png")
    _open_menu(page)
    look_as(page, "contributor")
    _open(page, words_people.MINE)
    _picture(page, folder / f"mine-{look}.png")


def _open_menu(page: Page) -> None:
    menu = page.get_by_test_id("stExpandSidebarButton")
    if menu.is_visible():
        menu.click()


def _open(page: Page, title: str) -> None:
    _open_menu(page)
    go(page, title)
    page.wait_for_timeout(800)
    close = page.get_by_test_id("stSidebarCollapseButton").get_by_role("button")
    if page.viewport_size and page.viewport_size["width"] < 700 and close.is_visible():
        close.click()


def _details(page: Page, folder: Path) -> None:
    look_as(page, "stella")
    go(page, words_desk.SOURCES)
    page.get_by_text(words_desk.DETAILS).first.click()
    page.wait_for_timeout(600)
    page.get_by_text(words_desk.REPORT).first.scroll_into_view_if_needed()
    _picture(page, folder / "sources-details.png")
    page.get_by_role("button", name=words_desk.APPLY_MASK).first.scroll_into_view_if_needed()
    _picture(page, folder / "sources-mask.png")
    look_as(page, "contributor")
    go(page, words_people.MINE)
    page.get_by_role("button", name=words_people.LEAVE_BUTTON).click()
    page.get_by_role("dialog").wait_for()
    _picture(page, folder / "mine-leave.png")


def _adding(page: Page, folder: Path, export: Path) -> None:
    go(page, words_desk.SOURCES)
    _picture(page, folder / "sources-empty.png")
    page.locator("input[type=file]").set_input_files(export)
    page.get_by_label(words_desk.ID, exact=True).fill("our-list")
    page.get_by_role("button", name=words_desk.LOOK).click()
    page.get_by_text(words_desk.HOLDS).wait_for(timeout=90_000)
    page.get_by_role(
        "button", name=words_desk.ADD_AND_SYNC, exact=True
    ).scroll_into_view_if_needed()
    _picture(page, folder / "sources-preview.png")
    go(page, words_desk.AGENDA)
    _picture(page, folder / "agenda-empty.png")


def _signing_in(home: Path, folder: Path) -> None:
    port = signing.free_port()
    nobody = "http://127.0.0.1:9"
    signing.configure(home, nobody, port, "")
    with browsing.served_at(home, port) as address, signing.browser(address, nobody) as (page, _):
        page.get_by_role("button", name=words.SIGN_IN).wait_for()
        _picture(page, folder / "sign-in.png")


def _picture(page: Page, file: Path) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(900)
    page.screenshot(path=file)


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else browsing.ROOT / "docs" / "screens"))
