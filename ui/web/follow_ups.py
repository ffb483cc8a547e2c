"""What may be asked next: what the answer suggests, or questions that were asked near it.

Pure. It does not know widgets.
"""

from ui.web.session import Turn

_MOST = 3
_LONGEST = 120


def suggested(turn: Turn) -> tuple[str, ...]:
    """Return up to three questions that colleagues asked, none that the answer rests on.

    Where nobody has written the answer, what is nearest is not near enough to suggest.
    """
    answer = turn.answer
    if answer is None or not answer.statements:
        return ()
    given = [item.text for item in answer.follow_ups if item.contributor_id is None]
    if given:
        return tuple(given)[:_MOST]
    cited = {citation.thread_id for citation in answer.citations}
    titles = [
        " ".join((item.title or "").split())
        for item in answer.related
        if item.thread_id not in cited
    ]
    asked = turn.question.strip().casefold()
    asking = [
        text
        for text in titles
        if text.endswith("?") and len(text) <= _LONGEST and text.casefold() != asked
    ]
    return tuple(dict.fromkeys(asking))[:_MOST]
