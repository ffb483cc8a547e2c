"""JSON piece by piece: good records first, then the damage; bombs are stopped."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ReadError, TooLarge
from ingest.jsonfields import iso, seconds, whole
from ingest.jsonstream import JsonFile, read_keys, stream_array, stream_values


def elements(data: bytes, prefix: str = "item") -> tuple[list[object], str | None]:
    """Return what came, and the reason for which no more came."""
    found: list[object] = []
    try:
        found.extend(stream_array(io.BytesIO(data), prefix, item="x.json"))
    except ReadError as error:
        assert error.item == "x.json"
        return found, error.reason
    return found, None


@pytest.mark.parametrize(
    ("data", "found", "reason"),
    [
        (b'[{"a": 1}, 2, "x"]', [{"a": 1}, 2, "x"], None),
        (b"  []", [], None),
        (b"\xef\xbb\xbf[1]", [1], None),
        ('["日本", 1]'.encode("utf-16"), ["日本", 1], None),
        ('["ok"]'.encode("utf-16-le"), ["ok"], None),
        (b'["caf\xe9"]', ["café"], None),
        (b'["tab\x01bed"]', ["tabbed"], None),
        (b'[{"a": 1}, {"a":', [{"a": 1}], "truncated"),
        (b'[{"a": 1}, {"a" 2}, {"a": 3}]', [{"a": 1}], "malformed"),
        (rb'["\ud83d\ude00 \ud83d \ude00 \\ud800"]', ["😀 \ufffd \ufffd \\ud800"], None),
        (b"", [], "truncated"),
        (b'{"a": 1}', [], "not_that_format"),
        (b"<html>", [], "not_that_format"),
        (b"\x00\x01" * 100, [], "not_that_format"),
        (b"[" * 300_000, [], "unsafe"),
        (b'[{"a":' * 300_000, [], "unsafe"),
        (b'["' + b"[" * 40_000 + b'"]', ["[" * 40_000], None),
    ],
)
def test_good_records_come_before_the_damage_is_named(data, found, reason):
    assert elements(data) == (found, reason)


def test_an_array_inside_an_object_is_found_by_its_path():
    data = b'{"guild": {"messages": [0]}, "messages": [1, [2]], "count": 2}'
    assert elements(data, "messages.item") == ([1, [2]], None)
    assert elements(data, "nothing.item") == ([], None)
    assert elements(b"[1]", "messages.item") == ([], "not_that_format")


def test_values_one_after_the_other_are_read():
    data = b'{"a": 1}\n{"a": 2}{"a": 3}\n'
    assert list(stream_values(io.BytesIO(data))) == [{"a": 1}, {"a": 2}, {"a": 3}]
    pages = b'{"messages": [1, 2]}\n{"messages": [3]}'
    assert list(stream_array(io.BytesIO(pages), "messages.item", several=True)) == [1, 2, 3]
    with pytest.raises(ReadError, match="after 1 good"):
        list(stream_values(io.BytesIO(b'{"a": 1}{"a"')))


def test_keys_of_the_head_are_read_even_when_the_rest_is_cut():
    data = b'{"x": [{"head": 1}], "head": {"id": "1"}, "other": [1, {"b": 2}], "messages": [1, 2'
    assert read_keys(io.BytesIO(data), ("head", "other")) == {
        "head": {"id": "1"},
        "other": [1, {"b": 2}],
    }
    assert read_keys(io.BytesIO(b'{"head": "s", "y": '), ("head", "z")) == {"head": "s"}
    with pytest.raises(ReadError):
        read_keys(io.BytesIO(b"[1]"), ("head",))


def test_a_giant_record_is_refused_before_it_fills_the_memory():
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"x" * size if self.given > size else b'["' + b"x" * (size - 2)

    source = Endless()
    with pytest.raises(TooLarge):
        list(stream_array(JsonFile(source, item="x", max_record=1_000_000), "item"))  # type: ignore[arg-type]
    assert source.given < 2_000_000


@given(
    values=st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text('abé"\\\\[{', max_size=4), inner, max_size=3)
            ),
            max_leaves=8,
        ),
        max_size=5,
    ),
    step=st.integers(1, 9),
    ascii_only=st.booleans(),
)
def test_any_blocks_give_what_was_written(values, step, ascii_only):
    data = json.dumps(values, ensure_ascii=ascii_only).encode()

    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(step, size) if size and size > 0 else step)

    assert list(stream_array(Trickle(data), "item")) == values


def test_fields_of_a_wrong_type_count_as_missing():
    assert [whole({"n": n}, "n") for n in (5, "5", True, 5.0, "x", 10**25, None)] == [
        5, 5, None, None, None, None, None,
    ]  # fmt: skip
    assert [seconds(v) for v in ("x", None, True, -1, "nan", "inf", 1e300, [])] == [None] * 8
    found = seconds("1700000012.789456")
    assert found and found.isoformat() == "2023-11-14T22:13:32.789456+00:00"
    assert iso("2024-01-02T10:00:00+02:00") == iso("2024-01-02T08:00:00")
    assert iso("yesterday") is iso(5) is iso("0001-01-01T00:00:00+14:00") is None
