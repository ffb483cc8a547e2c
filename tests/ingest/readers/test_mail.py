"""Mailing lists come in whole: every mail in its thread, by its sender, or named with a reason."""

import bz2
import gzip
import io
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import ReadError
from assistant.records import Draft, ThreadDraft
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.mail import MailArchive


def read(path: Path, scratch: Path) -> list[ReadItem]:
    return list(MailArchive().read(ReadRequest(location=path, scratch=scratch)))


def message(
    name: str | None,
    body: str,
    *,
    subject: str = "Rhythm",
    day: int | None = 1,
    answers: Sequence[str] = (),
    who: str = "Ana Silva <ana@example.org>",
    more: str = "",
) -> str:
    lines = [f"From: {who}"] if who else []
    lines += [f"Subject: {subject}"]
    lines += [f"Message-ID: <{name}@x>"] if name else []
    lines += ["References: " + " ".join(f"<{x}@x>" for x in answers)] if answers else []
    if day is not None:
        lines.append(f"Date: {format_datetime(datetime(2019, 5, day, 10, tzinfo=UTC))}")
    return "\n".join(lines) + f"\n{more}\n{body}\n"


def mbox(*messages: str) -> str:
    return "".join(f"From x@example.org Fri May 31 10:00:00 2019\n{m}\n" for m in messages)


@pytest.fixture
def tell(tmp_path: Path):
    def tell_file(text: str | bytes, name: str = "list.mbox") -> list[ReadItem]:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read(path, tmp_path / "scratch")

    return tell_file


def drafts(items: Sequence[ReadItem]) -> dict[str, Draft]:
    found = [d for item in items if isinstance(item, ThreadDraft) for d in item.drafts]
    assert len({d.external_id for d in found}) == len(found)
    return {draft.external_id: draft for draft in found}


def outcomes(items: Sequence[ReadItem]) -> list[tuple[str, str]]:
    return [(x.item, x.reason) for x in items if isinstance(x, Skipped | Failed)]


def test_an_ordinary_list_becomes_threads_of_own_words(tell) -> None:
    items = tell(
        mbox(
            message("1", "How often do you meet?", more="List-Id: Practice <practice.x.org>\n"),
            message(
                "2",
                "Every two weeks.\n\nOn 1 May 2019 Ana Silva wrote:\n> How often do you meet?",
                subject="Re: Rhythm",
                day=2,
                answers=["1"],
                who="Ben Fry <ben@example.org>",
                more="Archived-At: <https://lists.example.org/2>\n",
            ),
            message("3", "Something else", subject="Budget", day=3),
        )
    )
    threads = [item for item in items if isinstance(item, ThreadDraft)]
    assert [(t.external_id, t.title, t.space, len(t.drafts)) for t in threads] == [
        ("1@x", "Rhythm", "practice", 2),
        ("3@x", "Budget", None, 1),
    ]
    reply = drafts(items)["2@x"]
    assert (reply.text, reply.reply_to) == ("Every two weeks.", "1@x")
    assert (reply.authors[0].identity, reply.authors[0].name) == ("mail:ben@example.org", "Ben Fry")
    assert reply.created_at == datetime(2019, 5, 2, 10, tzinfo=UTC)
    assert reply.url == "https://lists.example.org/2"
    assert [x for x in items if isinstance(x, Noted)] == [
        Noted(what="quote_removed", item="list.mbox#2")
    ]


def test_a_missing_author_is_nobody_and_a_missing_date_comes_from_elsewhere(tell) -> None:
    received = "Received: from a by b; Fri, 3 May 2019 08:00:00 +0000\n"
    items = tell(
        mbox(message("1", "No sender", who=""), message("2", "No date", day=None)) + "From - \n",
    )
    assert drafts(items)["1@x"].authors == ()
    assert drafts(items)["2@x"].created_at == datetime(2019, 5, 31, 10, tzinfo=UTC)
    assert drafts(items)["2@x"].notes == ("date:envelope",)
    items = tell(message("3", "No date", day=None, more=received), "one.eml")
    assert drafts(items)["3@x"].created_at == datetime(2019, 5, 3, 8, tzinfo=UTC)
    items = tell(message("4", "No date at all", day=None), "two.eml")
    assert drafts(items)["4@x"].created_at is None


def test_mails_without_an_id_get_a_stable_one(tell) -> None:
    one, two = message(None, "First"), message(None, "Second", day=2)
    first = set(drafts(tell(mbox(one, two))))
    assert len(first) == 2 and all(name.startswith("sha:") for name in first)
    assert set(drafts(tell(mbox(two, one, message("9", "Later"))))) == first | {"9@x"}


def test_the_same_mail_twice_is_skipped_and_another_text_under_its_id_is_kept(tell) -> None:
    copies = [message("1", "Words"), message("1", "Words"), message("1", "Other words", day=2)]
    for order in (copies, copies[::-1]):
        items = tell(mbox(*order))
        assert {name: d.text for name, d in drafts(items).items()} == {
            "1@x": "Words",
            "1@x#2": "Other words",
        }
        assert [reason for _, reason in outcomes(items)] == ["duplicate"]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("X-No-Archive: Yes\n", "no_archive"),
        ("Auto-Submitted: auto-replied\n", "bot"),
        ("X-Mozilla-Status: 0009\n", "deleted"),
        ("X-Gmail-Labels: Inbox,Trash\n", "deleted"),
        ("X-Gmail-Labels: =?UTF-8?Q?Spam?=\n", "hidden"),
        ("X-Gmail-Labels: Drafts\n", "unsupported"),
        ("Content-Type: multipart/report; boundary=x\n", "system"),
        ("Content-Type: multipart/digest; boundary=x\n", "unsupported"),
    ],
)
def test_mails_that_are_not_to_be_read_are_skipped_with_their_reason(tell, more, reason) -> None:
    items = tell(mbox(message("1", "Words"), message("2", "Not this", more=more)))
    assert set(drafts(items)) == {"1@x"}
    assert outcomes(items) == [("list.mbox#2", reason)]


def test_empty_mails_and_bare_attachments_are_skipped(tell) -> None:
    attached = 'Content-Type: application/pdf; name="x.pdf"\n'
    items = tell(
        mbox(
            message("1", ""),
            message("2", "%PDF", more=attached),
            message("3", "> only a quote", day=3),
            message("4", "X-No-Archive: yes\n\nWords"),
        )
    )
    assert [reason for _, reason in outcomes(items)] == [
        "empty", "attachment_only", "empty", "no_archive",
    ]  # fmt: skip


def test_replies_to_a_mail_that_is_left_out_stay_in_their_thread(tell) -> None:
    items = tell(
        mbox(
            message("1", "Secret", more="X-No-Archive: yes\n"),
            message("2", "One", day=2, answers=["1"]),
            message("3", "Two", day=3, answers=["1"]),
        )
    )
    (thread,) = (item for item in items if isinstance(item, ThreadDraft))
    assert [d.text for d in thread.drafts] == ["One", "Two"]
    assert thread.external_id == "1@x"
    assert [d.reply_to for d in thread.drafts] == [None, None]


def test_replies_whose_parent_is_missing_are_noted_and_keep_together(tell) -> None:
    items = tell(mbox(message("2", "One", answers=["1"]), message("3", "Two", answers=["1", "2"])))
    (thread,) = (item for item in items if isinstance(item, ThreadDraft))
    assert (thread.external_id, len(thread.drafts)) == ("1@x", 2)
    assert Noted(what="orphan_reply", item="list.mbox#1") in items
    assert thread.drafts[1].reply_to == "2@x"


def test_list_tags_are_taken_off_titles_and_other_tags_stay(tell) -> None:
    subjects = ["[practice] Rhythm", "[practice] Budget", "[practice] [poll] Room"]
    items = tell(mbox(*(message(str(n), "Words", subject=s) for n, s in enumerate(subjects))))
    titles = [item.title for item in items if isinstance(item, ThreadDraft)]
    assert titles == ["Rhythm", "Budget", "[poll] Room"]


def test_undated_replies_stand_after_what_they_answer(tell) -> None:
    one = message("1", "First", day=1)
    late = message("3", "Third", day=9)
    undated = message("2", "Second", day=None, answers=["1"])
    path_free = "".join(f"From - Thu Jan  1 00:00:00 1970\n{m}\n" for m in (undated, late, one))
    items = tell(
        path_free.replace("Subject: Rhythm\nMessage-ID: <3", "Subject: Re: Rhythm\nMessage-ID: <3")
    )
    (thread,) = (item for item in items if isinstance(item, ThreadDraft))
    assert [d.text for d in thread.drafts] == ["First", "Second", "Third"]


def test_a_truncated_mailbox_gives_the_whole_mails_and_names_the_cut_one(tell) -> None:
    text = mbox(message("1", "Words"), message("2", "Gone"))
    items = tell(text[: text.index("Subject: Rhythm\nMessage-ID: <2") + 9])
    assert set(drafts(items)) == {"1@x"}
    assert outcomes(items) == [("list.mbox#2", "truncated")]


def test_a_truncated_archive_gives_what_came_before_the_cut(tell) -> None:
    import random

    letters = random.Random(1)
    bodies = ["".join(letters.choices("abcdefgh ijkl", k=3000)) for _ in range(40)]
    packed = gzip.compress(mbox(*(message(str(n), b) for n, b in enumerate(bodies))).encode())
    items = tell(packed[: len(packed) // 2], "2019-May.txt.gz")
    assert 5 < len(drafts(items)) < 35
    assert [reason for _, reason in outcomes(items)] == ["truncated"]


def test_one_bad_mail_among_good_ones_fails_alone(tell) -> None:
    binary = message("2", "x", more="Content-Type: text/plain\n").encode() + bytes(range(256)) * 50
    good = mbox(message("1", "Words")).encode()
    envelope = b"\nFrom x@example.org Fri May 31 10:00:00 2019\n"
    items = tell(good + envelope + binary + b"\n" + mbox(message("3", "More")).encode())
    assert set(drafts(items)) == {"1@x", "3@x"}
    assert outcomes(items) == [("list.mbox#2", "malformed")]


def test_an_encrypted_mail_fails_as_such(tell) -> None:
    body = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"
    assert outcomes(tell(mbox(message("1", body)))) == [("list.mbox#1", "encrypted")]


def test_an_oversize_mail_fails_alone(tell, monkeypatch) -> None:
    monkeypatch.setattr("ingest.mailmessage.MAX_MESSAGE_BYTES", 10_000)
    items = tell(mbox(message("1", "Words"), message("2", "x " * 20_000), message("3", "More")))
    assert set(drafts(items)) == {"1@x", "3@x"}
    assert outcomes(items) == [("list.mbox#2", "too_large")]


def test_a_bomb_is_stopped(tell, monkeypatch) -> None:
    monkeypatch.setattr("ingest.mailfiles._ALLOWANCE", 100_000)
    text = mbox(message("1", "Words"), message("2", "x" * 40_000_000))
    items = tell(gzip.compress(text.encode()), "bomb.mbox.gz")
    assert set(drafts(items)) == {"1@x"}
    assert [reason for _, reason in outcomes(items)] == ["too_large"]


def test_single_mails_with_strange_line_ends_and_encodings_are_read(tell) -> None:
    mail = message("1", "José says so", who="José <jose@example.org>")
    for data in (
        mail.encode().replace(b"\n", b"\r\n"),
        mail.encode().replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + mail.encode(),
        mail.encode("utf-16"),
        mail.encode("latin-1"),
        b"\n\n" + mail.encode(),
    ):
        found = drafts(tell(data, "one.eml"))["1@x"]
        assert (found.text, found.authors[0].name) == ("José says so", "José")


def test_an_empty_or_foreign_file_is_refused_by_name(tell) -> None:
    assert outcomes(tell("", "empty.eml")) == [("empty.eml", "truncated")]
    with pytest.raises(ReadError, match="not_that_format"):
        tell("%PDF-1.4 nothing like a mail", "x.mbox")


def write_folder(folder: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "cur" / "1:2,S").write_text(message("1", "Seen"))
    (folder / "cur" / "2:2,ST").write_text(message("2", "Trashed", day=2))
    (folder / "cur" / "3:2,DS").write_text(message("3", "A draft", day=3))
    (folder / "new" / "4").write_text(message("4", "New", day=4))
    (folder / "tmp" / "5").write_text(message("5", "Half delivered", day=5))
    (folder / "dovecot-uidlist").write_text("3 V1 N1")


def test_a_maildir_is_read_with_its_flags(tmp_path: Path) -> None:
    write_folder(tmp_path / "mail")
    assert MailArchive().accepts(tmp_path / "mail")
    items = read(tmp_path / "mail", tmp_path / "scratch")
    assert {d.text for d in drafts(items).values()} == {"Seen", "New"}
    assert sorted(outcomes(items)) == [
        ("cur/2:2,ST", "deleted"),
        ("cur/3:2,DS", "unsupported"),
        ("dovecot-uidlist", "not_a_document"),
        ("tmp/5", "not_a_document"),
    ]


def packed_forms(files: dict[str, bytes], folder: Path) -> Iterator[Path]:
    plain = folder / "plain"
    for name, data in files.items():
        (plain / name).parent.mkdir(parents=True, exist_ok=True)
        (plain / name).write_bytes(data)
    yield plain
    with zipfile.ZipFile(folder / "takeout.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    yield folder / "takeout.zip"
    with tarfile.open(folder / "takeout.tgz", "w:gz") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    yield folder / "takeout.tgz"


def test_folders_and_archives_of_mail_are_read_alike(tmp_path: Path) -> None:
    files = {
        "Takeout/Mail/All mail.mbox": mbox(message("1", "One")).encode(),
        "archive/2019-May.txt.gz": gzip.compress(mbox(message("2", "Two", answers=["1"])).encode()),
        "archive/2019-June.mbox.bz2": bz2.compress(mbox(message("3", "Three", day=3)).encode()),
        "single/4.eml": message("4", "Four", answers=["2"], day=4).encode(),
    }
    for path in packed_forms(files, tmp_path):
        assert MailArchive().accepts(path), path
        items = read(path, tmp_path / "scratch")
        assert set(drafts(items)) == {"1@x", "2@x", "3@x", "4@x"}
        sizes = sorted(len(item.drafts) for item in items if isinstance(item, ThreadDraft))
        assert sizes == [1, 3]


def test_other_folders_and_files_are_not_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("From the start: a handbook\n")
    (tmp_path / "b.json").write_text("{}")
    (tmp_path / "c.txt").write_text("Subject: not a mail but a note\n\nText\n")
    (tmp_path / "list.mbox").write_text(mbox(message("1", "Words")))
    reader = MailArchive()
    assert [p.name for p in sorted(tmp_path.iterdir()) if reader.accepts(p)] == ["list.mbox"]
    assert not reader.accepts(tmp_path)
    assert not reader.accepts(tmp_path / "missing")


NAMES = ["ana", "ben", "chidi"]
MAILS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 6), st.lists(st.integers(0, 6), max_size=3)),
    min_size=1,
    max_size=7,
)


def build(rows: list[tuple[str, int, list[int]]]) -> list[str]:
    """Write mails in which everybody says only their own marked words and quotes others."""
    out = []
    for number, (name, day, quotes) in enumerate(rows):
        earlier = [q for q in quotes if q < number]
        lines = [f"own words of {name} in mail {number}", ""]
        for q in earlier:
            lines += [f"On {q + 1} May 2019 10:00, {rows[q][0]} <{rows[q][0]}@x.org> wrote:"]
            lines += [f"> own words of {rows[q][0]} in mail {q}", f"and {name} adds {q}", ""]
        answers = [str(q) for q in earlier[:1]]
        who = f"{name} <{name}@x.org>"
        out.append(message(str(number), "\n".join(lines), day=day + 1, answers=answers, who=who))
    return out


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MAILS, st.randoms())
def test_nobody_is_credited_with_anothers_words_in_any_order_of_mails(
    tmp_path: Path, rows: list[tuple[str, int, list[int]]], random
) -> None:
    mails = build(rows)
    shuffled = list(mails)
    random.shuffle(shuffled)
    found = []
    for order in (mails, shuffled):
        (tmp_path / "list.mbox").write_text(mbox(*order))
        items = read(tmp_path / "list.mbox", tmp_path / "scratch")
        threads = [item for item in items if isinstance(item, ThreadDraft)]
        found.append(sorted((t.external_id, t.drafts) for t in threads))
        for draft in drafts(items).values():
            name = rows[int(draft.external_id.split("@")[0])][0]
            said = {line.split()[3] for line in draft.text.split("\n") if "own words of" in line}
            assert said == {name}
    assert found[0] == found[1]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_mail_of_a_damaged_mailbox_ends_somewhere(tmp_path: Path, data) -> None:
    text = mbox(*(message(str(n), f"Words {n}\n> quoted\n-- \nAna") for n in range(4))).encode()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        end = at + data.draw(st.integers(0, 60))
        text = text[:at] + data.draw(st.binary(max_size=20)) + text[end:]
    (tmp_path / "list.mbox").write_bytes(text)
    try:
        items = read(tmp_path / "list.mbox", tmp_path / "scratch")
    except ReadError:
        return
    drafts(items)


SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample" / "list.mbox"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample community is not there")
def test_the_sample_list_adds_up_with_an_independent_count(tmp_path: Path) -> None:
    import mailbox

    box = mailbox.mbox(str(SAMPLE), create=False)
    count = len(box)
    box.close()
    items = read(SAMPLE, tmp_path)
    kinds = Counter(reason for _, reason in outcomes(items))
    assert len(drafts(items)) + sum(kinds.values()) == count
    assert not any(
        line.startswith(">") for d in drafts(items).values() for line in d.text.split("\n")
    )


@pytest.mark.parametrize(
    ("who", "subject", "reason"),
    [
        ("list-request at lists.example.org", "List Digest, Vol 3, Issue 4", "unsupported"),
        ("mailer-daemon at example.org (Mail Delivery System)", "Returned mail", "system"),
    ],
)
def test_machines_are_known_under_disguised_addresses(tell, who, subject, reason) -> None:
    items = tell(mbox(message("1", "Words"), message("2", "Not this", who=who, subject=subject)))
    assert outcomes(items) == [("list.mbox#2", reason)]
