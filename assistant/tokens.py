"""Cuts text into the tokens of a model. Owner of the `tokenizers` library.

Does not know what the model makes of them.
"""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from assistant.errors import ModelError
from assistant.model_files import TOKENIZER, read_json


class Tokens:
    """The tokenizer in a model's folder. Safe to share between threads: it never changes."""

    def __init__(self, folder: Path) -> None:
        """Read `tokenizer.json` of the folder. Raises ModelError when that fails."""
        path = folder / TOKENIZER
        # The library raises bare Exception for a file that is none of its own, so look first.
        found = read_json(path)
        if not isinstance(found, dict) or "model" not in found:
            raise ModelError(f"{str(path)!r} holds no tokenizer: it has no entry 'model'")
        self._tokenizer = Tokenizer.from_file(str(path))
        # The file may ask for both; a cut text would be counted wrong, a padded one too long.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def ids(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """Return each text's token ids with the special ones, cut to `most`, the last one kept."""
        encodings = self._tokenizer.encode_batch_fast([sound(text) for text in texts])
        return [_cut(encoding.ids, most) for encoding in encodings]

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, without special ones and without cutting."""
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


def _cut(ids: list[int], most: int) -> list[int]:
    return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]


def sound(text: str) -> str:
    """Return the text with "?" for lone surrogates, which no tokenizer takes; offsets stay."""
    return text.encode("utf-8", "replace").decode("utf-8")
