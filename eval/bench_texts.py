"""Invents a question set of any size whose word statistics look real, the same for the same size.

Words are those of the model's vocabulary, which stands in order of how frequent they are in
English. How often a word comes follows Zipf's law (Zipf 1949), within a topic too; lengths are
log-normal as in forum posts. It does not know what is measured with it.
"""

import json
import random
from bisect import bisect
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path

from assistant.model_files import default_files

_TOPICS = 200
_TOPIC_WORDS = 250
_FUNCTION_WORDS = 150
"""The most frequent words of the vocabulary: of every topic."""
_FUNCTION_SHARE = 0.45
_DETAILS = 12
"""Words that a text comes back to."""
_LENGTH = (4.4, 0.7)
"""Mean and spread of the logarithm of a text's length in words: 81 in the middle, mean 104."""
_SHORTEST, _LONGEST = 15, 600
_ASKED = 7
"""Words of a question, beside three frequent ones."""


class TextMaker:
    """Makes texts of topics, and questions about them."""

    def __init__(self, seed: int) -> None:
        """Draw the topics."""
        self._chance = random.Random(seed)
        self._words = _vocabulary()
        rare = self._words[_FUNCTION_WORDS:]
        self._topics = [self._chance.sample(rare, _TOPIC_WORDS) for _ in range(_TOPICS)]

    @cached_property
    def _frequent(self) -> list[str]:
        return self._words[:_FUNCTION_WORDS]

    def text(self) -> tuple[str, list[str]]:
        """Return a text and the words that it comes back to."""
        topic = self._chance.choice(self._topics)
        details = [self._drawn(topic) for _ in range(_DETAILS)]
        length = int(self._chance.lognormvariate(*_LENGTH))
        words = [self._word(topic, details) for _ in range(min(_LONGEST, max(_SHORTEST, length)))]
        return self._sentences(words), details

    def question(self, details: Sequence[str]) -> str:
        """Return a question about a text that comes back to these words."""
        words = [
            *self._chance.choices(details, k=_ASKED),
            *(self._drawn(self._frequent) for _ in "abc"),
        ]
        self._chance.shuffle(words)
        return f"{' '.join(words).capitalize()}?"

    def other_words(self, text: str, share: float) -> str:
        """Return the text with a share of its words drawn anew."""
        return " ".join(
            self._drawn(self._words) if self._chance.random() < share else word
            for word in text.split()
        )

    def _word(self, topic: Sequence[str], details: Sequence[str]) -> str:
        kind = self._chance.random()
        if kind < _FUNCTION_SHARE:
            return self._drawn(self._frequent)
        return self._chance.choice(details) if kind > 0.7 else self._drawn(topic)

    def _drawn(self, words: Sequence[str]) -> str:
        """Draw by Zipf's law: the word at rank r comes 1/r as often as the first."""
        sums = _zipf_sums(len(words))
        return words[bisect(sums, self._chance.random() * sums[-1])]

    def _sentences(self, words: Sequence[str]) -> str:
        made = []
        while words:
            n = self._chance.randint(6, 24)
            made.append(f"{' '.join(words[:n]).capitalize()}.")
            words = words[n:]
        return " ".join(made)


def write_dataset(folder: Path, texts: int, questions: int) -> None:
    """Write a question set of so many texts, in the form that `eval.dataset` reads."""
    maker = TextMaker(texts)
    made = [maker.text() for _ in range(texts)]
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "corpus.jsonl", [{"_id": f"d{i}", "text": made[i][0]} for i in range(texts)])
    # Evenly, so that any first part of the texts has questions of its own.
    asked = range(0, texts, max(1, texts // questions))
    rows = [{"_id": f"q{i}", "text": maker.question(made[i][1])} for i in asked]
    _write(folder / "queries.jsonl", rows)
    judged = "".join(f"q{i}\td{i}\t1\n" for i in asked)
    (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}", "utf-8")


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


def _vocabulary() -> list[str]:
    lines = (default_files().folder / "vocab.txt").read_text("utf-8").splitlines()
    return [word for word in lines if word.isascii() and word.isalpha() and len(word) > 1]


@cache
def _zipf_sums(size: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, size + 1)))
