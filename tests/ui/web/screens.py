"""Pictures of the web chat in its states: `python -m tests.ui.web.screens FOLDER`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.ui.web import browsing
from ui.web import words

QUESTION = "Should taking part be voluntary?"
UNWRITTEN = "Which sourdough starter rises best at altitude?"
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 400, "height": 800}
LOOKS = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "color_scheme": "light"},
}


def take(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home, empty = Path(scratch) / "home", Path(scratch) / "empty"
        browsing.firsthand(home, "init", "--sample")
        browsing.firsthand(empty, "init")
        with browsing.served(home) as address:
            for look, context in LOOKS.items():
                with browsing.browser(address, **context) as (page, _):
                    _conversation(page, folder, look)
        with browsing.served(home, *browsing.APP_ALONE) as address:
            _state(address, folder / "ask-not-served.png")
        with browsing.served(empty) as address:
            _state(address, folder / "ask-empty.png")


def _conversation(page: Page, folder: Path, look: str) -> None:
    _picture(page, folder / f"ask-welcome-{look}.png")
    browsing.ask(page, QUESTION)
    chip = page.locator("article button.chip:enabled").first
    chip.wait_for()
    _picture(page, folder / f"ask-answer-{look}.png")
    chip.click()
    page.get_by_role("dialog").locator("mark").first.wait_for()
    _picture(page, folder / f"ask-citation-{look}.png")
    page.keyboard.press("Escape")
    browsing.ask(page, UNWRITTEN)
    page.get_by_role("heading", name=words.UNANSWERED).wait_for()
    _picture(page, folder / f"ask-unanswered-{look}.png")


def _state(address: str, file: Path) -> None:
    with browsing.browser(address, viewport=WIDE) as (page, _):
        _picture(page, file)


def _picture(page: Page, file: Path) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(900)
    page.screenshot(path=file)


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else browsing.ROOT / "docs" / "screens"))
