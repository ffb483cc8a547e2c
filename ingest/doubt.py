"""What is missing from a source only because a file could not be read: that proves no removal.

A document that fails hides its own sections. A file of an export that fails may hide anything of
the export, because its items are not named by their files. A record that fails hides only itself.
It does not know the catalog.
"""

import re

from ingest.outcome import Failed

_DOCUMENTS = frozenset(
    {
        *(".adoc", ".doc", ".docx", ".epub", ".htm", ".html", ".markdown", ".md", ".mdx", ".odt"),
        *(".org", ".pdf", ".ppt", ".pptx", ".qmd", ".rmd", ".rst", ".rtf", ".text", ".txt"),
        ".xhtml",
    }
)
_FILE = re.compile(r"[^/]\.[A-Za-z0-9]{1,8}\Z")
_OF_RECORDS = frozenset(["malformed", "no_text"])
"""Reasons by which one record among good ones fails."""
_PARTS = re.compile(r"[#/~]")
"""What stands between a file's name and that of its sections."""


class Doubt:
    """Follow what fails in a sync, and tell which missing items that may explain."""

    def __init__(self, location: str, *, is_folder: bool) -> None:
        """Take the name of the source's location; `is_folder`: of documents and exports."""
        self._location = location
        self._is_folder = is_folder
        self._names: set[str] = set()
        self._is_general = False

    def add(self, failed: Failed) -> None:
        """Take in what failed."""
        self._names.add(failed.item)
        self._is_general = self._is_general or self._hides_all(failed)

    def covers(self, external_id: str) -> bool:
        """Tell whether an item may be missing only because something failed."""
        if self._is_general or external_id in self._names:
            return True
        ends = (found.start() for found in _PARTS.finditer(external_id)) if self._names else ()
        return any(external_id[:end] in self._names for end in ends)

    def _hides_all(self, failed: Failed) -> bool:
        if failed.item in ("", self._location):
            return True
        suffix = _FILE.search(failed.item)
        if self._is_folder:
            is_document = suffix is not None and suffix[0][1:].lower() in _DOCUMENTS
            is_link = failed.reason == "unsafe" or failed.detail == "not a regular file"
            return not is_document and not is_link and not self._is_record(failed)
        return not self._is_record(failed)

    def _is_record(self, failed: Failed) -> bool:
        return failed.reason in _OF_RECORDS and _FILE.search(failed.item) is None
