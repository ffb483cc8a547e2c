"""The kind of a location is found by what is in it; what is unknown names what was looked for."""

from pathlib import Path

import pytest

from assistant.errors import UnknownFormat, UnreadableFile
from ingest.detect import detect, taker_of
from ingest.reader import Reader
from ingest.readers.folder import Folder
from ingest.readers.html import HtmlDocument
from ingest.readers.mail import MailArchive
from ingest.readers.markdown import MarkdownDocument
from ingest.readers.pdf import PdfDocument
from ingest.readers.slack import SlackExport
from ingest.readers.text import TextDocument

OTHERS: tuple[Reader, ...] = (
    SlackExport(),
    MailArchive(),
    MarkdownDocument(),
    PdfDocument(ocr=False),
    HtmlDocument(),
    TextDocument(),
)
READERS: tuple[Reader, ...] = (*OTHERS, Folder(OTHERS))
MAIL = "From a@x.org Mon Feb  3 10:00:00 2020\nFrom: a@x.org\nSubject: s\n\nwords\n"


def slack(folder: Path) -> Path:
    (folder / "general").mkdir(parents=True)
    (folder / "users.json").write_text("[]")
    (folder / "channels.json").write_text('[{"id":"C1","name":"general"}]')
    (folder / "general" / "2020-01-02.json").write_text("[]")
    return folder


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.md", "# A", "markdown"),
        ("a.pdf", "%PDF-1.4", "pdf"),
        ("a.txt", "words", "text"),
        ("a.txt", MAIL, "mbox"),
        ("a.md", MAIL, "markdown"),
        ("a.html", "<p>x", "html"),
        ("a", "<!doctype html><p>x", "html"),
        ("a", "%PDF-1.4", "pdf"),
    ],
)
def test_a_file_is_known_by_content_and_name(
    tmp_path: Path, name: str, content: str, kind: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    assert detect(path, READERS).kind == kind


def test_an_export_is_its_folder(tmp_path: Path) -> None:
    assert detect(slack(tmp_path / "export"), READERS).kind == "slack"


def test_a_folder_around_exports_and_documents_is_mixed(tmp_path: Path) -> None:
    slack(tmp_path / "export")
    assert detect(tmp_path, READERS).kind == "folder"
    (tmp_path / "a.md").write_text("text")
    assert detect(tmp_path, READERS).kind == "folder"


def test_a_document_beside_an_exports_lists_makes_a_mixed_folder(tmp_path: Path) -> None:
    folder = slack(tmp_path / "export")
    (folder / "README.md").write_text("about this export")
    assert detect(folder, READERS).kind == "slack"
    (folder / "handbook.md").write_text("text")
    assert detect(folder, READERS).kind == "folder"


def test_an_empty_folder_is_a_folder(tmp_path: Path) -> None:
    assert detect(tmp_path, READERS).kind == "folder"


def test_what_is_unknown_names_what_was_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.xyz"
    path.write_bytes(b"\0\1\2")
    with pytest.raises(UnknownFormat) as caught:
        detect(path, READERS)
    assert "looked for folder, html, markdown, mbox, pdf, slack, text" in str(caught.value)


def test_what_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        detect(tmp_path / "gone", READERS)


def test_no_reader_takes_what_is_no_file(tmp_path: Path) -> None:
    assert taker_of(tmp_path / "gone.md", OTHERS) is None
