"""Leaves quoted lines out of chat messages: they are words of somebody else.

Inside code fences nothing is a quote. It does not know which platform the message came from.
"""

_FENCE = "```"


def without_quotes(raw: str, *, mark: str, rest: str) -> str:
    """Return the text without quoted lines; the very same string when there are none.

    A line that begins with `mark` is quoted; one that begins with `rest` starts a quotation that
    runs to the end of the message.
    """
    if mark not in raw:
        return raw
    kept: list[str] = []
    in_code = False
    lines = raw.split("\n")
    for line in lines:
        start = line.lstrip()
        if not in_code and start.startswith(rest):
            break
        if not in_code and start.startswith(mark):
            continue
        in_code ^= line.count(_FENCE) % 2 == 1
        kept.append(line)
    return "\n".join(kept) if len(kept) < len(lines) else raw
