"""Mailbox files are cut where messages start, and nowhere else."""

import io
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from ingest.mbox import RawMail, is_envelope, split_mbox

ENVELOPE = "From ana@example.org Mon May  6 10:00:00 2019\n"


def cut(text: str, limit: int = 10_000_000) -> list[RawMail]:
    return list(split_mbox(io.BytesIO(text.encode()), limit=limit))


def mail(number: int, body: str = "Words.") -> str:
    return f"{ENVELOPE}From: ana@example.org\nSubject: {number}\n\n{body}\n\n"


def test_messages_come_in_order_with_their_envelopes() -> None:
    found = cut(mail(1) + mail(2))
    assert [x.number for x in found] == [1, 2]
    assert found[1].sender == b"ana@example.org"
    assert found[1].date == b"Mon May  6 10:00:00 2019"
    assert found[1].lines.startswith(b"From: ana@example.org\nSubject: 2")


def test_envelopes_of_many_programs_are_known() -> None:
    for line in (
        b"From ana at example.org  Mon May  6 10:00:00 2019",
        b"From 1632457812345@xxx Mon May 06 10:00:00 +0000 2019",
        b"From - Mon May 06 10:00:00 2019",
        b"From MAILER-DAEMON Fri Jul  8 12:08:34 2011",
        b"From ana@example.org  Mon May  6 10:00 2019",
        b"From ana@example.org Mon May  6 10:00:00 CEST 2019",
        b"From ana@example.org Mon, 6 May 2019 10:00:00 +0200",
        b'From "ana silva"@example.org Mon May  6 10:00:00 2019',
    ):
        assert is_envelope(line + b"\r\n"), line


def test_a_sentence_that_starts_with_from_starts_no_message() -> None:
    for line in (
        "From the start we met on Mondays.",
        "From May 2019 we had a room.",
        "From Monday on, see you at 10:00.",
        "From: Lisbon",
        "From here on Mon May  6 10:00:00 2019 is what the log says, and more.",
    ):
        found = cut(mail(1, f"Hello\n\n{line}\nand so on\n") + mail(2))
        assert len(found) == 2 and line.encode() in found[0].lines


def test_an_envelope_line_in_a_body_without_headers_after_it_starts_no_message() -> None:
    body = "The log says:\n\nFrom ana@example.org Mon May  6 10:00:00 2019\n\nand that is all."
    assert len(cut(mail(1, body))) == 1


def test_a_missing_blank_line_between_messages_does_not_merge_them() -> None:
    assert len(cut(mail(1).rstrip() + "\n" + mail(2))) == 2


def test_a_message_with_damaged_first_header_still_starts() -> None:
    damaged = f"{ENVELOPE}garbage without a colon\nFrom: ben@example.org\n\nHello\n\n"
    assert len(cut(mail(1) + damaged)) == 2


def test_text_before_the_first_message_is_message_zero() -> None:
    found = cut("some preamble\n\n" + mail(1))
    assert [x.number for x in found] == [0, 1]
    assert found[0].sender == b""


def test_an_oversize_message_is_skipped_without_being_held() -> None:
    line = b"x" * 76 + b"\n"
    head = mail(1).encode() + ENVELOPE.encode() + b"From: b@example.org\nSubject: big\n\n"
    count = 400_000

    class Endless:
        parts = iter([head, *([line * 1000] * (count // 1000)), b"\n", mail(3).encode()])

        def read1(self, size: int) -> bytes:
            return next(self.parts, b"")

    tracemalloc.start()
    found = list(split_mbox(Endless(), limit=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [x.number for x in found] == [1, 2, 3]
    assert found[1].lines == b"" and found[1].size > count * len(line)
    assert peak < 10_000_000


def test_an_endless_line_is_bounded() -> None:
    found = cut(mail(1, "x" * 5_000_000) + mail(2), limit=1_000_000)
    assert [(x.number, bool(x.lines)) for x in found] == [(1, False), (2, True)]


BODY_LINES = st.sampled_from(
    ["", "Hello", "From here", ">From there", "From a@b.c", "Note: x", "> quoted", "From Mon 2019"]
)


class Pieces:
    """A file that gives out its bytes in pieces of one size."""

    def __init__(self, data: bytes, size: int) -> None:
        self.parts = iter([data[i : i + size] for i in range(0, len(data), size)])

    def read1(self, size: int) -> bytes:
        return next(self.parts, b"")


@given(st.integers(1, 400))
def test_the_size_of_blocks_does_not_matter(size: int) -> None:
    text = "".join(mail(n, "From here on\n\nFrom May  6\n") for n in range(5)).encode()
    padded = text.replace(b"Words", b"x" * 9000)
    assert list(split_mbox(Pieces(padded, size))) == list(split_mbox(io.BytesIO(padded)))


@given(st.lists(st.lists(BODY_LINES, max_size=6), min_size=1, max_size=8))
def test_cutting_gives_back_what_was_put_together(bodies: list[list[str]]) -> None:
    texts = [mail(n, "\n".join(lines)) for n, lines in enumerate(bodies)]
    found = cut("".join(texts))
    assert [x.lines.decode() for x in found] == [text.removeprefix(ENVELOPE) for text in texts]
