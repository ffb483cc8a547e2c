"""Every text of the web app, in one place, ready to translate.

Pure. Constants are whole texts; functions put names and numbers into them. It does not know where
on a page a text stands.
"""

import math
from datetime import datetime, tzinfo

from assistant.records import Citation, Standing

APP_TITLE = "Firsthand"
PAGE_TITLE = "Ask"
TAGLINE = "Answers from your colleagues, first\u2011hand."
ASK_PLACEHOLDER = "Ask your community…"
WELCOME = "What would you like to know?"
WELCOME_MORE = (
    "You are answered in the words of the colleagues who wrote about it, with their names,"
    " dates and links. If nobody has, you are told so."
)
STARTERS = "Colleagues have talked about"
LOOKING = "Looking through what colleagues wrote…"
STOPPED = "Stopped before there was an answer."
YOU = "You"
NO_NAME = "No author named"
OPEN_CITATION = "Open citation"
OPEN_LINK = "Open where it was written"
SUPERSEDED = "Replaced by newer advice"
SHOW_NEWER = "Newer advice"
COPY = "Copy"
COPY_DIALOG = "Copy this answer"
COPY_HELP = "As Markdown, with its citations. The button at the corner of the box copies it."
NEW_CONVERSATION = "New conversation"
ASK_AGAIN = "Ask again"

UNANSWERED = "Nobody has written that yet"
UNANSWERED_MORE = (
    "No colleague has answered this in what you may read, so there is no answer to show."
)
UNANSWERED_FILTERED = "You are looking only at: {filters}. Elsewhere there may be an answer."
UNANSWERED_WITHIN = (
    "Only what the filters in your question let in was searched ({filters})."
    " Elsewhere there may be an answer."
)
SAID_ALONE = (
    "Only the words of the colleague you named were searched. Others may have written about it."
)
COURTESY = "Ask as you would ask a colleague"
COURTESY_MORE = (
    "Nobody chats here: what you ask is looked up in what colleagues wrote and answered in their"
    " words, with their names, dates and links. If nobody has written it, you are told so."
)
RELATED = "Maybe related"
MORE_THREADS = "Conversations to read on"
PEOPLE = "You could ask"
PARTIAL = "This answers a part of the question."
GONE = (
    "Words of this answer were taken back, changed or are no longer yours to read."
    " They are not shown any more."
)
DEGRADED_ANSWER = "Answered without the indexes: some passages may have been missed."

THREAD_DIALOG = "Where this was written"
THREAD_GONE = "These words are no longer here, or not yours to read."
QUOTE_CHANGED = "The quoted words have changed since; this is how they stand now."
WHOLE_THREAD = "Show everything"
THREAD_CUT = "Only the part around the quotation is shown: {shown} of {total}."
ACCEPTED = "Marked as the answer"
NO_TITLE = "A conversation"

FILTERS = "Look only at"
FILTER_SOURCES = "Sources"
FILTER_PEOPLE = "Colleagues"
FILTER_TIME = "Written"
FILTER_ANY = "Any"
FILTER_FROM = "From"
FILTER_UNTIL = "Until"
FILTER_CLEAR = "Clear filters"
ANY_TIME = "at any time"
LAST_YEAR = "in the last 12 months"
LAST_THREE_YEARS = "in the last 3 years"
EARLIER = "more than 3 years ago"
BETWEEN = "between two dates…"

LOOK_AS = "Look as"
LOOK_AS_HELP = (
    "There is no sign-in: this app runs on your own machine, so you may look as any viewer"
    " of this community. Changing it starts a new conversation."
)
EVERYBODY = "Everybody (public only)"

SIGN_IN = "Sign in"
SIGN_IN_MORE = "This community's conversations are for those who belong to it."
SIGN_OUT = "Sign out"
NOT_LET_IN = "You are signed in, but not part of this community here"
NOT_LET_IN_MORE = (
    "Ask a steward or whoever runs this to let you in. If you signed in under another account"
    " than the one they know, sign out and try again."
)
NOT_YOURS = "This page is not yours to open"
NOT_YOURS_MORE = (
    "It is for those who tend this community's sources. Choose another page in the menu."
)
SETTINGS_WRONG = "This app cannot start: a setting is wrong"

NO_COMMUNITY = "There is no community here yet"
NO_COMMUNITY_MORE = (
    "Create one with `firsthand init`, or try the ready-made one with `firsthand init --sample`."
)
CATALOG_FAILED = "The community's catalog cannot be read"
NOT_LOCAL = "This app may only be reached from this machine"
NOT_LOCAL_MORE = (
    "There is no sign-in, so it listens on 127.0.0.1 only. Start it with `firsthand serve`."
)
EMPTY = "There is nothing here for you to read yet"
EMPTY_MORE = (
    "If this community is new, add a source with `firsthand source add PATH --id ID` and run"
    " `firsthand sync`. This page notices by itself."
)
NOT_SERVED = "The indexes are not being served"
NOT_SERVED_MORE = "Start `firsthand serve`. This page notices by itself."
STARTING = "The indexes are being built"
STARTING_MORE = "This takes from a few seconds to some minutes. This page notices by itself."
BUSY = "The indexes are in use"
BUSY_MORE = "`{who}` is working on them. Questions are answered as soon as it has ended."
DEGRADED = "The indexes are damaged: answers come slower and may miss passages."
DEGRADED_MORE = "A steward can mend them with `firsthand repair`."
FAILED = "That did not work. Your question is kept: ask it again in a moment."

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def too_many(wait_s: float) -> str:
    """Say that somebody asked very often, and when they can ask again."""
    seconds = max(1, math.ceil(wait_s))
    return (
        "You asked very often in the last minute. Ask again in"
        f" {seconds} second{'' if seconds == 1 else 's'}."
    )


def signed_in(name: str) -> str:
    """Return as whom somebody is signed in."""
    return f"Signed in as {name}" if name else "Signed in"


def date(at: datetime | None, zone: tzinfo) -> str:
    """Return a day in words, in the reader's zone; empty where the source gives none."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def number(count: int) -> str:
    """Return a small number in words."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def listing(names: list[str]) -> str:
    """Return names as a list in words: "Ana, Bo and Chen"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def byline(citation: Citation) -> str:
    """Return who wrote what is cited, as they wish to be named."""
    return listing([citation.contributor or NO_NAME, *citation.co_authors])


def standing(how: Standing | None, names: list[str]) -> str:
    """Return in words how the cited colleagues stand to each other; empty: nothing is known."""
    if how is Standing.ONE_VOICE:
        return "One colleague wrote about this; others may see it differently."
    if how is None or len(names) < 2:
        return ""
    if how is Standing.AGREED:
        return f"{number(len(names)).capitalize()} colleagues agree."
    if how is Standing.DIFFERS:
        return f"Different experiences: {listing(names)} each tell their own."
    return f"This is contested: {listing(names)} do not all agree."


def quoted_title(title: str) -> str:
    """Return the first words of a conversation that has no title of its own."""
    return f"“{title}”"


def edited(day: str) -> str:
    """Return when words were last changed."""
    return f"edited {day}"


def within(parts: list[str]) -> str:
    """Return in words what a question was narrowed to; empty: nothing."""
    return " · ".join(parts)


def between(after: str, before: str) -> str:
    """Return a span of time in words."""
    if after and before:
        return f"from {after} until {before}"
    return f"since {after}" if after else f"until {before}"
