"""Real files through `source add` and `sync`: the counts agree with an independent count.

Of the largest sample a part is taken; all of it with FIRSTHAND_SAMPLES=all.
"""

import io
import json
import os
import re
import shutil
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

import assistant.wiring
from assistant.model_files import ModelFiles
from ingest.ocr import ocr_is_there
from tests.builders import CountingEmbedder, counts_add_up
from ui.commands.app import run

SAMPLES = Path(__file__).resolve().parents[2] / "../shared/samples"
ALL = os.environ.get("FIRSTHAND_SAMPLES") == "all"
DUMPS = ["french-meta", "conlang-meta", "history-meta", "coffee-2015"]

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not there")


@pytest.fixture
def synced(tmp_path, monkeypatch):
    """Return what adds and syncs a folder by the command line; only the embedder is a stand-in."""
    model = CountingEmbedder().model
    files = ModelFiles(name=model.name, folder=tmp_path, fingerprint=model.fingerprint)
    monkeypatch.setattr(assistant.wiring, "load_embedder", lambda settings: CountingEmbedder())
    monkeypatch.setattr(assistant.wiring, "find_files", lambda name: files)
    home = str(tmp_path / "home")

    def call(*arguments):
        out = io.StringIO()
        with redirect_stdout(out):
            code = run([*arguments, "--home", home, "--json"])
        return code, json.loads(out.getvalue())

    def sync(folder):
        assert call("init")[0] == 0
        assert call("source", "add", str(folder), "--id", "real")[0] == 0
        code, result = call("sync")
        (report,) = result["sources"]
        assert counts_add_up(report) and code == bool(report["failed"])
        assert report["contributions"] == report["indexed"]
        again = call("sync")[1]["sources"][0]
        assert not again["indexed"] and not any(again["since_last_time"].values())
        return report

    return sync


def rows(path):
    return list(ElementTree.parse(path).getroot()) if path.exists() else []


@pytest.mark.parametrize("site", DUMPS)
def test_every_row_of_a_dump_is_counted_by_its_type(synced, site):
    report = synced(SAMPLES / "stackexchange" / site)
    posts = Counter(
        row.get("PostTypeId") for row in rows(SAMPLES / "stackexchange" / site / "Posts.xml")
    )
    comments = len(rows(SAMPLES / "stackexchange" / site / "Comments.xml"))
    others = sum(count for kind, count in posts.items() if kind not in "12")
    files = {path.name for path in (SAMPLES / "stackexchange" / site).iterdir()}
    aside = len(files - {"Posts.xml", "Comments.xml"})
    left_out = report["skipped"].get("bot", 0) + report["skipped"].get("empty", 0)
    assert report["failed"] == {}
    assert report["indexed"] + left_out == posts["1"] + posts["2"] + comments
    assert others <= report["skipped"].get("unsupported", 0) <= others + aside
    # A question by a bot that nobody answered is no thread.
    assert posts["1"] - left_out <= report["threads"] <= posts["1"]


def sections_of(folder):
    """Count the headings that Markdown files of a folder hold, by the parser of another project."""
    markdown_it = pytest.importorskip("markdown_it")
    found = 0
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text("utf-8", "replace").lstrip("\ufeff")
        text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        tokens = markdown_it.MarkdownIt().parse(text)
        found += sum(token.type == "heading_open" and token.level == 0 for token in tokens)
    return found


def test_every_file_heading_and_page_of_a_handbook_is_counted(synced, tmp_path):
    whole = SAMPLES / "documents-handbook"
    folder = tmp_path / "handbook"
    files = sorted(whole.rglob("*.md")), sorted(whole.rglob("*.pdf"))
    for path in [path for kind in files for path in (kind if ALL else kind[::8])]:
        copy = folder / path.relative_to(whole)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    report = synced(folder)
    seen = [p for p in folder.rglob("*.*") if p.is_file() and not _is_hidden(p.relative_to(folder))]
    pages = sum(len(PdfReader(path).pages) for path in seen if path.suffix == ".pdf")
    without_text = report["notes"].get("heading_without_text", 0)
    sections = report["indexed"] - pages + sum(report["failed"].values()) + without_text
    empty = sum(report["skipped"].values())
    assert report["threads"] + empty + sum(report["failed"].values()) == len(seen)
    # Words before the first heading are a section too, a heading drawn by a line under it none.
    assert sections_of(folder) <= sections + 5
    assert sections <= sections_of(folder) + len(seen)


def _is_hidden(path):
    return any(part.startswith(".") for part in path.parts)


def test_every_office_file_is_read_or_named(synced):
    folder = SAMPLES / "documents-office"
    report = synced(folder)
    suffixes = Counter(p.suffix for p in folder.rglob("*") if p.is_file())
    scanned = 0 if ocr_is_there() else 1
    assert report["failed"] == ({"no_text": 1} if scanned else {})
    assert all("scan" in failure["item"] for failure in report["failures"])
    readable = sum(suffixes[s] for s in (".pdf", ".docx", ".pptx", ".html", ".epub"))
    assert report["threads"] >= readable - scanned


@pytest.mark.parametrize("part", ["dev", "test", "new-domains"] if ALL else ["new-domains"])
def test_every_line_of_a_chat_log_is_counted(synced, part):
    report = synced(SAMPLES / "chat-unthreaded" / part)
    logs = sorted((SAMPLES / "chat-unthreaded" / part).glob("*.ascii.txt"))
    notes = len(list((SAMPLES / "chat-unthreaded" / part).glob("*.annotation.txt")))
    lines = [line for log in logs for line in log.read_text("utf-8").splitlines() if line.strip()]
    # `[03:04] <nick> ...`, the same after a channel and a day, `* nick ...` and `*nick<tab>...`.
    clock = r"(\S+ \d{4}-\d\d-\d\d )?\[\d\d:\d\d(:\d\d)?\] "
    said = sum(bool(re.match(clock + r"(<|\* |\*[^\s*]+ ?\t)", line)) for line in lines)
    assert report["failed"] == {}
    assert report["seen"] == len(lines) + notes
    assert report["indexed"] + sum(report["skipped"].values()) == report["seen"]
    assert said + notes <= report["indexed"] + report["skipped"].get("empty", 0)
    assert report["indexed"] <= 1.01 * (said + notes), "other forms of lines are rare"


def test_files_that_hold_no_contributions_are_named(synced):
    folder = SAMPLES / "prompt-injection"
    report = synced(folder)
    assert report["skipped"] == {"not_a_document": len(list(folder.iterdir()))}
