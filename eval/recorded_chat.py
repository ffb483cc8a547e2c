"""Records what a chat model writes, request by request, and gives it again without the model.

A line of the file is one request: the digest of its prompt, the pieces of its stream, what it took
and how it failed. Where the same prompt was sent twice, the answers come again in their order. It
does not know what is asked.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.chat import REFUSED, Chat, Usage
from assistant.errors import WriterError, WrongUse
from assistant.prompt import Prompt
from assistant.records import JsonObject


class RecordedChat:
    """A chat model whose answers are taken from a file, and written to it where they are new."""

    def __init__(self, file: Path, chat: Chat | None) -> None:
        """Take the file and the model; without a model, what is not in the file is refused.

        Raises WrongUse when there is neither a model nor a file, or the file is no record.
        """
        if chat is None and not file.is_file():
            raise WrongUse(f"there is no record at {file}")
        self._file = file
        self._chat = chat
        self._known: defaultdict[str, list[JsonObject]] = defaultdict(list)
        self._sent: Counter[str] = Counter()
        self.unknown = 0
        """Requests that the file does not hold and no model was there for."""
        for row in _rows(file) if file.is_file() else []:
            self._known[str(row["prompt"])].append(row)
        rows = [row for rows in self._known.values() for row in rows]
        self._name = chat.name if chat else str(rows[0]["model"]) if rows else "nobody"

    @property
    def name(self) -> str:
        """The model's name, or the recorded one's."""
        return self._name

    def stream(self, prompt: Prompt, schema: JsonObject) -> Iterator[str | Usage]:
        """Yield what was written the first time. Raises WriterError, as it was raised then."""
        key = hashlib.sha256(prompt.as_text().encode()).hexdigest()[:16]
        held = self._known[key]
        place = self._sent[key]
        self._sent[key] += 1
        if place < len(held):
            yield from _again(held[place])
        elif self._chat is None:
            self.unknown += 1
            raise WriterError(REFUSED, "the record does not hold this request")
        else:
            yield from self._asked(self._chat, key, prompt, schema)

    def _asked(
        self, chat: Chat, key: str, prompt: Prompt, schema: JsonObject
    ) -> Iterator[str | Usage]:
        row: dict[str, Any] = {"prompt": key, "model": chat.name, "pieces": [], "usage": None}
        row["version"] = prompt.version
        row["error"] = None
        try:
            for piece in chat.stream(prompt, schema):
                if isinstance(piece, Usage):
                    row["usage"] = asdict(piece)
                else:
                    row["pieces"].append(piece)
                yield piece
        except WriterError as error:
            row["error"] = [error.reason, error.detail]
            raise
        finally:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _again(row: JsonObject) -> Iterator[str | Usage]:
    yield from row["pieces"]
    if row["usage"]:
        yield Usage(**row["usage"])
    if row["error"]:
        raise WriterError(*row["error"])


def _rows(file: Path) -> Iterator[JsonObject]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            if not {"prompt", "model", "pieces", "usage", "error"} <= set(row):
                raise ValueError("fields are missing")
        except (ValueError, TypeError) as error:
            raise WrongUse(f"{file}, line {number}: not a recorded request ({error})") from error
        yield row
