"""Makes a follow-up question one that can be understood alone.

Without a model the telling words of the question before are carried on, where the new one leans on
it or stays with its matter; a new topic starts fresh. With a chat model it is rewritten first: what
the model makes of it is taken only when it says nothing that the conversation did not, and the
telling words that it left out are carried on all the same. Measured on real conversations:
docs/llm.md. It does not know how the question is answered.
"""

import json
import re
from collections.abc import Iterator, Sequence

from assistant.anchors import stems, words_of
from assistant.chat import Chat, Usage
from assistant.embedder import Embedder
from assistant.errors import WriterError
from assistant.prompt import rewrite_prompt
from assistant.records import Exchange, JsonObject, Question
from assistant.spending import Spending

_REMEMBERED = 4
"""Exchanges that a model is shown."""
_BACK = 2
"""Earlier questions whose words are carried on."""
_FEW = 4
"""A question of so few telling words is taken to lean on the one before."""
_SAME_TOPIC = 0.25
"""Cosine with the last question or its answer from which the matter is the same."""
_LONGEST = 400
_ANSWER = 300
"""Characters of an answer that stand for what it says."""
_LEANS = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|their|theirs|he|she|him|her|his|such|same|other"
    r"|others|else|either|instead|former|latter|er|sie|das|dies\w*|deren|davon|dafür|damit|il|elle"
    r"|ils|elles|cela|ça|eso|esto|ella|ellos)\b"
    r"|^\W*(?:and|but|or|so|what about|how about|why|then|also|what if|und|aber|et|mais|y|pero)\b",
    re.IGNORECASE,
)
_SCHEMA: JsonObject = {
    "type": "object",
    "properties": {"question": {"type": "string", "maxLength": _LONGEST}},
    "required": ["question"],
    "additionalProperties": False,
}


class Conversation:
    """Understands a question by what was asked before."""

    def __init__(
        self, embedder: Embedder, chat: Chat | None = None, spending: Spending | None = None
    ) -> None:
        """Take what compares, and the chat model with what a day allows, if any."""
        self._embedder = embedder
        self._chat = chat
        self._spending = spending

    def standalone(self, question: Question) -> str:
        """Return the question as it would be asked without a conversation before it."""
        earlier = question.conversation
        if not earlier or not self._goes_on(question.text, earlier[-1]):
            return question.text
        rewritten = self._rewritten(question.text, earlier[-_REMEMBERED:])
        before = [item.question for item in earlier]
        if rewritten is None:
            return carried(question.text, before)
        return carried(rewritten, before, question.text)

    def _goes_on(self, text: str, last: Exchange) -> bool:
        if leans(text):
            return True
        before = [last.question, *([last.answer[:_ANSWER]] if last.answer else [])]
        mine, *theirs = self._embedder.embed([text, *before])
        return max(float(mine @ row) for row in theirs) >= _SAME_TOPIC

    def _rewritten(self, text: str, earlier: Sequence[Exchange]) -> str | None:
        if self._chat is None or (self._spending is not None and self._spending.is_spent()):
            return None
        try:
            found = self._asked(self._chat, text, earlier)
        except WriterError:
            return None
        return found if found and is_faithful(found, text, earlier) else None

    def _asked(self, chat: Chat, text: str, earlier: Sequence[Exchange]) -> str | None:
        said = ""
        for piece in chat.stream(rewrite_prompt(text, earlier), _SCHEMA):
            if not isinstance(piece, Usage):
                said += piece
            elif self._spending is not None:
                self._spending.add(piece)
        start, end = said.find("{"), said.rfind("}")
        try:
            found = json.loads(said[start : end + 1], strict=False)
        except ValueError:
            return None
        question = found.get("question") if isinstance(found, dict) else None
        return " ".join(question.split()) if isinstance(question, str) else None


def leans(text: str) -> bool:
    """Tell whether a question is taken to go on from the one before it."""
    return points_back(text) or len(stems(text)) <= _FEW


def points_back(text: str) -> bool:
    """Tell whether a question says by its words that it goes on: "And what about that?"."""
    return bool(_LEANS.search(text))


def carried(text: str, earlier: Sequence[str], asked: str = "") -> str:
    """Return a question with the telling words of those before it that it goes on from.

    The last question is carried on, and the one before as long as the one after leaned on it.
    Where `text` is a rewriting, `asked` is what it was made of: no word of that is lost either.
    """
    held = set(stems(text))
    words: list[str] = []
    for question in (asked, *_leaned_on(earlier)):
        for word in words_of(question):
            if word.stem and word.stem not in held:
                held.add(word.stem)
                words.append(word.text)
    return f"{text} ({' '.join(words)})"[: 2 * _LONGEST] if words else text


def is_faithful(rewritten: str, text: str, earlier: Sequence[Exchange]) -> bool:
    """Tell whether a rewritten question asks the same, and says nothing that was not said."""
    if len(rewritten) > _LONGEST:
        return False
    new, asked = set(stems(rewritten)), set(stems(text))
    said = {stem for item in earlier for stem in stems(f"{item.question} {item.answer}")}
    keeps = len(new & asked) >= len(asked) / 2
    return bool(new) and keeps and len(new - asked - said) <= len(new) // 4


def _leaned_on(earlier: Sequence[str]) -> Iterator[str]:
    for question in list(reversed(earlier))[:_BACK]:
        yield question
        if not leans(question):
            return
