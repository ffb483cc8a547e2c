"""Makes what a language model is sent: numbered sources, fenced as data, and the question.

The texts stand in `assistant/prompts/*.md`, each with its version. What comes from sources can
neither close its fence, nor pass for another source, nor speak as the system; addresses are left
out, so that there is none to copy. Pure but for reading those files. It does not know the model.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

from assistant.records import Citation, Exchange

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_ADDRESS = re.compile(
    r"!?\[([^\]\n]*)\]\([^)\n]*\)|(?:\w+://|www\.|mailto:|\bdata:\w+/|\b(?:java|vb)script:)\S+",
    re.IGNORECASE,
)
_MARK = re.compile(r"\[\s*(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\s*\]")
_ROLE = re.compile(r"<\|.*?\|>|<</?SYS>>|\[/?INST\]|</?s>", re.IGNORECASE | re.DOTALL)
_SPEAKING = re.compile(
    r"^(\s*)(#+\s*)?(system|assistant|user|human|question|sources?)\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST = 900
"""Characters of one source."""
_LONGEST_TURN = 300
"""Characters of one earlier answer."""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """Two messages for a chat model."""

    version: str
    system: str
    user: str

    def as_text(self) -> str:
        """Return it as it can be read."""
        return f"# {self.version}\n\n## system\n{self.system}\n\n## user\n{self.user}\n"


def answer_prompt(question: str, citations: Sequence[Citation]) -> Prompt:
    """Return the prompt for an answer out of quotations, under their numbers."""
    sources = "\n".join(_source(item) for item in citations)
    return _filled("answer", sources=sources, question=harmless(question))


def rewrite_prompt(question: str, conversation: Sequence[Exchange]) -> Prompt:
    """Return the prompt for a question that can be understood alone."""
    turns = "\n".join(
        f"Question: {harmless(item.question)}\nAnswer: {harmless(item.answer)[:_LONGEST_TURN]}"
        for item in conversation
    )
    return _filled("rewrite", conversation=turns, question=harmless(question))


def version(name: str) -> str:
    """Return the version of a prompt, as its file says."""
    return _parts(name)[0]


def harmless(text: str) -> str:
    """Return a text that cannot be taken for anything but data.

    Fences, numbered marks, chat roles, addresses and characters that nobody sees are taken apart.
    """
    text = _ROLE.sub(" ", seen(text))
    text = _ADDRESS.sub(lambda found: f"{found[1] or ''} (link)".strip(), text)
    text = _MARK.sub(r"(\1)", text)
    text = _SPEAKING.sub(r"\1\3 -", text)
    return text.replace("<<<", "‹").replace(">>>", "›").replace("```", "'''").strip()


def seen(text: str) -> str:
    """Return a text without characters that nobody sees: controls, tags, turned directions."""
    return _UNSEEN.sub("", text)


def _source(item: Citation) -> str:
    who = " and ".join(filter(None, [item.contributor or "a colleague", *item.co_authors]))
    when = f", {item.created_at:%d %B %Y}" if item.created_at else ""
    where = f", in “{_line(item.thread_title)}”" if item.thread_title else ""
    head = f"<<<source {item.number}: {_line(who)}{when}{where}"
    return f"{head}\n{harmless(item.quote)[:_LONGEST]}\nsource {item.number}>>>"


def _line(text: str) -> str:
    return " ".join(harmless(text).split())


def _filled(name: str, **values: str) -> Prompt:
    version, system, user = _parts(name)
    return Prompt(version=version, system=system, user=Template(user).substitute(values))


@cache
def _parts(name: str) -> tuple[str, str, str]:
    text = (files("assistant") / "prompts" / f"{name}.md").read_text("utf-8")
    head, system, user = re.split(r"^## (?:system|user)\n", text, flags=re.MULTILINE)
    return head.removeprefix("version:").strip(), system.strip(), user.strip()
