"""Measures the ranges by which the default model's inputs become bytes, and keeps them.

    python -m eval.byte_ranges

Over the sample community as it lies on disk, markup and all, and strings of other kinds. Needed
again only for another model; `assistant.byte_ranges` reads what this writes.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from assistant.byte_ranges import write_ranges
from assistant.model_files import default_files
from assistant.openvino_encoder import input_ranges

_SAMPLE = Path(__file__).parent.parent / "data" / "sample"
_SUFFIXES = (".md", ".mbox", ".json", ".jsonl", ".html")
_PIECE = 600
"""Characters of a text."""
_EACH = 6
"""Of a file's texts, evenly taken."""
_OTHERS = (
    "",
    "?",
    "a",
    "ok thanks!",
    "1234567890 0.001 -17 % 3/4 2^10 €5 £3.50",
    "def f(x):\n    return {k: v for k, v in x.items() if v != 0}  # why?",
    "Traceback (most recent call last): KeyError: 'id' at 0x7f3a2b",
    "sudo apt-get install -y lib32-foo && ./run.sh --all 2>&1 | tee out.log",
    "SELECT name, count(*) FROM posts WHERE author_id = 7 GROUP BY name;",
    "∑ x_i² ≤ λ‖w‖, α → β; ∀ε>0 ∃δ",
    "Wie trifft sich die Gruppe? Où se réunit-on ? ¿Cuándo nos vemos?",
    "我们每个月见一次面。 みんなで話しました。 우리는 만났다. Мы встречаемся. नमस्ते",
    "😀👍🎉 :-) <3 ===== ------ ***** ..... !!!!!",
    "https://example.org/a/b?c=d&e=f#g user@example.org 2024-03-01T10:00:00Z",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa " * 8,
    "the of and to in is that for it as was with be by on not he",
)


def texts() -> Iterator[str]:
    """Yield what the ranges are measured over."""
    yield from _OTHERS
    for path in sorted(path for path in _SAMPLE.rglob("*") if path.suffix in _SUFFIXES):
        text = path.read_text("utf-8", "replace")
        pieces = [text[i : i + _PIECE] for i in range(0, len(text), _PIECE)]
        yield from pieces[:: max(1, len(pieces) // _EACH)]


def main() -> None:
    """Measure and keep."""
    files = default_files()
    path = write_ranges(files.fingerprint, input_ranges(files, list(texts())))
    sys.stderr.write(f"Written to {path}\n")


if __name__ == "__main__":
    main()
