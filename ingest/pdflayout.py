"""Pages as they were printed to running text: no page headers, words whole, lines joined.

A pure part: it takes the lines of pages and knows no PDF.
"""

import re
from collections import Counter
from collections.abc import Sequence

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00a0": " "}
)
_DIGITS = re.compile(r"\d+")
_EDGE_LINES = 2
"""How many lines at the top and bottom of a page may belong to its header or footer."""
_REPEATS = 0.4
"""Share of pages on which a header stands; left and right pages may differ."""
_BROKEN_WORD = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_ITEM = re.compile(r"\s*(?:[-–—•●▪◦○*‣·]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_END = re.compile(r"""[.!?:;…]["'”’)\]]*$""")
_CELL = re.compile(r"\S+(?: {1,2}\S+)*")
_COLUMN_DRIFT = 3
"""Characters by which cells of one column may start apart."""
_GAPS = re.compile(r"\S {3,}\S")


def running_text(pages: Sequence[str]) -> list[str]:
    """Return the text of each page, in order, without what is repeated on most of them."""
    lines = [_lines(page) for page in pages]
    bare = _without_furniture(lines)
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", "\n".join(pages).lower()))
    return [_joined(page, words) for page in bare]


def _lines(page: str) -> list[str]:
    return [line.rstrip() for line in page.translate(_LIGATURES).split("\n")]


def _without_furniture(pages: list[list[str]]) -> list[list[str]]:
    """Leave out headers and footers: equal lines (but for numbers) at the edge of many pages."""
    counts = Counter(key for page in pages for key in {k for _, k in _edges(page)})
    needed = max(3, int(_REPEATS * len(pages) + 0.5))
    repeated = {key for key, count in counts.items() if count >= needed}
    seen: set[str] = set()
    kept = []
    for page in pages:
        gone = {n for n, key in _edges(page) if key in repeated and (key in seen or "#" in key)}
        seen |= {key for _, key in _edges(page)}
        rest = [line for n, line in enumerate(page) if n not in gone]
        kept.append(rest if any(line.strip() for line in rest) else page)
    return kept


def _edges(page: list[str]) -> list[tuple[int, str]]:
    """Return (line number, text with numbers as #) of the lines at a page's edges."""
    filled = [n for n, line in enumerate(page) if line.strip()]
    edge = sorted({*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]})
    keys = [(n, _DIGITS.sub("#", " ".join(page[n].split()).lower())) for n in edge]
    return [(n, key) for n, key in keys if len(key) <= 120]


def _joined(lines: list[str], words: Counter[str]) -> str:
    """Join the lines of a paragraph; a line that ends early, a list or a table row stands alone."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    full = lengths[int(len(lengths) * 0.9)] if lengths else 0
    paragraphs: list[str] = []
    open_line = False
    for line in _tables_in(lines):
        if not line.strip():
            open_line = False
            continue
        if open_line and not _ITEM.match(line) and not line.startswith("|"):
            paragraphs[-1] = _glued(paragraphs[-1], line.strip(), words)
        else:
            paragraphs.append(line.strip())
        open_line = _goes_on(line.strip(), full)
    return "\n".join(paragraphs)


def _tables_in(lines: list[str]) -> list[str]:
    """Turn runs of lines with wide gaps into pipe rows, cells under the column they stand in."""
    written: list[str] = []
    run: list[str] = []
    for line in [*lines, "end"]:
        if _GAPS.search(line) or (run and not line.strip()):
            run.append(line)
            continue
        rows = [row for row in run if row.strip()]
        written += _pipe_rows(rows) if len(rows) > 1 else [re.sub(r" {3,}", "  ", x) for x in run]
        written.append(line)
        run = []
    return written[:-1]


def _pipe_rows(rows: list[str]) -> list[str]:
    cells = [[(m.start(), m[0]) for m in _CELL.finditer(row)] for row in rows]
    columns: list[int] = []
    for start in sorted(start for row in cells for start, _ in row):
        if not columns or start - columns[-1] > _COLUMN_DRIFT:
            columns.append(start)
    written = []
    for row in cells:
        texts = [""] * len(columns)
        for start, text in row:
            at = max(n for n, column in enumerate(columns) if column <= start)
            texts[at] = f"{texts[at]} {text}".strip()
        written.append("| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |")
    return written


def _goes_on(line: str, full: int) -> bool:
    if line.startswith("|") or full < 30:
        return False
    if _END.search(line):
        return len(line) >= 0.9 * full
    return len(line) >= 0.6 * full or bool(_BROKEN_WORD.search(line))


def _glued(before: str, after: str, words: Counter[str]) -> str:
    broken = _BROKEN_WORD.search(before)
    if broken is None or not after[:1].islower():
        return f"{before} {after}"
    head, tail = broken[1], re.match(r"[^\W\d_]+", after)
    both = (head + (tail[0] if tail else "")).lower()
    hyphenated = f"{head}-{tail[0] if tail else ''}".lower()
    if words[hyphenated] > words[both] or not head[-1:].islower():
        return before + after
    return before[:-1] + after
