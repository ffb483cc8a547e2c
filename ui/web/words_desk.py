"""Every text of the steward's desk, ready to translate. Pure."""

DESK = "Steward’s desk"
SOURCES = "Sources"
SOURCES_MORE = "Where this community's words come from. What you change here holds at once."
NO_SOURCES = "There is no source yet. Add the first one: an export, a folder or a document."
ADD = "Add a source"
BY_UPLOAD, BY_PATH = "Upload a file", "Name a place on this machine"
HOW = "Where it is"
UPLOAD = "An export or a document"
UPLOAD_HELP = (
    "A file as the platform gives it: .zip, .mbox, .json, .pdf, .docx, .md and more. It stays in"
    " this community's own folder."
)
PATH = "Path"
PATH_EXAMPLE = "/srv/exports/our-slack.zip"
ID = "Short name"
ID_HELP = "Small letters, digits, dots and hyphens. It stays."
TITLE = "Title"
TITLE_HELP = "How it is called on screens."
AUDIENCE = "Who may read it"
AUDIENCE_HELP = "Choose an audience or type a new one. Everybody holds “public”."
SPACES = "Private spaces to let in"
SPACES_HELP = "One a line: #leads = stewards. Private spaces that stand here not are left out."
ATTRIBUTION = "Whoever chose nothing is named"
ATTRIBUTIONS = {"named": "by name", "pseudonym": "under another name"}
MASK = "Masked in its texts"
MASK_HELP = "Nothing of it is stored. What is masked is counted in the report."
MASKS = {"email": "e-mail addresses", "phone": "phone numbers", "key": "passwords and keys"}
APPLY_MASK = "Mask these"
MASK_DONE = "Holds from the next sync on, also for what is stored already."
NOTHING_GIVEN = "Say first which file it is."
LOOK = "See what it holds"
LOOKING = "Reading it through; nothing is written yet."
HOLDS = "This is what it holds"
ADD_AND_SYNC = "Add it"
NOT_AFTER_ALL = "Rather not"
ADDING = "Adding it."
ADDED = "Added. Bring it in with “Sync”."
PRIVATE = "Private, left out unless let in"
LEFT_OUT = "Left out"
NOT_READ = "Cannot be read"
SUCH_AS = "Conversations such as"

SYNC = "Sync"
SYNCING = "Syncing."
SYNCED = "Up to date."
PAUSE, RESUME, RETIRE = "Pause", "Resume", "Retire…"
RENEW = "Upload a newer export"
RENEW_GO = "Replace and sync"
DETAILS = "Details"
REPORT = "What became of everything"
COUNTS = {
    "seen": "seen",
    "indexed": "new or changed",
    "unchanged": "unchanged",
    "skipped": "left out",
    "failed": "not read",
    "removed": "removed",
}
SECTIONS = {
    "since last time": "Since last time",
    "fidelity": "Fidelity",
    "left out": "Left out",
    "not read": "Not read",
}
GONE = "Gone at the source"
GONE_MORE = "These words are no longer there and still answer. Take them out once you are sure."
GONE_UNREAD = "The rest stands where you may not read."
CONFIRM = "Take them out"
FACTS = "What it is, and who looks after it"
STEWARD, PURPOSE, LICENCE = "Looked after by", "In for", "Licence"
BASE_URL = "Where its links start"
BASE_URL_HELP = (
    "The address of the original, such as https://forum.example.org, so that each quotation leads"
    " to it."
)
APPLY_LINKS, LINKS_DONE = "Set links", "Links change with the next sync."
REVIEW_BY = "Look at it again by"
DELETIONS = "What is deleted at the source"
DELETIONS_ARE = {"propose": "waits for a steward's word", "apply": "goes at once"}
SAVE, SAVED = "Save", "Saved."
APPLY_NAMING = "Name people so"
NAMING_RUNS = "Names are being changed in all that is stored."
NAMING_DONE = "Names are changed in all that is stored."
LET_READ = "Let these read it"
READERS_RUN = "Who may read it is being changed in all that is stored."
READERS_DONE = "Changed; spaces that are new here come in with the next sync."
RETIRE_DIALOG = "Retire this source for good?"
RETIRE_MORE = (
    "All that it brought is deleted here, and it cannot be resumed. Its exports stay where they are"
    " kept; what was uploaded here is deleted too."
)
RETIRE_SURE = "Yes, delete what it brought"
RETIRE_GO = "Retire it"
STATES = {"active": "active", "paused": "paused", "retired": "retired"}
HOLDS_LEFT = (
    "Somebody withdrew since this was uploaded. Nothing of theirs answers any more, but the"
    " uploaded file still holds their words: upload a newer export without them, or retire the"
    " source."
)
NEVER_SYNCED = "Not synced yet."

IDENTITIES = "Identities"
IDENTITIES_MORE = (
    "Colleagues write on several platforms. Who shares an address is proposed as one person; you"
    " decide. The strictest of their choices holds until they choose again."
)
NO_PROPOSALS = "Nobody shares an address with somebody else."
SAME_PERSON = "Same person"
SAME_NAME = "Same name only"
SAME_NAME_MORE = "Two colleagues may well share a name: merge only if you know that they are one."
MERGING, MERGED = "Merging.", "They are one person now."
SPLIT = "Not the same person after all"
SPLIT_MORE = "Give one identity back to a colleague of its own."
SPLIT_WHICH = "Identity"
SPLIT_GO = "Split it off"
SPLITTING, SPLIT_DONE = "Splitting.", "It has a person of its own now."

REPLACED = "Replaced advice"
REPLACED_MORE = (
    "Mark words that newer ones replace. Their author is asked first and may decline. What is"
    " replaced stays, with a pointer to the newer words, and no longer leads an answer."
)
OLD, NEW = "Words that no longer hold", "Words that replace them"
FIND = "Words in it, or its id"
FIND_HELP = "Three letters at least; an id begins with m_ and stands with feedback about it."
NOT_FOUND = "Nothing that you may read has these words."
AUTHOR_ASKED = "Its author will be asked on their page My words."
NOT_REACHED = "Nobody is linked with its author, so nobody can be asked."
NOT_REACHED_SURE = "I looked for the author and could not reach them; it is replaced on my word"
PROPOSE = "Ask its author"
DECIDE = "Mark as replaced"
PROPOSALS = "So far"
NO_REPLACED = "Nothing is marked as replaced."
TAKE_BACK = "Take back"
STEPS = {
    "asked": "Its author is asked",
    "agreed": "Its author agreed",
    "declined": "Its author declined",
    "decided": "On a steward's word",
}

FEEDBACK = "Feedback"
FEEDBACK_MORE = "What askers found wrong, without who they are."
NO_FEEDBACK = "Nobody found anything wrong, or all of it is settled."
REASONS = {
    "wrong": "Wrong",
    "wrong_person": "Wrong person",
    "outdated": "Outdated",
    "missing_view": "A view is missing",
    "off_topic": "Not about the question",
}
ABOUT = "About these words"
SETTLED, DISMISS = "Settled", "Nothing to do"
SHOW_SETTLED = "Show what is settled"

AGENDA = "Agenda"
AGENDA_MORE = (
    "What colleagues ask and do not find, find contested, or find stale."
    " It proposes; people choose."
)
NO_AGENDA = "Nothing is on the agenda: what was asked was answered."
KINDS = {
    "unanswered": "Nobody has written that",
    "contested": "Contested",
    "stale": "May be out of date",
    "unsure": "Answered in part, or wrongly",
}
FORMS = {
    "ask": "ask those who may know",
    "convene": "talk about it together",
    "write_up": "write down what is known",
    "retire": "let old advice go",
}
FORM, STATE, OWNER, NOTE = "Form", "State", "Who sees to it", "Note"
AGENDA_STATES = {
    "proposed": "proposed",
    "taken": "somebody sees to it",
    "done": "done",
    "dropped": "let go",
}
SEE_TO_IT = "See to it"
HANDOFF = "Text to copy"
EXPORT = "Export as Markdown"
THREADS = "What there is"
QUESTIONS = "Asked, for example"

HEALTH = "Health"
HEALTH_MORE = "Whether everything stored is sound and found, and how well questions are answered."
CHECK = "Check now"
CHECKING = "Checking: searching for a sample of what is stored."
CHECK_OK = "Everything that was looked for was found."
CHECK_WRONG = "Something is wrong."
INDEXES = "Indexes"
_SERVED = {
    "ready": "They are being served.",
    "degraded": "They are damaged: answers come slower and may miss passages.",
    "starting": "They are being opened or built.",
    "busy": "Another command holds them.",
    "not_served": "They are not being served.",
}
SIZES = "On disk"
SYNCS = "Latest syncs"
QUALITY = "How well questions are answered"
NO_EVALS = "No evaluation was kept in this home's folder `evals` yet (`python -m eval sample`)."
COSTS = "What language models took"
NO_COSTS = "No language model was asked in the last 30 days."


def so_far(seen: int, embedded: int) -> str:
    """Return how far a sync has come."""
    return f"{seen:,} read, {embedded:,} passages embedded."


def about_source(kind: str, audience: str, contributions: int) -> str:
    """Return in a line what a source is."""
    return f"{kind} · may be read by {audience} · {contributions:,} contributions"


def synced(day: str) -> str:
    """Return when a source was last brought up to date."""
    return f"Last synced on {day}."


def review_due(day: str) -> str:
    """Return that a source is to be looked at again."""
    return f"To be looked at again since {day}."


def gone(count: int) -> str:
    """Return how much is gone at a source."""
    return f"{count:,} gone at the source, to confirm"


def preview(kind: str, threads: int, contributions: int, people: int) -> str:
    """Return what a source holds."""
    return (
        f"A source of kind **{kind}**: {threads:,} conversations or documents,"
        f" {contributions:,} contributions, {people:,} people."
    )


def counted(what: str, count: int) -> str:
    """Return a thing and how often."""
    return f"{what} ({count:,})"


def revision(applied: int, now: int) -> str:
    """Return how far the indexes follow the catalog."""
    if applied >= now:
        return f"The indexes hold revision {applied:,}: all that is in the catalog."
    return f"The indexes hold revision {applied:,} of {now:,}; they follow."


def megabytes(size: int) -> str:
    """Return a size on disk."""
    return f"{size / (1 << 20):,.1f} MB"


def served(how: str) -> str:
    """Return what the indexes are doing."""
    return _SERVED.get(how, how)


def sync_line(day: str, seen: int, changed: int, failed: int, seconds: float) -> str:
    """Return what a sync did."""
    lost = f", {failed:,} not read" if failed else ""
    return f"{day}, {seen:,} seen, {changed:,} new or changed{lost}, {seconds:.1f} s"


def took(answers: int, read: int, written: int) -> str:
    """Return what a language model took, in tokens."""
    return f"{answers:,} answers, {read:,} tokens read, {written:,} written"
