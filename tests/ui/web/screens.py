"""Pictures of the Ask page in its states; `make screenshots` takes those of all pages."""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, WebSocketRoute

from tests.ui.web import browsing
from ui.web import words, words_ask

QUESTION = "Should taking part be voluntary?"
MIXED = "How long should a steward serve before handing over?"
UNWRITTEN = "Which sourdough starter rises best at altitude?"
REPLY = "The rye one, if you give it two hours more than at sea level."
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 400, "height": 800}
WIDEST = {"width": 2560, "height": 1300}
LOOKS = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "color_scheme": "light"},
}
_COLOURS = 160
"""Enough for a page without photographs; a third of the bytes."""


def take(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home, empty = Path(scratch) / "home", Path(scratch) / "empty"
        browsing.firsthand(home, "init", "--sample")
        browsing.firsthand(empty, "init")
        with browsing.served(home) as address:
            link = _share(address)
            for look, context in LOOKS.items():
                with browsing.browser(address, **context) as (page, _):
                    _conversation(page, folder, look)
                    page.goto(link)
                    page.get_by_text(words_ask.SHARED).wait_for()
                    _picture(page, folder / f"ask-shared-{look}.png")
            _others(address, folder)
            _reply(home, address, Path(scratch) / "chat")
            for look, context in LOOKS.items():
                with browsing.browser(address, **context) as (page, _):
                    page.get_by_text(words_ask.WAITING, exact=True).wait_for()
                    _picture(page, folder / f"ask-waiting-{look}.png")
        with browsing.served(home, *browsing.APP_ALONE) as address:
            _state(address, folder / "ask-not-served.png")
        with browsing.served(empty) as address:
            _state(address, folder / "ask-empty.png")


def _conversation(page: Page, folder: Path, look: str) -> None:
    _picture(page, folder / f"ask-welcome-{look}.png")
    browsing.answered(page, QUESTION)
    chip = page.locator("article button.chip:enabled").first
    _picture(page, folder / f"ask-answer-{look}.png")
    page.get_by_role("button", name=words_ask.EDIT).scroll_into_view_if_needed()
    _picture(page, folder / f"ask-after-{look}.png")
    chip.click()
    page.get_by_role("dialog").locator("mark").first.wait_for()
    _picture(page, folder / f"ask-citation-{look}.png")
    _close(page)
    page.get_by_role("button", name=words_ask.WRONG).click()
    page.get_by_role("button", name=words_ask.WRONG_SEND).wait_for()
    _picture(page, folder / f"ask-wrong-{look}.png")
    _close(page)
    browsing.answered(page, UNWRITTEN)
    _picture(page, folder / f"ask-unanswered-{look}.png")
    _post(page)
    _picture(page, folder / f"ask-hand-off-{look}.png")
    _close(page)


def _others(address: str, folder: Path) -> None:
    """Take the answer on a very wide screen, and the page while it is looked up."""
    with browsing.browser(address, viewport=WIDEST) as (page, _):
        browsing.answered(page, QUESTION)
        _picture(page, folder / "ask-answer-wide.png")
    with browsing.browser(address, viewport=WIDE) as (page, _):
        page.route_web_socket("**/_stcore/stream", _hold_back_answers)
        page.reload()
        browsing.ask(page, QUESTION)
        page.get_by_text(words.LOOKING).wait_for()
        _picture(page, folder / "ask-loading.png")


def _hold_back_answers(socket: WebSocketRoute) -> None:
    """Let nothing through that comes after the words that stand there meanwhile."""
    server, seen = socket.connect_to_server(), []

    def on_message(message: str | bytes) -> None:
        if not seen:
            socket.send(message)
        if words.STOPPED.encode() in message:
            seen.append(True)

    server.on_message(on_message)


def _post(page: Page) -> str:
    page.get_by_role("button", name=words_ask.HAND_OFF).last.click()
    page.get_by_role("button", name=words_ask.HAND_OFF_MAKE).click()
    text = page.get_by_role("dialog").locator("code")
    text.wait_for()
    return text.inner_text()


def _share(address: str) -> str:
    """Let the steward share what not everybody may read; return the link."""
    with browsing.browser(address) as (page, _):
        page.get_by_role("combobox", name=words.LOOK_AS).click()
        page.get_by_role("option", name="steward").click()
        browsing.answered(page, MIXED)
        page.get_by_role("button", name=words_ask.SHARE).click()
        page.get_by_role("button", name=words_ask.SHARE_MAKE).click()
        page.get_by_role("button", name=words_ask.SHARE_REVOKE).wait_for()
        return page.get_by_role("dialog").locator("code").inner_text().strip()


def _reply(home: Path, address: str, folder: Path) -> None:
    """Let a later import bring the question and a reply."""
    with browsing.browser(address) as (page, _):
        browsing.answered(page, UNWRITTEN)
        post = _post(page)
    browsing.slack_export(folder, ["Ana Roca", "Bo Lind"], [[post, REPLY]])
    browsing.firsthand(home, "source", "add", str(folder), "--id", "chat")
    browsing.firsthand(home, "sync", "chat")


def _close(page: Page) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")


def _state(address: str, file: Path) -> None:
    with browsing.browser(address, viewport=WIDE) as (page, _):
        _picture(page, file)


def _picture(page: Page, file: Path) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(900)
    with Image.open(BytesIO(page.screenshot())) as taken:
        taken.convert("RGB").quantize(_COLOURS).save(file, optimize=True)


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else browsing.ROOT / "docs" / "screens"))
