"""Finds the words in a post that its writer took from somebody else, as far as the text shows it.

They are set off by marks, by lines of their own after words such as "she wrote:" or "your claim
that", or pointed at by what stands under them ("this ^^", "— Mark Twain"). By form alone, in
English first and a little German, French and Spanish. Pure. It does not know who said them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.sentences import Span

_SAYING = (
    r"(?:wrote|writes|sa(?:id|ys|ying)|stat(?:es|ed|ing)|claim(?:s|ed|ing)|argu(?:es|ed|ing)"
    r"|ask(?:s|ed|ing)|puts? it(?: \w+)?|explain(?:s|ed)|quot(?:es|ed|ing)|cit(?:es|ed|ing)|reads"
    r"|repli(?:es|ed)|answered|noted|suggest(?:s|ed)|recommend(?:s|ed)|defin(?:es|ed)"
    r"|t(?:ells|old)|mentioned|commented|posted|conclud(?:es|ed)|assert(?:s|ed)"
    r"|(?:you|they|people|others|some|many) (?:\w+ )?(?:say|write|claim|argue|ask|suggest|quote)"
    r"|schr(?:ieb|eibt)|sagt(?:e|en)?|mein(?:t|te)|écri[tv]\w*|di(?:t|sent|sait)|escrib(?:ió|e)"
    r"|di(?:jo|ce))"
)
_SAID = re.compile(
    r"(?<![\w'’])(?P<self>(?:I|[Ww]e|[Ii]ch|[Ww]ir|[Jj]e|[Nn]ous|[Yy]o)(?:['’]\w+)?\s+"
    rf"(?:[\w-]+\s+){{0,2}}?)?{_SAYING}(?!\w)"
)
"""A verb of saying; `self`: the writer is who says it."""
_SOMEBODYS = re.compile(
    r"(?:\b(?:your|his|her|their|ihre?|deine?|votre|ta|son|sa|leur|su|tu)|\w['’]s)\s(?:[\w-]+\s){0,2}?"
    r"(?:arguments?|comments?|remarks?|suggestions?|proposals?|views?|opinions?|beliefs?|remarque)\b"
    r"|\b(?:your|his|her|their|the|this|that|ihre?|deine?|votre|su|tu)\s(?:[\w-]+\s){0,2}?"
    r"(?:claims?|assertions?|statements?|words|definitions?|quot(?:es?|ations?)|passages?"
    r"|paragraphs?|sentences?|objections?|behauptung|aussage|affirmation|afirmación)\b"
    r"|\b(?:according to|in the words of|excerpts? from|laut|selon|según)\s[^.!?]{2,60}$"
    r"|\bfrom (?:the|our|their|a) (?:[\w-]+\s){0,2}?(?:faq|guides?|manual|handbook|rules|docs|book"
    r"|documentation|wiki\w*|article|report|paper|policy|minutes|website|page)\b[^.!?]{0,30}$",
    re.IGNORECASE,
)
"""Words that name what somebody else said."""
_OPEN_END = re.compile(r"(?<![.!?…])[\"'”’»)\]]*\s*$")
"""How a line ends whose sentence goes on in the next."""
_LAST = re.compile(r"[^.!?…\n]*[.!?…:]?\W*$")
_NEAR_END = 60
"""Characters before the end of a line in which words that announce must stand."""
_MOST_LINES = 20
"""Lines of what one line announces."""
_THAT = re.compile(r"\b(?:that|dass|que),?$", re.IGNORECASE)
_UP = re.compile(r"\s*(?:\S+\s+){0,6}?(?:\^+|↑+|⬆\ufe0f?)(?:\s|$|[.,:;!])|\s*(?:\^|↑)+")
"""How a line begins that points at the one above it."""
_REACTS = re.compile(
    r"\s*(?:\+1\b"
    r"|(?:i|we) (?:\w+ )?(?:(?:dis)?agree|concur|object)\b(?! (?:with|to) (?!this|that|the above))"
    r"|(?:this|that)(?:['’]s| is) (?:\w+ ){0,2}(?:(?:un)?true|false|wrong|(?:in)?correct)\b"
    r"|(?:exactly|agreed|disagreed?|quite so|not (?:true|so)|nonsense|well said|hear,? hear)(?!\w)"
    r"|(?:c'est (?:vrai|faux)|d'accord|das stimmt|stimmt|falsch|es (?:cierto|falso))(?!\w))",
    re.IGNORECASE,
)
"""How a line begins that says yes or no to the one above it."""
_BY = re.compile(r"\s*(?:[—–―]|--|~)\s*(?=[^\W\d_])(?:[\w.,'’-]+\s?){1,8}[.)]?\s*$")
"""A line that names who said what stands above it."""
_IF = re.compile(
    r"\b(?:if|unless|when|whenever|provided|imagine|suppose|wenn|falls|si|cuando)(?: that)?:\s*$",
    re.IGNORECASE,
)
"""How a line ends under which stands what would have to be so."""
_ASKED = re.compile(r"\s*(?:Q|Question|Frage|Pregunta)\s*[:.]\s", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s")
_MARKED = re.compile(
    r"“[^“”]{2,1500}”|„[^„“”]{2,1500}[“”]|«[^«»]{2,1500}»"
    r"|(?<![\w\"])\"(?=[^\s\"])[^\"\n]{2,800}(?<!\s)\"(?!\w)"
)
_WHOLLY_MARKED = re.compile(r"[\"“„«].*[\"“”»][.!?]?$", re.DOTALL)
_END = ".!?…,;:\"'“”’»)]* "


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A line that holds something."""

    start: int
    end: int
    text: str
    follows_gap: bool
    """An empty line stands before it."""

    @property
    def is_indented(self) -> bool:
        return self.text[:1].isspace() and not self.is_item

    @property
    def is_item(self) -> bool:
        return bool(_ITEM.match(self.text))

    @property
    def is_marked(self) -> bool:
        return self.text.lstrip().startswith(">")


def borrowed(text: str) -> list[tuple[int, int]]:
    """Return where in a text words stand that its writer took from somebody else."""
    lines = list(_lines(text))
    set_off = _set_off(lines)
    found = [found.span() for found in _MARKED.finditer(text)]
    for i, line in enumerate(lines):
        before = lines[i - 1] if i else None
        if line.is_marked or i in set_off or _ASKED.match(line.text):
            found.append((line.start, line.end))
        elif before and any(p.match(line.text) for p in (_UP, _REACTS, _BY)):
            found.append((before.start, before.end))
    for i, line in enumerate(lines[:-1]):
        if _announces(line.text, lines[i + 1]):
            found += [(item.start, item.end) for item in _announced(lines, i + 1)]
    return _joined(text, found)


def held_off(text: str) -> list[tuple[int, int]]:
    """Return where in a text lines stand that only list what would have to be so: "if: ..."."""
    lines = list(_lines(text))
    found: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if not _IF.search(line.text):
            continue
        for after in lines[i + 1 : i + 1 + _MOST_LINES]:
            if after.follows_gap and not (after.is_item or after is lines[i + 1]):
                break
            found.append((after.start, after.end))
    return _joined(text, found)


def _joined(text: str, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in order; those with nothing but space between them as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def in_marks(text: str) -> list[str]:
    """Return what stands in quotation marks in a text, without them."""
    return [found[0][1:-1] for found in _MARKED.finditer(text)]


def is_borrowed(text: str, piece: Span, found: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a piece of a text lies wholly in what `borrowed` found in it."""
    end = piece.start + len(text[piece.start : piece.end].rstrip(_END))
    return any(start <= piece.start and end <= stop for start, stop in found)


def is_unmarked(text: str, piece: Span, found: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a borrowed piece, read alone, does not show that it is: it lacks its marks."""
    said = text[piece.start : piece.end]
    return is_borrowed(text, piece, found) and not _WHOLLY_MARKED.match(said)


def _lines(text: str) -> Iterator[_Line]:
    at = 0
    gap = False
    for line in text.split("\n"):
        end = at + len(line)
        if line.strip():
            yield _Line(start=at, end=end, text=line, follows_gap=gap)
        gap = not line.strip()
        at = end + 1


def _set_off(lines: Sequence[_Line]) -> set[int]:
    """Return which lines are set off from the others by a space before them."""
    indented = {i for i, line in enumerate(lines) if line.is_indented}
    if 2 * len(indented) > len(lines):
        return set()
    found: set[int] = set()
    for i in sorted(indented):
        before = lines[i - 1] if i else None
        # What goes on with an item of a list is indented too.
        if before and (i - 1 in found or not (before.is_item or before.is_indented)):
            found.add(i)
    return found


def _announces(line: str, after: _Line) -> bool:
    """Tell whether a line says that somebody else's words follow on the next."""
    line = line.rstrip()
    last = _last_sentence(line[-4 * _NEAR_END :])[-_NEAR_END:]
    if line.startswith("#"):
        return False
    if not last.endswith(":") and not (
        _OPEN_END.search(line) and (after.is_indented or (after.follows_gap and _THAT.search(last)))
    ):
        return False
    if any(not found["self"] for found in _SAID.finditer(last)):
        return True
    return bool(_SOMEBODYS.search(last.rstrip(": ")))


def _last_sentence(line: str) -> str:
    found = _LAST.search(line)
    return found[0] if found else line


def _announced(lines: Sequence[_Line], at: int) -> Iterator[_Line]:
    """Yield the lines that are announced: the first, and with it its list or its set-off block."""
    first = lines[at]
    yield first
    for line in lines[at + 1 : at + _MOST_LINES]:
        same = (first.is_item and line.is_item) or (first.is_indented and line.is_indented)
        wrapped = not line.follows_gap and not line.is_item and _OPEN_END.search(first.text)
        if not (same or wrapped):
            return
        yield line
        first = line if wrapped else first
