"""Parts quotations by view where colleagues differ: each view keeps its people.

Pure, and careful: two colleagues share a view only when both say so on the same side of the
question, or say something very much alike; whoever disputes another never does. It does not know
how a view is told.
"""

from collections.abc import Sequence

from assistant.cues import NOT
from assistant.quoted import Quoted
from assistant.records import Standing
from assistant.sides import side
from assistant.standing import disputes

_ALIKE = 0.7
"""Cosine from which two quotations, neither denying what the other says, are one view."""


def views(question: str, quoted: Sequence[Quoted], how: Standing | None) -> list[list[int]]:
    """Return the positions of the quotations, view by view; one view where none differ."""
    if how not in (Standing.DIFFERS, Standing.CONTESTED):
        return [list(range(len(quoted)))] if quoted else []
    found: list[list[int]] = []
    for i, item in enumerate(quoted):
        home = next(
            (view for view in found if all(_together(question, item, quoted[j]) for j in view)),
            None,
        )
        if home is None:
            found.append([i])
        else:
            home.append(i)
    return found


def _together(question: str, one: Quoted, other: Quoted) -> bool:
    mine, theirs = one.contribution, other.contribution
    if _speaker(one) == _speaker(other):
        return mine.superseded_by is None and theirs.superseded_by is None
    if disputes(mine, theirs) or disputes(theirs, mine):
        return False
    sides = side(question, mine.text), side(question, theirs.text)
    if sides[0] and sides[0] == sides[1]:
        return True
    same = bool(NOT.search(one.text)) is bool(NOT.search(other.text))
    return sides[0] == sides[1] and same and float(one.vector @ other.vector) >= _ALIKE


def _speaker(item: Quoted) -> str:
    people = item.contribution.contributors
    return people[0].id if people else item.contribution.id
