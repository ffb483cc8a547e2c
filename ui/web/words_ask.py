"""Texts of the Ask page beside the answer itself: history, sharing, feedback, open questions.

Pure; ready to translate. It does not know where on a page a text stands.
"""

from assistant.catalog.feedback import Reason
from assistant.catalog.open_questions import OpenState

EARLIER = "Earlier"
EARLIER_MORE = "For you alone. Stewards see, without names, what was not answered well."
FORGET = "Forget this conversation"
NOT_KEPT = "Just now this could not be kept, so it will not be under “Earlier”."
EDIT = "Edit"
EDIT_LABEL = "Your question"
EDIT_ASK = "Ask"
EDIT_CANCEL = "Cancel"
FOLLOW_UPS = "Ask further"

SHARE_PARAMETER = "share"
"""The part of an address that names a link."""
SHARE = "Share"
SHARE_DIALOG = "Share this answer"
SHARE_MORE = (
    "Whoever opens the link sees your question, not who asked it. Of the answer they see what they"
    " may read themselves at that moment."
)
SHARE_MAKE = "Make a link"
SHARE_REVOKE = "Take the link back"
SHARE_REVOKED = "The link leads nowhere any more."
SHARED = "A colleague shared this with you"
SHARED_SIGN_IN = "Somebody shared an answer with you: sign in, then open their link once more."
SHARED_GONE = "This link leads nowhere (any more)"
SHARED_GONE_MORE = "Whoever shared it may have taken it back. You can ask the question yourself."
SHARED_ASK = "Ask this yourself"
SHARED_LEAVE = "Go to your own questions"

WRONG = "Something is wrong"
WRONG_DIALOG = "What is wrong with this answer?"
WRONG_REASON = "What is it?"
WRONG_ABOUT = "Which words?"
WRONG_WHOLE = "The answer as a whole"
WRONG_WORDS = "In your own words, if you like"
WRONG_SEND = "Tell the stewards"
WRONG_HELP = "Stewards see your reason, the question and the answer. They do not see who you are."
WRONG_THANKS = "Thank you. The stewards have it."
REASONS = {
    Reason.WRONG: "It is wrong",
    Reason.WRONG_PERSON: "Somebody else said this",
    Reason.OUTDATED: "It is out of date",
    Reason.MISSING_VIEW: "A view is missing",
    Reason.OFF_TOPIC: "It is not about my question",
}

THANK = "It helped"
THANK_DIALOG = "Thank a colleague"
THANK_WHO = "Whose words helped?"
THANK_WORDS = "What did they help you with?"
THANK_SEND = "Send thanks"
THANK_HELP = "They see your question and your words, not who you are."
THANK_DONE = "Sent. They find it under “My words”."

HAND_OFF = "Bring it to the community"
HAND_OFF_DIALOG = "Bring this question to the community"
HAND_OFF_MORE = (
    "Firsthand posts nothing by itself. You get a text for the place where your colleagues talk;"
    " its last line lets Firsthand find the replies. When one is imported, you are told here."
)
HAND_OFF_HOW = "Who posts it?"
HAND_OFF_MYSELF = "I do, in my own name"
HAND_OFF_ANONYMOUS = "A steward, without saying who asks"
HAND_OFF_MAKE = "Give me the text"
HAND_OFF_STEWARD = "The stewards find the question on their agenda, without your name."
HAND_OFF_COPY = "Copy it with the button at the corner of the box, and leave the last line in."
HAND_OFF_OPEN = "You have brought this question to the community."

WAITING = "An answer is waiting"
WAITING_READ = "Read it"
WAITING_SEEN = "Seen"
BROUGHT = "Brought to the community"
STATES = {
    OpenState.DRAFT: "not seen in an import yet",
    OpenState.POSTED: "posted, no reply yet",
    OpenState.ANSWERED: "answered",
    OpenState.CLOSED: "taken back",
}
TAKE_BACK = "Take this question back"

FILTER_TAGS = "Tags"
KEYS = "Press / to write a question."

ROLES = {
    "slack": "chat",
    "discord": "chat",
    "zulip": "chat",
    "irc": "chat log",
    "discourse": "forum",
    "mbox": "mailing list",
    "stackexchange": "questions and answers",
    "github": "discussions",
    "folder": "document",
    "pdf": "document",
    "docx": "document",
    "pptx": "slides",
    "epub": "book",
    "html": "document",
    "markdown": "document",
    "text": "document",
}
"""What kind of place a source is, by its kind; others are not named."""


def hidden(count: int, total: int) -> str:
    """Return how much of a shared answer its reader does not see."""
    if count >= total:
        return "None of the words that it rested on are there for you to read."
    verb = "is" if count == 1 else "are"
    return f"{count} of {total} contributions {verb} not visible to you."


def waiting(question: str) -> str:
    """Return that a reply to a question came in."""
    return f"Somebody replied to “{question}”."


def cited(number: int, name: str, words: str) -> str:
    """Return a citation as something to choose."""
    return f"{number} · {name}: {words}"


def why_ask(titles: list[str], channel: str | None) -> str:
    """Return why somebody may know more, and how they wish to be asked."""
    wrote = [f"wrote in {', '.join(f'“{title}”' for title in titles)}"] if titles else []
    return " · ".join([*wrote, *([channel] if channel else [])])


def summed_up(names: str) -> str:
    """Return who stands behind a sentence that a language model wrote."""
    return f"From what {names} wrote"


def view(number: int) -> str:
    """Return the heading of one of several views."""
    return f"View {number}"
