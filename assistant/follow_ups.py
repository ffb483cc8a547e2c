"""Suggests what to ask next: questions that colleagues asked nearby, and a colleague to ask.

Pure. Nothing is made up: each question stands in a thread near the answer, in its asker's words. It
does not know how they are shown.
"""

from collections.abc import Iterator, Sequence

from assistant.anchors import stems
from assistant.records import Answer, FollowUp
from assistant.sentences import spans
from assistant.speech import is_question
from assistant.voices import Voice

MOST = 3
_LENGTHS = (20, 140)
"""Characters of a question that can be offered as it stands."""
_ALIKE = 0.6
"""Share of telling words by which two questions ask the same."""


def follow_ups(answer: Answer, voices: Sequence[Voice]) -> tuple[FollowUp, ...]:
    """Return up to three suggestions; the last is a colleague where one wishes to be asked."""
    asked = next(
        (
            FollowUp(text=person.contributor, contributor_id=person.contributor_id)
            for person in answer.people
        ),
        None,
    )
    room = MOST - (asked is not None)
    cited = {citation.thread_id for citation in answer.citations}
    found: list[FollowUp] = []
    for item in sorted(_questions(voices), key=lambda f: f.thread_id in cited):
        texts = [answer.question, *(other.text for other in found)]
        if len(found) < room and not any(_same(item.text, text) for text in texts):
            found.append(item)
    return (*found, *([asked] if asked else []))


def _questions(voices: Sequence[Voice]) -> Iterator[FollowUp]:
    """Yield the questions that threads open with and that others replied to, nearest first."""
    for voice in voices:
        if not voice.asks or voice.is_open:
            continue
        thread = voice.contribution.thread_id
        text = voice.contribution.text
        said = [text[span.start : span.end] for span in spans(text)]
        for candidate in [*([voice.title] if voice.title else []), *said]:
            if is_question(candidate) and _LENGTHS[0] <= len(candidate) <= _LENGTHS[1]:
                yield FollowUp(text=" ".join(candidate.split()), thread_id=thread)
                break


def _same(one: str, other: str) -> bool:
    mine, theirs = set(stems(one)), set(stems(other))
    fewer = min(len(mine), len(theirs))
    return bool(fewer) and len(mine & theirs) / fewer >= _ALIKE
