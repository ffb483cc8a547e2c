"""Builders of voices and candidates for tests of the quote writer."""

import numpy as np

from assistant.compare import Candidate
from assistant.records import Contributor
from assistant.voices import Voice
from tests.builders import contribution


def person(name: str) -> tuple[Contributor, ...]:
    return (Contributor(id=f"c_{name.lower()}", name=name),)


def voice(text: str, by: str = "Ana", n: int = 1, thread: str = "t", **more) -> Voice:
    facts = {k: more.pop(k) for k in ("superseded_by", "created_at", "reply_to") if k in more}
    settings = {"title": "A title", "nearness": 0.8, "leads": False, "asks": False, **more}
    item = contribution(text, n, thread, contributors=person(by), **facts)
    return Voice(contribution=item, **settings)


def candidate(
    text: str, by: str = "Ana", score: float = 0.0, n: int = 1, thread: str = "t", **more
) -> Candidate:
    vector = more.pop("vector", None)
    if vector is None:
        vector = np.zeros(16, np.float32)
        vector[sum(text.encode()) % 16] = 1.0
    return Candidate(
        voice=voice(text, by, n, thread, **more),
        start=0,
        end=len(text),
        vector=vector,
        score=score,
    )
