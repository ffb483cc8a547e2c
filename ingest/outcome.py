"""What can become of an item on its way in: the fixed vocabulary of reports.

`seen = indexed + unchanged + skipped + failed`: a reader yields every item it sees exactly once,
as a draft, as skipped or as failed. This module does not know any format.
"""

from dataclasses import dataclass

SKIP_REASONS = {
    "attachment_only": "nothing but a file, which is not read",
    "bot": "written by a program",
    "deleted": "deleted at the source",
    "duplicate": "the same item again in the same export",
    "empty": "no words left after cleaning",
    "hidden": "hidden or minimized by moderators",
    "no_archive": "its author asked that it is not archived",
    "not_a_document": "a kind of file that holds no contributions",
    "private": "in a private space that no audience was named for",
    "system": "a notice by the platform (joined, renamed, pinned ...)",
    "unsupported": "a kind of item that holds no contribution",
    "withdrawn": "its contributor has withdrawn",
}
"""Reasons for which an item is left out on purpose, with their meaning in plain words."""

FAIL_REASONS = {
    "changed_while_read": "the file changed while it was read",
    "encrypted": "password-protected",
    "malformed": "not what its format promises",
    "no_text": "no text to extract (a scan?)",
    "not_that_format": "the content is not what the file name says",
    "timeout": "reading took too long and was stopped",
    "too_large": "passes a limit on size, memory, pages or entries",
    "truncated": "ends too early",
    "unreadable": "cannot be opened",
    "unsafe": "holds something that is refused for safety",
}
"""Reasons for which an item could not be read, with their meaning in plain words."""


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """One item left out on purpose."""

    item: str
    """Where a steward would find it: path, channel and time stamp, message id."""
    reason: str
    """A key of `SKIP_REASONS`."""

    def __post_init__(self) -> None:
        """Refuse a reason outside the vocabulary."""
        if self.reason not in SKIP_REASONS:
            raise ValueError(f"unknown skip reason {self.reason!r}")


@dataclass(frozen=True, kw_only=True)
class Failed:
    """One item, or one file, that could not be read."""

    item: str
    reason: str
    """A key of `FAIL_REASONS`."""
    detail: str = ""
    """What was found, without any of the item's text."""

    def __post_init__(self) -> None:
        """Refuse a reason outside the vocabulary."""
        if self.reason not in FAIL_REASONS:
            raise ValueError(f"unknown failure reason {self.reason!r}")


@dataclass(frozen=True, kw_only=True)
class Noted:
    """Something lost or decided on the way that is no item of its own.

    `what` is a short key (`orphan_reply`, `attachment`, `unknown_author`, `encoding:cp1252`,
    `truncated_connection`); counted in the fidelity report with `item` as the example.
    """

    what: str
    item: str
    count: int = 1
