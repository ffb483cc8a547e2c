"""The app as Streamlit starts it: what it finds in its home, and what it refuses."""

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.web.houses import community
from ui.web import words
from ui.web.wiring import is_local, zone

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIRSTHAND_HOME", str(tmp_path))
    return tmp_path


def opened(address: str = "127.0.0.1") -> AppTest:
    """Open the app as if it listened on this address."""
    from streamlit import config

    before = config.get_option("server.address")
    config.set_option("server.address", address)
    try:
        return AppTest.from_file(ROOT / "ui" / "web" / "app.py", default_timeout=20).run()
    finally:
        config.set_option("server.address", before)


def test_without_a_community_it_says_how_to_make_one(home: Path):
    at = opened()
    assert not at.exception
    assert at.title[0].value == words.NO_COMMUNITY
    assert not (home / "catalog.sqlite").exists()


def test_a_damaged_catalog_is_named_without_a_stack_trace(home: Path):
    (home / "catalog.sqlite").write_bytes(b"this is no database" * 500)
    at = opened()
    assert not at.exception
    assert at.error[0].value == words.CATALOG_FAILED
    assert "restore" in at.text[0].value


def test_a_community_that_nobody_serves_says_so(home: Path):
    community(home).close()
    at = opened()
    assert not at.exception
    assert words.NOT_SERVED in at.warning[0].value
    assert at.chat_input[0].disabled


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.7", "", "::"])
def test_it_shows_nothing_where_others_could_reach_it(home: Path, address: str):
    community(home).close()
    at = opened(address)
    assert at.error[0].value == words.NOT_LOCAL
    assert len(at.chat_input) == 0
    assert not is_local(address)


def test_a_zone_that_nobody_knows_is_utc():
    assert str(zone("Europe/Berlin")) == "Europe/Berlin"
    assert str(zone("No/Such")) == str(zone(None)) == "UTC"


def test_the_web_process_opens_no_index_and_no_model():
    heavy = "torch", "chromadb", "tantivy", "openvino", "sentence_transformers", "langchain"
    code = f"import sys, ui.web.ask_view\nprint([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert done.stdout.strip() == "[]", done.stderr
