"""Authors of mails: the right person, or nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mailpeople import authors, people


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ana Silva <Ana@Example.ORG>", [("Ana Silva", "ana@example.org")]),
        ('"Silva, Ana" <ana@example.org>', [("Silva, Ana", "ana@example.org")]),
        ("Silva, Ana <ana@example.org>", [("Silva Ana", "ana@example.org")]),
        ("ana@example.org (Ana Silva)", [("Ana Silva", "ana@example.org")]),
        ("ana at example.org (Ana Silva)", [("Ana Silva", "ana@example.org")]),
        ("ana at lists.example.org", [("", "ana@lists.example.org")]),
        ("Ana [at] example dot org", [("", "ana@example.org")]),
        ("Ana Silva <ana@example.org", [("Ana Silva", "ana@example.org")]),
        ("ana@example.org", [("", "ana@example.org")]),
        ("=?utf-8?q?Jos=C3=A9?= <jose@example.org>", [("José", "jose@example.org")]),
        ('"=?utf-8?q?Jos=C3=A9?=" <jose@example.org>', [("José", "jose@example.org")]),
        ("Müller <m@example.org>", [("Müller", "m@example.org")]),
        ("Ana <a@x.org>, Ben <b@x.org>", [("Ana", "a@x.org"), ("Ben", "b@x.org")]),
        ("Ana <a@x.org>, Ana <a@x.org>", [("Ana", "a@x.org")]),
        ("'Ana Silva' <ana@example.org>", [("Ana Silva", "ana@example.org")]),
        ("Ana Silva", [("Ana Silva", "")]),
        ("undisclosed-recipients:;", []),
        ("<>", []),
        ("", []),
    ],
)
def test_people_are_read(value: str, expected: list[tuple[str, str]]) -> None:
    assert list(people(value)) == expected


def test_an_address_is_the_identity_and_the_name_is_shown() -> None:
    (ana,) = authors({"from": ["Ana Silva <Ana@example.org>"]})
    assert (ana.identity, ana.name) == ("mail:ana@example.org", "Ana Silva")


def test_without_a_from_header_nobody_is_credited() -> None:
    assert authors({"sender": ["x@example.org"]}) == ()


def test_a_list_that_rewrites_from_does_not_hide_the_sender() -> None:
    headers = {
        "from": ["Ana Silva via Practice <practice@lists.example.org>"],
        "reply-to": ["Ana Silva <ana@example.org>"],
        "list-post": ["<mailto:practice@lists.example.org>"],
    }
    (ana,) = authors(headers)
    assert (ana.identity, ana.name) == ("mail:ana@example.org", "Ana Silva")


def test_reply_to_the_list_is_not_taken_for_the_sender() -> None:
    headers = {
        "from": ["Ana Silva via Practice <practice@lists.example.org>"],
        "reply-to": ["practice@lists.example.org"],
    }
    (ana,) = authors(headers)
    assert (ana.identity, ana.name) == (
        "mail:practice@lists.example.org/name:ana silva",
        "Ana Silva",
    )


def test_people_behind_one_masked_address_stay_distinct() -> None:
    ana, ben = (
        authors({"from": [f"{name} <redacted@lists.example.org>"]}) for name in ("Ana", "Ben")
    )
    assert ana[0].identity != ben[0].identity


def test_a_reply_to_elsewhere_does_not_change_an_ordinary_sender() -> None:
    (ana,) = authors({"from": ["Ana <ana@example.org>"], "reply-to": ["ben@example.org"]})
    assert ana.identity == "mail:ana@example.org"


@given(st.text(max_size=200))
def test_no_header_makes_it_fail(value: str) -> None:
    authors({"from": [value], "reply-to": [value], "list-post": [value]})
