"""Finds what a sentence may not get wrong: its numbers, names, denials and telling words.

Pure, by form alone, in English first and a little German, French and Spanish. It does not know
what the sentence rests on (`assistant.support`).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[.;:!?()\n]|,|[–—]|(?<=\s)-(?=\s)"
)
_STEM = 6
_ENDINGS = ("ing", "ed", "ly")
_BARE = 4
"""Letters that an ending leaves at least."""

STOP = frozenset(
    re.findall(
        r"\w+",
        """a about all also am an and any are as at be because been being but by can could did do
        does doing for from had has have having he her here hers him his how i if in into is
        it its just may me might more most much must my of on one ones only or other our ours
        out over own same she should so some such than that the their theirs them then there
        these they this those though to too up us very was we were what when where which while
        who whom whose why will with would yes yet you your yours don doesn didn isn aren wasn
        weren won wouldn shouldn couldn hasn haven hadn der die das ein eine und oder ist sind
        war zu von mit auf für im in den dem des es wir ihr sie le la les un une et ou est
        sont de du des en pour dans que qui il elle nous vous ce se el los las una y o es son
        del al por para con lo su""",
    )
)
"""Words that tell nothing by themselves."""
REPORT = frozenset(
    re.findall(
        r"\w+",
        """accord according say says said suggest suggests suggested recommend recommends
        recommended write writes wrote note notes noted think thinks thought advise advises
        advised explain explains explained mention mentions mentioned add adds added warn
        warns warned argue argues argued find finds found report reports reported believe
        believes believed describe describes described tell tells told state states stated
        point points pointed colleague colleagues""",
    )
)
"""Words that tell who said something."""
_NEGATIONS = frozenset(
    re.findall(
        r"\w+",
        """not no never nobody none nothing without cannot neither nor nowhere hardly barely
        seldom nicht kein keine keinen nie niemals ohne pas jamais aucun aucune sans nunca sin
        ningun""",
    )
)
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_NUMBERS = {
    **{word: str(value) for value, word in enumerate(_SMALL.split()) if word != "one"},
    **dict(fifteen="15", sixteen="16", seventeen="17", eighteen="18", nineteen="19"),
    **dict(twenty="20", thirty="30", forty="40", fifty="50", sixty="60", seventy="70"),
    **dict(eighty="80", ninety="90", hundred="100", thousand="1000", million="1000000"),
    **dict(dozen="12", half="1/2", quarter="1/4", twice="2x", once="1x", thrice="3x"),
}
"""Number words with a value; "one" is mostly a pronoun."""
_NEIGHBOURS = 3
"""Telling words on each side by which a number is recognised."""
_DENIED = 2
"""Telling words after a denial that it reaches."""
_FEW = 4
"""A sentence of fewer telling words may leave a denial out that reaches no word."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word, a number or a mark that ends a clause."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word without regard to case, apostrophes made straight."""
        return self.text.casefold().replace("’", "'")

    @property
    def is_word(self) -> bool:
        """True for letters and digits, False for marks."""
        return self.text[0].isalnum()

    @property
    def number(self) -> str | None:
        """The value of a number in digits or words; None for other words."""
        if self.text[0].isdigit():
            return re.sub(r"(?<=\d)[.,](?=\d{3}\b)", "", self.text)
        return _NUMBERS.get(self.low)

    @property
    def denies(self) -> bool:
        """True for "not", "never", "don't" ..."""
        return self.low in _NEGATIONS or self.low.endswith("n't")

    @property
    def stem(self) -> str | None:
        """By what forms of one telling word are recognised; None for other words and marks."""
        low = self.low.removesuffix("'s").split("'")[0]
        if not self.is_word or self.number or self.denies or low in STOP or len(low) < 2:
            return None
        return _stem(low)


def _stem(low: str) -> str:
    low = low.removesuffix("s") if len(low) > _BARE and not low.endswith("ss") else low
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= _BARE:
            low = low.removesuffix(ending)
            break
    return low.removesuffix("e")[:_STEM]


def words_of(text: str) -> list[Word]:
    """Return the words, numbers and clause marks of a text in order."""
    return [Word(text=m[0], start=m.start(), end=m.end()) for m in _TOKEN.finditer(text)]


def stems(text: str) -> list[str]:
    """Return the telling words of a text in order, without those that only tell who said it."""
    found = (word.stem for word in words_of(text) if word.low not in REPORT)
    return [stem for stem in found if stem]


def numbers(text: str) -> list[tuple[str, frozenset[str]]]:
    """Return each number with the telling words around it."""
    line = [word for word in words_of(text) if word.number or word.stem]
    found = []
    for i, word in enumerate(line):
        if word.number:
            around = line[max(0, i - _NEIGHBOURS) : i] + line[i + 1 : i + 1 + _NEIGHBOURS]
            found.append((word.number, frozenset(w.stem for w in around if w.stem)))
    return found


def numbers_held(said: str, evidence: str) -> bool:
    """Tell whether each number of a sentence stands in the evidence beside the same words."""
    there = numbers(evidence)
    for value, around in numbers(said):
        places = [near for number, near in there if number == value]
        alone = not around or any(not near for near in places)
        held = alone or any(near & around for near in places)
        if not (places and held):
            return False
    return True


def denied(text: str) -> list[list[str]]:
    """Return for each denial the telling words that it reaches, at most to the end of its clause.

    One that reaches none ("If not, ...") is an empty list.
    """
    words = words_of(text)
    found = []
    for i, word in enumerate(words):
        if not word.denies:
            continue
        reached: list[str] = []
        for after in words[i + 1 :]:
            if (not after.is_word and after.text not in ",-") or len(reached) == _DENIED:
                break
            stem = after.stem or after.number
            reached += [stem] if stem else []
        found.append(reached)
    return found


def denials_match(said: str, evidence: str, *, wholly: bool = False) -> bool:
    """Tell whether a sentence denies what the evidence denies, as far as both speak of it.

    `wholly`: the sentence says all that the evidence says, so that it denies as often too.
    """
    mine, theirs = denied(said), denied(evidence)
    if wholly and len(mine) != len(theirs):
        return False
    for denial in mine:
        shared = set(denial) & set(_spoken(evidence))
        if not theirs or (shared and not shared & {stem for other in theirs for stem in other}):
            return False
    spoken, reached = _spoken(said), {stem for denial in mine for stem in denial}
    affirmed = _affirmed(evidence, theirs)
    for denial in theirs:
        shared = {stem for stem in denial if stem in spoken and stem not in affirmed}
        if shared and not shared & reached:
            return False
    return bool(mine) or not any(not denial for denial in theirs) or len(spoken) < _FEW


def _spoken(text: str) -> list[str]:
    return [stem for word in words_of(text) if (stem := word.stem or word.number)]


def _affirmed(text: str, denials: Sequence[Sequence[str]]) -> set[str]:
    """Return the telling words that stand outside every denial too."""
    spoken = Counter(_spoken(text))
    within = Counter(stem for denial in denials for stem in denial)
    return {stem for stem in spoken if spoken[stem] > within[stem]}


def proper_names(text: str) -> list[str]:
    """Return words written with a capital inside a sentence, in order."""
    found = []
    starts = True
    for word in words_of(text):
        if not word.is_word:
            starts = starts or word.text in ".!?:\n"
            continue
        if word.text[0].isupper() and not starts and word.low.split("'")[0] != "i":
            found.append(word.text)
        starts = False
    return found


def in_order(said: Sequence[str], evidence: Sequence[str]) -> float:
    """Return the share of the telling words of a sentence that the evidence has in that order.

    Length of the longest common subsequence over the length of the sentence; 0 for none.
    """
    if not said:
        return 0.0
    row = [0] * (len(evidence) + 1)
    for stem in said:
        before = 0
        for j, other in enumerate(evidence, start=1):
            kept = row[j]
            row[j] = before + 1 if stem == other else max(row[j], row[j - 1])
            before = kept
    return row[-1] / len(said)
