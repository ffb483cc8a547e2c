"""Headers are read as far as they go, however damaged they are."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mailheaders import (
    base64_bytes,
    date_of,
    decoded,
    first,
    message_id,
    references,
    sent_at,
    split_head,
)

TEN = datetime(2019, 5, 6, 10, 0, tzinfo=UTC)


def test_headers_are_unfolded_and_the_body_follows() -> None:
    headers, body = split_head(b"From: a@b.org\r\nSubject: one\r\n\ttwo\r\n\r\nHello\r\n")
    assert (first(headers, "subject"), body) == ("one two", b"Hello\r\n")


def test_a_damaged_line_between_headers_is_skipped() -> None:
    headers, body = split_head(b"From: a@b.org\nnonsense here\nSubject: x\n\nHello")
    assert (first(headers, "subject"), body) == ("x", b"Hello")


def test_a_missing_blank_line_starts_the_body_at_the_first_other_line() -> None:
    assert split_head(b"From: a@b.org\nHello you\nand you")[1] == b"Hello you\nand you"


def test_blank_lines_before_the_headers_are_skipped() -> None:
    assert first(split_head(b"\r\n\nFrom: a@b.org\n\nHello")[0], "from") == "a@b.org"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?Jos=C3=A9_P=C3=A9rez?=", "José Pérez"),
        ("=?utf-8?B?w6k=?= =?utf-8?B?w6k=?=", "éé"),
        ("Re: =?iso-8859-1?Q?caf=E9?= today", "Re: café today"),
        ("=?utf-8?B?w?= =?utf-8?B?6k=?=", ""),
        ("=?utf-8?q?a_b?c?=", "a b?c"),
        ("=?utf-8?q?cut_o", "cut o"),
        ("=?x-nobody-knows?q?caf=E9?=", "café"),
        ("=?ISO-2022-JP?B?GyRCPFIbKEI=?=", "社"),
        ("=?utf-8*en?q?hi?=", "hi"),
        ("plain\x00 text\u202e", "plain text"),
        ("=?utf-8?q?=E2=80?= =?utf-8?q?=93?=", "–"),
    ],
)
def test_encoded_words_are_decoded(raw: str, text: str) -> None:
    assert decoded(raw) == text or (text == "" and decoded(raw) is not None)


def test_raw_bytes_in_headers_are_decoded() -> None:
    assert first(split_head("Subject: José\n\n".encode())[0], "subject") == "José"
    assert first(split_head("Subject: José\n\n".encode("latin-1"))[0], "subject") == "José"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Mon, 6 May 2019 12:00:00 +0200", TEN),
        ("6 May 2019 10:00", TEN),
        ("Mon, 6 May 2019 10:00:00 -0000", TEN),
        ("2019-05-06T10:00:00Z", TEN),
        ("Mon, 6 May 19 10:00:00 GMT", TEN),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None),
        ("Mon, 99 May 2019 10:00:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_aware_utc_or_none(value: str, expected: datetime | None) -> None:
    assert date_of(value) == expected


def test_the_date_falls_back_to_envelope_then_received() -> None:
    received = {"received": ["from x by y; Mon, 6 May 2019 10:00:00 +0000"]}
    assert sent_at({"date": ["6 May 2019 10:00"]}, "") == (TEN, "date")
    assert sent_at({}, "Mon May  6 10:00:00 2019") == (TEN, "envelope")
    assert sent_at(received, "") == (TEN, "received")
    assert sent_at({}, "Thu Jan  1 00:00:00 1970") == (None, "")


def test_a_date_after_the_mail_arrived_is_not_believed() -> None:
    headers = {
        "date": ["6 May 2037 10:00"],
        "received": ["from x by y; Mon, 6 May 2019 10:00:00 +0000"],
    }
    assert sent_at(headers, "") == (TEN, "received")
    del headers["received"]
    assert sent_at(headers, "Mon May  6 10:00:00 2019") == (TEN, "envelope")
    assert sent_at({"date": ["6 May 2019 10:00"]}, "Mon Sep 17 00:00:00 2001") == (TEN, "date")


def test_ids_lose_brackets_and_blanks() -> None:
    assert message_id(" <a b@c.org> ") == "ab@c.org"
    assert message_id("a@c.org") == "a@c.org"
    assert message_id("") == ""


def test_references_come_oldest_first_with_the_parent_last() -> None:
    headers = {"references": ["<1@x> <2@x>"], "in-reply-to": ["<3@x> from Ana"]}
    assert references(headers) == ("1@x", "2@x", "3@x")
    assert references({"in-reply-to": ["Your message of Monday <1@x>"]}) == ("1@x",)
    assert references({"in-reply-to": ["your mail"]}) == ()
    assert references({"references": ["<1@x>\t<1@x>", "<2@x>"]}) == ("1@x", "2@x")


def test_thousands_of_references_are_cut() -> None:
    listed = " ".join(f"<{n}@x>" for n in range(900))
    found = references({"references": [listed]})
    assert (found[0], found[-1], len(found)) == ("0@x", "899@x", 31)


def test_damaged_base64_gives_what_it_can() -> None:
    assert base64_bytes(b"aGVs\nbG8") == b"hello"
    assert base64_bytes(b"aGVsbG8=!garbage?")[:5] == b"hello"


@given(st.binary(max_size=300))
def test_no_header_bytes_raise(data: bytes) -> None:
    headers, _ = split_head(data)
    for values in headers.values():
        for value in values:
            decoded(value)
            date_of(value)
            message_id(value)
    references(headers)
    sent_at(headers, data.decode("latin-1"))


def test_raw_bytes_in_headers_are_read_as_the_body_is():
    head = "From: Иван Петров <ivan@example.org>\nSubject: Да\n"
    kind = "Content-Type: text/plain; charset=koi8-r\n\n"
    headers, _ = split_head((head + kind).encode("koi8-r"))
    assert (headers["from"], headers["subject"]) == (["Иван Петров <ivan@example.org>"], ["Да"])


def test_a_single_raw_byte_in_a_name_is_western():
    headers, _ = split_head(b"From: Jos\xe9 <jose@example.org>\n\nWords")
    assert headers["from"] == ["José <jose@example.org>"]


def test_a_clock_whose_battery_was_empty_tells_no_date():
    assert date_of("Tue, 01 Jan 1980 00:04:00 -0500") is None
    assert date_of("Fri, 01 Feb 1980 00:04:00 +0000") is not None
