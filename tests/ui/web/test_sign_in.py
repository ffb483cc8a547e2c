"""Signing in and out, at a real provider with a real browser; and what is refused without."""

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.web import browsing, signing
from tests.ui.web.houses import community
from ui.web import words, words_ask, words_desk

PEOPLE = {
    "ana": {"name": "Ana Silva", "email": "ana@example.org", "email_verified": True},
    "eve": {"name": "Eve", "email": "ana@example.org", "email_verified": False},
}
LIST = """
[[person]]
email = "ana@example.org"
roles = ["steward"]
audiences = ["stewards"]
"""
AUTH = """[auth]
redirect_uri = "https://ask.example.org/oauth2callback"
cookie_secret = "0123456789012345678901234567890123"
client_id = "c"
client_secret = "s"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"
"""
FOR_EVER = 4_000_000_000


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIRSTHAND_HOME", str(tmp_path))
    community(tmp_path).close()
    (tmp_path / "secrets.toml").write_text(AUTH)
    (tmp_path / "people.toml").write_text(LIST)
    return tmp_path


def opened(user: dict) -> AppTest:
    at = AppTest.from_file(browsing.ROOT / "ui" / "web" / "app.py", default_timeout=20)
    at.user = user
    return at.run()


def claims(**more: object) -> dict:
    facts = {"is_logged_in": True, "iss": "https://id.example.org", "sub": "1", "exp": FOR_EVER}
    return {**facts, "email": "ana@example.org", "email_verified": True, "name": "Ana", **more}


def test_whoever_is_listed_comes_in_and_may_sign_out(home: Path):
    at = opened(claims())
    assert not at.exception and len(at.chat_input) == 1
    assert words.signed_in("Ana") in [item.value for item in at.sidebar.caption]
    assert [b.label for b in at.sidebar.button if b.label == words.SIGN_OUT]
    assert not at.selectbox(key="firsthand_widget_filter_time").disabled
    assert words.LOOK_AS not in [box.label for box in at.selectbox]


@pytest.mark.parametrize(
    ("user", "title"),
    [
        ({"is_logged_in": False}, words.APP_TITLE),
        ({}, words.APP_TITLE),
        (claims(exp=1), words.APP_TITLE),
        (claims(email_verified=False), words.NOT_LET_IN),
        (claims(email="bo@example.org"), words.NOT_LET_IN),
    ],
)
def test_whoever_is_not_signed_in_or_not_listed_finds_nothing(home: Path, user: dict, title: str):
    at = opened(user)
    assert not at.exception
    assert at.title[0].value == title
    assert len(at.chat_input) == 0 and len(at.sidebar.children) == 0


def test_whoever_opens_a_shared_link_before_signing_in_is_told_to_open_it_again(home: Path):
    at = opened({"is_logged_in": False})
    assert not at.info
    at.query_params["share"] = "anything"
    at.run()
    assert at.info[0].value == words_ask.SHARED_SIGN_IN


def test_whoever_is_taken_off_the_list_is_outside_in_the_next_run(home: Path):
    at = opened(claims())
    (home / "people.toml").write_text("")
    assert at.run().title[0].value == words.NOT_LET_IN


def test_a_list_with_a_mistake_lets_nobody_in(home: Path):
    (home / "people.toml").write_text("[[person")
    at = opened(claims())
    assert at.error[0].value == words.SETTINGS_WRONG
    assert len(at.chat_input) == 0


def test_serve_refuses_an_open_address_without_sign_in_and_names_what_is_missing(tmp_path: Path):
    browsing.firsthand(tmp_path, "init")
    for secrets, said in ("", "without sign-in"), ("[auth]\n", "redirect_uri"):
        (tmp_path / "secrets.toml").write_text(secrets)
        done = subprocess.run(
            [sys.executable, "-m", "ui", "serve", "--host", "0.0.0.0", "--home", str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=120,
            cwd=browsing.ROOT,
        )
        assert done.returncode == 2 and said in done.stderr


@pytest.mark.skipif(browsing.CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.skipif(not signing.HAS_PROVIDER, reason="node or oidc-provider is not installed")
@pytest.mark.timeout(240)
def test_signing_in_and_out_at_a_real_provider(tmp_path: Path):
    browsing.firsthand(tmp_path, "init")
    port = signing.free_port()
    with signing.provider(PEOPLE, port) as provider:
        signing.configure(tmp_path, provider, port, LIST)
        with browsing.served_at(tmp_path, port) as address:
            with signing.browser(address, provider) as (page, watch):
                page.get_by_role("heading", name=words.APP_TITLE).wait_for()
                assert browsing.box(page).count() == 0
                page.wait_for_timeout(500)
                pages = page.locator("a[href]:not([href^='#'])")
                assert pages.count() == 0, "no page is named"
                signing.sign_in(page, "ana")
                page.get_by_text(words.signed_in("Ana Silva")).wait_for()
                browsing.box(page).wait_for()
                page.get_by_role("link", name=words_desk.SOURCES).click()
                page.get_by_text(words_desk.NO_SOURCES).wait_for()
                page.get_by_role("button", name=words.SIGN_OUT).click()
                page.get_by_role("button", name="Yes, sign me out").click()
                page.get_by_role("button", name=words.SIGN_IN).wait_for()
                page.reload()
                page.get_by_role("button", name=words.SIGN_IN).wait_for()
                assert watch.wrong == []
                page.goto(f"{address}/sources")
                page.get_by_role("button", name=words.SIGN_IN).wait_for()
                assert page.get_by_text(words_desk.NO_SOURCES).count() == 0
            with signing.browser(address, provider) as (page, watch):
                signing.sign_in(page, "eve")
                page.get_by_role("heading", name=words.NOT_LET_IN).wait_for()
                assert browsing.box(page).count() == 0
                assert watch.wrong == []
