"""Eighty small made-up conversations, read with the real embedder: is agreement told from the rest?

The rules were chosen on the first forty; the other forty were written before and only counted.
Both were written by one hand, who also labelled them. What is held here is what was measured: a
wrong "they agree" is worse than a missed one.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from assistant.embedder import Embedder, load_embedder
from assistant.quoted import Quoted
from assistant.records import Standing
from assistant.settings import Settings
from assistant.standing import standing
from tests.assistant.voicing import voice

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return load_embedder(Settings(home=tmp_path_factory.mktemp("home")))


def told(embedder: Embedder, question: str, said: list[tuple[str, str]]) -> Standing | None:
    asked, *rows = embedder.embed([question, *(text for _, text in said)])
    quoted = [
        Quoted(
            contribution=voice(text, name.partition(">")[0], n).contribution,
            text=text,
            vector=row,
            near=float(row @ asked),
        )
        for n, ((name, text), row) in enumerate(zip(said, rows, strict=True), start=1)
    ]
    return standing(question, quoted)


def confusion(embedder: Embedder, name: str) -> Counter[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    found: Counter[tuple[str, str]] = Counter()
    for case in map(json.loads, lines):
        shown = told(embedder, case["q"], case["said"])
        found[case["label"], shown.value if shown else "none"] += 1
    return found


@pytest.mark.parametrize(
    ("name", "agreed", "right"),
    [("standing_chosen_on.jsonl", 16, 34), ("standing_held_back.jsonl", 10, 26)],
)
def test_agreement_is_found_and_seldom_claimed_wrongly(embedder, name, agreed, right):
    found = confusion(embedder, name)
    assert found.total() == 40
    assert sum(n for (label, shown), n in found.items() if shown == "agreed" != label) <= 1
    assert found["agreed", "agreed"] >= agreed
    assert sum(n for (label, shown), n in found.items() if label == shown) >= right
    assert found["differs", "contested"] == found["agreed", "contested"] == 0
