"""Says in words why a language model did not write what was asked of it.

Pure. It does not know where the words stand.
"""

from collections.abc import Sequence

from assistant.telling import WRITER_NOTE

_WHY = {
    "timeout": "The language model took too long",
    "busy": "The language model is asked too much just now",
    "broken": "The language model's server failed",
    "refused": "The language model's server did not accept the question",
    "unreachable": "The language model cannot be reached",
    "cut": "The language model broke off",
    "nonsense": "The language model wrote nothing that can be read",
    "budget": "What the language model may cost today is spent",
    "unsupported": "What the language model wrote was not borne out by what colleagues said",
}
_QUOTED = "{why}, so here are the colleagues' own words."
_PARTLY = "{why}, so some of this is in the colleagues' own words."


def instead(notes: Sequence[str], *, partly: bool) -> str:
    """Return why quotations stand where a model should have written; empty: they do not.

    `partly` says that something of what the model wrote is shown.
    """
    found = next((item for item in notes if item.startswith(WRITER_NOTE)), None)
    if found is None:
        return ""
    why = _WHY.get(found.removeprefix(WRITER_NOTE), "The language model failed")
    return (_PARTLY if partly else _QUOTED).format(why=why)
