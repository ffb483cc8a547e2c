"""Tables as pipe rows, the way they stay readable in plain text. Knows no file format."""

from collections.abc import Sequence


def pipe_table(rows: Sequence[Sequence[str]]) -> str:
    """Write rows of cells, the first as the head; a table of one column is only a frame."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return ""
    if max(len(row) for row in filled) == 1:
        return "\n\n".join(row[0].strip() for row in filled)
    head, *rest = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in filled]
    return "\n".join([head, "|" + " --- |" * len(filled[0]), *rest])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
