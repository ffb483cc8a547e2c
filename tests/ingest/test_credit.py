"""What stands inside another's mail or post is credited to its author or to nobody: measured."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.records import ThreadDraft
from ingest.reader import ReadRequest
from ingest.wiring import readers
from tests.ingest import credit_cases as cases
from tests.ingest.credit_cases import NAMES, SENTENCES, filled
from tests.ingest.readers import test_discord, test_github, test_stackexchange, test_zulip

_HEAD = (
    "From ana@example.org Mon May  6 12:00:00 2019\nFrom: Ana Silva <ana@example.org>\n"
    "To: practice@example.org\nSubject: Rhythm\nDate: Mon, 6 May 2019 12:00:00 +0200\n"
    "Message-ID: <1@example.org>\nMIME-Version: 1.0\nContent-Type: text/{kind}; charset=utf-8\n"
    "Content-Transfer-Encoding: 8bit\n\n"
)
_WORD = re.compile(r"[A-Za-z]{4,}")


def words_of(letter: str) -> frozenset[str]:
    """Return the words that only one of the four wrote."""
    words = {
        who: {word.lower() for text in texts for word in _WORD.findall(text)}
        for who, texts in SENTENCES.items()
    }
    others = set().union(*(words[who] for who in words if who != letter))
    return frozenset(words[letter] - others)


def mail(body: str, folder: Path, kind: str = "plain") -> Path:
    path = folder / "list.mbox"
    path.write_text(_HEAD.format(kind=kind) + body + "\n", encoding="utf-8")
    return path


def mail_html(body: str, folder: Path) -> Path:
    return mail(body, folder, "html")


def discourse(fields: Mapping[str, str], folder: Path) -> Path:
    post = {
        "id": 3,
        "post_number": 3,
        "username": "ana",
        "name": "Ana Silva",
        "cooked": "",
        **fields,
    }
    post["created_at"] = "2024-01-01T10:00:00Z"
    topic = {"id": 7, "title": "Rhythm", "slug": "rhythm", "post_stream": {"posts": [post]}}
    path = folder / "7.json"
    path.write_text(json.dumps(topic), encoding="utf-8")
    return path


def slack(fields: Mapping[str, object], folder: Path) -> Path:
    users = [
        {"id": f"U{name.split()[0].upper()}", "profile": {"real_name": name}}
        for name in NAMES.values()
    ]
    message = {"type": "message", "user": "UANA", "ts": "1704103200.000100", **fields}
    (folder / "general").mkdir()
    for name, content in (
        ("users", users),
        ("channels", [{"id": "C1", "name": "general"}]),
        ("general/2024-01-01", [message]),
    ):
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def zulip(text: str, folder: Path) -> Path:
    (folder / "realm.json").write_text(json.dumps(test_zulip.REALM), encoding="utf-8")
    page = {"zerver_message": [test_zulip.message(1, text)]}
    (folder / "messages-000001.json").write_text(json.dumps(page), encoding="utf-8")
    return folder


def discord(fields: Mapping[str, object], folder: Path) -> Path:
    found = test_discord.export({**test_discord.message(9), **fields})
    return test_discord.saved(folder / "general.json", found)


def github(body: str, folder: Path) -> Path:
    comment = test_github.said("DC_1", body, hour=2)
    found = test_github.page(test_github.discussion("D_1", comment))
    path = folder / "discussions.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def stackexchange(body: str, folder: Path) -> Path:
    answers = [test_stackexchange.question(1), test_stackexchange.answer(2, 1, body, OwnerUserId=1)]
    return test_stackexchange.write(folder, answers)


def markdown(text: str, folder: Path) -> Path:
    path = folder / "notes.md"
    path.write_text(f"---\ntitle: Notes\nauthors: [Ana Silva]\n---\n{text}\n", encoding="utf-8")
    return path


WRITERS = {
    "mail": (mail, cases.MAIL),
    "mail in HTML": (mail_html, cases.MAIL_HTML),
    "discourse raw": (
        discourse,
        {name: {"raw": text} for name, text in cases.DISCOURSE_RAW.items()},
    ),
    "discourse cooked": (
        discourse,
        {name: {"cooked": text} for name, text in cases.DISCOURSE_COOKED.items()},
    ),
    "slack": (slack, cases.SLACK),
    "zulip": (zulip, cases.ZULIP),
    "discord": (discord, cases.DISCORD),
    "github": (github, cases.GITHUB),
    "stackexchange": (stackexchange, cases.STACKEXCHANGE),
    "markdown": (markdown, cases.MARKDOWN),
}
KINDS = {
    "mail": "mbox",
    "mail in HTML": "mbox",
    "discourse raw": "discourse",
    "discourse cooked": "discourse",
}
CASES = [(kind, name) for kind, (_, found) in WRITERS.items() for name in found]


def credited(kind: str, name: str, folder: Path) -> tuple[int, int, int]:
    """Return characters (of others credited to Ana, of Ana's kept, of Ana's written) of a case."""
    write, found = WRITERS[kind]
    said = found[name]
    is_text = isinstance(said, str)
    content = filled(said) if is_text else json.loads(filled(json.dumps(said)))
    place = write(content, folder)
    request = ReadRequest(location=place, scratch=folder / "scratch", base_url=None)
    reader = readers()[KINDS.get(kind, kind)]
    drafts = [
        draft
        for item in reader.read(request)
        if isinstance(item, ThreadDraft)
        for draft in item.drafts
        if any((author.name or "").startswith("Ana") for author in draft.authors)
    ]
    assert drafts, "Ana wrote something"
    kept = [word for draft in drafts for word in _WORD.findall(draft.text)]
    others = set().union(*(words_of(letter) for letter in "bcd"))
    wrong = sum(len(word) for word in kept if word.lower() in others)
    text = said if is_text else json.dumps(said)
    own = [s for n, s in enumerate(SENTENCES["a"]) if f"{{a{n}}}" in text]
    texts = " ".join(" ".join(draft.text for draft in drafts).split())
    return wrong, sum(len(s) for s in own if s in texts), sum(map(len, own))


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_no_character_of_another_is_credited_and_none_of_the_sender_s_is_lost(kind, name, tmp_path):
    wrong, kept, written = credited(kind, name, tmp_path)
    assert wrong == 0
    assert kept == written


def test_there_are_enough_cases_and_each_holds_words_of_another():
    assert len(CASES) >= 60
    for kind, name in CASES:
        text = json.dumps(WRITERS[kind][1][name])
        assert re.search(r"\{[bcd]\d\}", text) or "own" in name, name
