"""A real home, served, and a real browser that notes everything it should not have done."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    sync_playwright,
)

from ui.web import words

ROOT = Path(__file__).resolve().parents[3]
SERVE = ("ui", "serve", "--port")
APP_ALONE = ("streamlit", "run", "ui/web/app.py", "--server.port")
CHROMIUM = which("chromium") or which("chromium-browser")
_FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]


def firsthand(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command in a home and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        env={**os.environ, "FIRSTHAND_HOME": str(home)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )


@contextmanager
def served(home: Path, *command: str) -> Iterator[str]:
    """Serve a home on a free port of 127.0.0.1 and yield its address; stopped at the end.

    `command` runs something else than `firsthand serve` (the app without an owner of the indexes).
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with served_at(home, port, *command) as address:
        yield address


@contextmanager
def served_at(home: Path, port: int, *command: str) -> Iterator[str]:
    """Serve a home on a port of 127.0.0.1 that is known before."""
    process = subprocess.Popen(
        [sys.executable, "-m", *(command or SERVE), str(port)],
        env={**os.environ, "FIRSTHAND_HOME": str(home)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as reply:
                if reply.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError("the app did not come up")


@dataclass
class Watch:
    """What the browser did that it should not have."""

    base: str
    wrong: list[str] = field(default_factory=list)

    def on(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))

    def _request(self, request: Request) -> None:
        ours = (self.base, self.base.replace("http", "ws", 1), "data:", "blob:")
        if not request.url.startswith(ours):
            self.wrong.append(f"request: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(f"console: {message.text}")


@contextmanager
def browser(base: str, **context: object) -> Iterator[tuple[Page, Watch]]:
    """Open a page of the app in headless Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        opened = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        watch = Watch(base=base)
        watch.on(opened)
        page = opened.new_page()
        page.set_default_timeout(20_000)
        page.goto(base)
        box(page).wait_for()
        yield page, watch
        chromium.close()


def box(page: Page):
    """Return the question box."""
    return page.get_by_role("textbox", name="Ask your community")


def ask(page: Page, question: str) -> None:
    """Type a question and press Enter."""
    box(page).fill(question)
    page.keyboard.press("Enter")


def answered(page: Page, question: str) -> Locator:
    """Ask, and return the newest turn once all of it stands there and is kept.

    What can be done with an answer is drawn last; the turn before has the same buttons, so they are
    looked for beside this question.
    """
    ask(page, question)
    return turn(page, question)


def turn(page: Page, question: str) -> Locator:
    """Return the newest turn once it asks this and is over."""
    asked = page.get_by_role("group", name=words.YOU).filter(has_text=question)
    found = page.locator("[class*='st-key-last_']").filter(has=asked)
    found.get_by_role("button", name=words.ASK_AGAIN, exact=True).wait_for()
    return found


def slack_export(folder: Path, names: list[str], threads: list[list[str]]) -> Path:
    """Write a Slack export with one channel; in each thread each text is by the next name."""
    (folder / "general").mkdir(parents=True)
    users = [
        {"id": f"U{n}", "name": f"u{n}", "profile": {"real_name": name, "display_name": name}}
        for n, name in enumerate(names)
    ]
    messages = [
        {
            "type": "message",
            "user": f"U{n % len(names)}",
            "text": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
            "ts": f"{1_700_000_000 + 9000 * t + 600 * n}.000100",
            "thread_ts": f"{1_700_000_000 + 9000 * t}.000100",
        }
        for t, texts in enumerate(threads)
        for n, text in enumerate(texts)
    ]
    (folder / "users.json").write_text(json.dumps(users))
    (folder / "channels.json").write_text(json.dumps([{"id": "C1", "name": "general"}]))
    (folder / "general" / "2023-11-14.json").write_text(json.dumps(messages))
    return folder
