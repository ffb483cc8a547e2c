"""A real OpenID provider on loopback, and a browser that signs in there."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from playwright.sync_api import Page, Request, sync_playwright

from tests.ui.web import browsing
from ui.web import words

NODE = Path(__file__).parent / "node"
HAS_PROVIDER = which("node") is not None and (NODE / "node_modules" / "oidc-provider").is_dir()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def provider(people: dict, app_port: int, seconds: int = 3600) -> Iterator[str]:
    """Run a provider that knows these people; yield its address."""
    port = free_port()
    process = subprocess.Popen(
        ["node", "provider.mjs", str(port), callback(app_port), json.dumps(people)],
        cwd=NODE,
        env={**os.environ, "ID_TOKEN_SECONDS": str(seconds)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/.well-known/openid-configuration")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def callback(app_port: int) -> str:
    return f"http://127.0.0.1:{app_port}/oauth2callback"


def configure(home: Path, provider: str, app_port: int, people: str) -> None:
    """Let people sign in to a home."""
    facts = {
        "redirect_uri": callback(app_port),
        "cookie_secret": "a secret of cookies, for tests only, long enough",
        "client_id": "firsthand",
        "client_secret": "firsthand-secret-for-tests-only",
        "server_metadata_url": f"{provider}/.well-known/openid-configuration",
    }
    lines = [f'{key} = "{value}"' for key, value in facts.items()]
    scopes = '[auth.client_kwargs]\nscope = "openid profile email roles"\nprompt = "login"'
    (home / "secrets.toml").write_text("\n".join(["[auth]", *lines, scopes]))
    (home / "people.toml").write_text(people)


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


class Watch(browsing.Watch):
    """Lets the browser go to the provider, which the operator configured; to nothing else."""

    provider = ""

    def _request(self, request: Request) -> None:
        frame = request.frame.url if not request.is_navigation_request() else ""
        if not request.url.startswith(self.provider) and not frame.startswith(self.provider):
            super()._request(request)

    def _console(self, message) -> None:
        if self.base in (message.location or {}).get("url", self.base):
            super()._console(message)


@contextmanager
def browser(base: str, provider: str, **context: object) -> Iterator[tuple[Page, Watch]]:
    """Open a browser at the app; whatever is neither the app nor the provider is not reached."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browsing.CHROMIUM, args=browsing._FLAGS
        )
        opened = chromium.new_context(viewport={"width": 1280, "height": 900}, **context)
        ours = (base, provider, base.replace("http", "ws", 1))
        opened.route(
            lambda url: not url.startswith((*ours, "data:", "blob:")), lambda route: route.abort()
        )
        watch = Watch(base=base)
        watch.provider = provider
        watch.on(opened)
        page = opened.new_page()
        page.set_default_timeout(30_000)
        page.goto(base)
        yield page, watch
        chromium.close()


def sign_in(page: Page, login: str) -> None:
    """Sign in at the provider's own pages."""
    page.get_by_role("button", name=words.SIGN_IN).click()
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="Continue").click()
