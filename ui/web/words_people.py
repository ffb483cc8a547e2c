"""Every text of the pages People and My words, ready to translate. Pure."""

PEOPLE = "People"
PEOPLE_MORE = "Colleagues with words that you may read, as they wish to be named, by name."
SEARCH = "A name, or something they wrote about"
NOBODY_FOUND = "Nobody by that name, and nobody who wrote about that, in what you may read."
NOBODY = "Nobody has written anything that you may read yet"
WROTE = "Wrote in"
ASK_THEM = "Ask what they wrote"
LETTERS = "Names that begin with"

MINE = "My words"
MINE_MORE = (
    "What is in of yours, how you are named and why, and where you were quoted. Taking part is"
    " voluntary: change it whenever you like, and leave without a trace."
)
NOT_LINKED = "No words here are known to be yours"
NOT_LINKED_MORE = (
    "If you have written in one of this community's sources, ask a steward to say so: they link"
    " your sign-in with your identity there."
)
CHOOSE = "Whose words"
CHOOSE_LOCAL = (
    "You are at this machine without sign-in, so you may look after any colleague's words. Do so"
    " only as they asked you to."
)
IN_OF_MINE = "What is in"
IN_NOTHING = "Nothing is in."
IN_ELSEWHERE = (
    "More stands where you may not read any more. All that is said here holds for it too."
)
NAMED = "How you are named"
CHANGE = "Change how you are named"
WHERE = "Where"
EVERYWHERE = "Everywhere"
APPLY = "Apply"
APPLYING = "Your choice is being carried out. You may close this page."
APPLIED = "Done: it holds in all that is stored."
FAILED = "That did not work."
HISTORY = "Every choice so far"
NAMINGS = {
    "named": "By name",
    "pseudonym": "Under another name",
    "withdrawn": "Withdrawn",
}
WHY = {
    "source": "You chose so for this source.",
    "everywhere": "You chose so everywhere.",
    "default": "It is how this source names whoever chose nothing.",
}
BY = {"you": "by you", "steward": "by a steward, as asked"}
QUOTED = "Where you were quoted"
QUOTED_MORE = "In answers to colleagues; who asked is not told."
NOT_QUOTED = "In no answer so far."
ASKED = "Being asked and thanked"
ASKED_MORE = (
    "Nobody is pointed to you unless you say so. An answer may then say that you can be asked, and"
    " how; you never have to reply."
)
MAY_BE_ASKED = "I may be asked"
CHANNEL = "How"
CHANNEL_EXAMPLE = "a message on Slack"
EVERY_DAYS = "At most once in so many days"
THANKS_WISH = "Tell me when my words helped"
SAVE = "Save"
SAVED = "Saved."
THANKS = "Thanks"
NO_THANKS = "None so far."
LEAVE = "Leave"
LEAVE_MORE = (
    "Everything you wrote is taken out, for good: your words, your name, where others name or quote"
    " you, and what was learned from it. Nothing brings it back by itself, not even a later import."
    " Colleagues' answers lose your words at once. The exports themselves stay with whoever keeps"
    " them."
)
LEAVE_BUTTON = "Take out all my words…"
LEAVE_DIALOG = "Take out all your words?"
LEAVE_SURE = "Yes, take out everything I wrote"
LEAVE_GO = "Take it out"
LEAVING = "Your words are being taken out. You may close this page; it goes on."
RECEIPT = "Receipt"
RECEIPT_DONE = "Nothing of yours is left here."
RECEIPT_PENDING = "Your words are out. The search indexes are in use and follow; look again soon."
RECEIPT_REMOVED = "Taken out"
RECEIPT_KEPT = "What stays"
RECEIPT_AGAIN = "Look again"
LEFT = "You have withdrawn: nothing of yours is in."
PROPOSED = "A steward asks you"
PROPOSED_MORE = (
    "Has this been replaced by newer advice? If you agree, both are shown, the newer first."
)
AGREE, DECLINE = "I agree", "No, it still holds"
YOUR_WORDS, NEWER_WORDS = "Your words", "The newer words"


def quoted_on(day: str) -> str:
    """Return when somebody's words were last quoted."""
    return f"last on {day}" if day else ""


def shown_as(name: str, source: str) -> str:
    """Return how somebody is named in a source; both are already safe to show."""
    return f"**{source}**: {name}"


def choice(day: str, naming: str, where: str, by: str) -> str:
    """Return one line of the consent ledger."""
    return f"{day}: {NAMINGS.get(naming, naming)}, {where.lower()} ({by})"


def thanks_for(topic: str, day: str) -> str:
    """Return what somebody is thanked for."""
    return f"{day}: for help with “{topic}”"
