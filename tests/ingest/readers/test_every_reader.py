"""What every reader owes alike: ids that outlive edits, the rest when something vanished, and an
end with words or a reason whatever happened to the bytes."""

import random
import shutil
from pathlib import Path

import pytest

from assistant.errors import ReadError
from assistant.records import ThreadDraft
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.wiring import readers
from tests.ingest.readers.small_exports import EXPORTS, Files

KINDS = sorted(EXPORTS)
FIRST = (1, "We meet every Monday at ten and drink green tea together.")
SECOND = (2, "Bring a cup of your own, and one question for the others.")
EDITED = (2, "Bring two cups of your own, and one question for the others.")
DAMAGES = 12


def read(kind: str, folder: Path, files: Files) -> list[ReadItem]:
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    alone = len(files) == 1 and kind not in ("stackexchange", "text")
    location = folder / "in" / next(iter(files)) if alone else folder / "in"
    reader = readers()["folder" if kind == "text" else kind]
    return list(reader.read(ReadRequest(location=location, scratch=folder / "scratch")))


def words(items: list[ReadItem]) -> dict[str, str]:
    drafts = [draft for item in items if isinstance(item, ThreadDraft) for draft in item.drafts]
    assert len(drafts) == len({draft.external_id for draft in drafts})
    return {draft.external_id: draft.text for draft in drafts}


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_keeps_the_ids(kind: str, tmp_path: Path) -> None:
    before = words(read(kind, tmp_path, EXPORTS[kind]([FIRST, SECOND])))
    after = words(read(kind, tmp_path, EXPORTS[kind]([FIRST, EDITED])))
    assert list(before) == list(after)
    changed = [text for id_, text in after.items() if before[id_] != text]
    assert ["two cups" in text for text in changed] == [True]


@pytest.mark.parametrize("kind", KINDS)
def test_what_vanished_is_gone_and_the_rest_keeps_its_ids(kind: str, tmp_path: Path) -> None:
    before = words(read(kind, tmp_path, EXPORTS[kind]([FIRST, SECOND])))
    after = words(read(kind, tmp_path, EXPORTS[kind]([FIRST])))
    assert len(after) == len(before) - 1
    assert after.items() <= before.items()
    assert not any("Bring" in text for text in after.values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_export_ends_with_words_or_a_reason(kind: str, tmp_path: Path) -> None:
    whole = EXPORTS[kind]([FIRST, SECOND])
    for number in range(DAMAGES):
        chance = random.Random(f"{kind} {number}")
        name = chance.choice(sorted(whole))
        damaged = {**whole, name: _damaged(whole[name], chance)}
        try:
            items = read(kind, tmp_path, damaged)
        except ReadError as error:
            assert error.reason
            continue
        assert all(isinstance(item, ThreadDraft | Skipped | Failed | Noted) for item in items)
        assert any(not isinstance(item, Noted) for item in items)


def _damaged(data: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.4:
        return data[: chance.randrange(len(data))]
    changed = bytearray(data)
    for _ in range(chance.choice([1, 5, 40])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_zeros_noise_or_an_endless_line_is_refused_or_named(
    kind: str, tmp_path: Path
) -> None:
    noise = random.Random(kind).randbytes(20_000)
    for content in (b"", b"\0" * 5000, noise, b"[" * 100_000, b"<a>" * 50_000):
        files = {name: content for name in EXPORTS[kind]([FIRST])}
        try:
            items = read(kind, tmp_path, files)
        except ReadError as error:
            assert error.reason
            continue
        assert not any(FIRST[1] in text for text in words(items).values())
