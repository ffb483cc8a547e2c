"""Cuts text into the tokens of a model. Owner of the `tokenizers` library.

Does not know what the model makes of them.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from assistant.errors import ModelError
from assistant.model_files import TOKENIZER, read_json

_MOST_CHARACTERS = 1_000_000
"""Of words whose counts are remembered, about 100,000 words, before all are forgotten."""


class Tokens:
    """The tokenizer in a model's folder. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Read `tokenizer.json` of the folder. Raises ModelError when that fails."""
        path = folder / TOKENIZER
        # The library raises bare Exception for a file that is none of its own, so look first.
        found = read_json(path)
        if not isinstance(found, dict) or "model" not in found:
            raise ModelError(f"{str(path)!r} holds no tokenizer: it has no entry 'model'")
        self._tokenizer = Tokenizer.from_file(str(path))
        self._splits_at_spaces = _kind(found, "pre_tokenizer") == "BertPreTokenizer"
        self._words: dict[str, int] = {"": 0}
        self._characters = 0
        # The file may ask for both; a cut text would be counted wrong, a padded one too long.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def ids(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """Return each text's token ids with the special ones, cut to `most`, the last one kept."""
        encodings = self._tokenizer.encode_batch_fast([sound(text) for text in texts])
        return [_cut(encoding.ids, most) for encoding in encodings]

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, without special ones and without cutting."""
        if not self._splits_at_spaces:
            return self._counted(texts)
        # No token of such a tokenizer goes across a space, and people repeat their words: counting
        # a text word by word takes a tenth of the time.
        words = [text.replace("\n", " ").split(" ") for text in texts]
        counts = self._counts({word for found in words for word in found})
        return [sum([counts[word] for word in found]) for found in words]

    def _counts(self, words: Collection[str]) -> dict[str, int]:
        if self._characters > _MOST_CHARACTERS:
            self._words, self._characters = {"": 0}, 0
        known = self._words  # whoever looks words up keeps theirs when another thread forgets all
        missing = [word for word in words if word not in known]
        if missing:
            known.update(zip(missing, self._counted(missing), strict=True))
            self._characters += sum(map(len, missing))
        return known

    def _counted(self, texts: Sequence[str]) -> list[int]:
        encodings = self._tokenizer.encode_batch_fast(
            [sound(text) for text in texts], add_special_tokens=False
        )
        return [len(encoding.ids) for encoding in encodings]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where each token stands in the text, in characters, without special tokens."""
        offsets: list[tuple[int, int]] = self._tokenizer.encode(
            sound(text), add_special_tokens=False
        ).offsets
        return offsets


def _kind(found: dict[str, Any], part: str) -> str | None:
    """Return the type of a part of a tokenizer, None when there is no such part."""
    return (found.get(part) or {}).get("type")


def _cut(ids: list[int], most: int) -> list[int]:
    return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]


def sound(text: str) -> str:
    """Return the text with "?" for lone surrogates, which no tokenizer takes; offsets stay."""
    return text.encode("utf-8", "replace").decode("utf-8")
