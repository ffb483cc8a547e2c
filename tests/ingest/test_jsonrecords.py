"""Records of JSON files in any wrapping; damage costs no more than it must."""

import io
import json
from pathlib import Path

import pytest

from ingest.jsonrecords import json_records, located_records, looks_like
from ingest.outcome import Failed, Skipped

RECORDS = [{"id": n, "text": "é\n" * n, "score": 1.5} for n in range(3)]


def read(data: bytes) -> list[object]:
    return list(json_records(io.BufferedReader(io.BytesIO(data)), "x.json"))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(RECORDS),
        json.dumps(RECORDS, indent=1),
        "\n".join(json.dumps(r) for r in RECORDS),
        "\n\n".join(json.dumps(r) for r in RECORDS) + "\n",
        "".join(json.dumps(r) for r in RECORDS),
        "\n".join(json.dumps(r, indent=2) for r in RECORDS),
        json.dumps([RECORDS]),
        "\ufeff" + json.dumps(RECORDS),
        "\ufeff" + "\n".join(json.dumps(r) for r in RECORDS),
    ],
)
def test_records_are_found_in_any_wrapping(text: str) -> None:
    found = [{**r, "score": float(r["score"])} for r in read(text.encode())]
    assert found == RECORDS


def test_one_object_is_one_record_however_it_is_laid_out() -> None:
    for indent in (None, 2):
        assert read(json.dumps({"a": {"b": [1]}}, indent=indent).encode()) == [{"a": {"b": [1]}}]


@pytest.mark.parametrize(
    "half", [b"\\ud83d", b"\\uDE00", b"\xed\xa0\xbd"], ids=["high", "low", "raw"]
)
def test_halves_of_surrogate_pairs_never_come_out(half: bytes) -> None:
    lines = [b'{"id": "a%s", "text": "\\ud83d\\ude00"}' % half] * 2
    for found in read(b"\n".join(lines)):
        assert isinstance(found, dict) and found["text"] == "\U0001f600"
        found["id"].encode()


def test_a_bad_line_among_lines_fails_alone() -> None:
    lines = [json.dumps(RECORDS[0]), '{"id": 1, "te', json.dumps(RECORDS[2])]
    assert read("\n".join(lines).encode()) == [
        RECORDS[0],
        Failed(item="x.json:2", reason="malformed"),
        RECORDS[2],
    ]


def test_a_bad_first_line_does_not_hide_the_others() -> None:
    lines = ['{"id": 1, "te', json.dumps(RECORDS[1]), json.dumps(RECORDS[2])]
    found = read("\n".join(lines).encode())
    assert found == [Failed(item="x.json:1", reason="malformed"), RECORDS[1], RECORDS[2]]


def test_a_cut_file_gives_what_came_before_the_cut() -> None:
    text = json.dumps(RECORDS)
    found = read(text[:-10].encode())
    assert [r["id"] for r in found[:-1]] == [0, 1]
    assert isinstance(found[-1], Failed) and found[-1].reason == "truncated"
    lines = "\n".join(json.dumps(r) for r in RECORDS)
    assert read(lines[:-10].encode())[-1] == Failed(item="x.json:3", reason="truncated")


def test_values_that_are_no_objects_fail() -> None:
    assert [type(x) for x in read(b'[1, {"a": 1}, "x"]')] == [Failed, dict, Failed]


def test_binary_and_empty_files_fail_by_name() -> None:
    (found,) = read(bytes(range(256)) * 10)
    assert isinstance(found, Failed) and found.item == "x.json"


def test_deeply_nested_json_fails_and_does_not_raise() -> None:
    found = read(b'{"a":' * 100_000)
    assert found and all(isinstance(x, Failed) for x in found)


def test_folders_are_read_in_order_and_other_files_named(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"b": 1}')
    (tmp_path / "a.jsonl").write_text('{"a": 1}\n{"a": 2}\n')
    (tmp_path / "c.txt").write_text("note")
    assert list(located_records(tmp_path)) == [
        ("a.jsonl", {"a": 1}),
        ("a.jsonl", {"a": 2}),
        ("b.json", {"b": 1}),
        Skipped(item="c.txt", reason="not_a_document"),
    ]
    assert looks_like(tmp_path, lambda start: b'"b"' in start)
    assert not looks_like(tmp_path, lambda start: b'"z"' in start)
    assert not looks_like(tmp_path / "missing", lambda start: True)
