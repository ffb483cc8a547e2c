"""Every failure Firsthand can name.

    FirsthandError
    ├── WrongUse             the caller asked for something that cannot be (exit 2)
    │   ├── UnknownId            no such source, viewer, contributor, thread ...
    │   ├── NotAllowed           the viewer may not do this
    │   └── BadSetting           a setting is missing or makes no sense
    ├── ReadError            a file or an item could not be read
    │   ├── UnreadableFile       the file as a whole
    │   ├── UnknownFormat        no reader recognises it
    │   └── TooLarge             it passes a limit of size, time, memory or pages
    ├── ModelError           the embedder
    │   ├── ModelMissing         its weights are not on this machine
    │   ├── ModelDamaged         its weights are not the published ones
    │   └── ModelMismatch        the index was built with another model or splitter
    ├── CatalogError         the catalog (the truth)
    │   ├── CatalogDamaged       its pages do not check out
    │   └── CatalogTooNew        it was written by a later Firsthand
    ├── LedgerDamaged        those who withdrew cannot be recognised
    ├── FollowerError        an index (vectors or words)
    │   ├── IndexBroken          it cannot be opened or answers wrongly
    │   └── IndexBusy            another process owns it and does not answer
    │       └── OwnerGone            it ended before it answered; another owner may be found
    └── WriterError          the language model failed

The library raises; only the edges (command line, web app, eval) put errors into words for
people. This module does not know which edge that is.
"""


class FirsthandError(Exception):
    """The root: anything Firsthand raises on purpose."""


class WrongUse(FirsthandError):
    """Asked for something that cannot be; the message says what would work."""


class UnknownId(WrongUse):
    """The named source, viewer, contributor, thread or contribution does not exist here."""


class NotAllowed(WrongUse):
    """The viewer does not hold what this needs."""


class BadSetting(WrongUse):
    """A setting is missing or makes no sense; the message names the key and its choices."""


class ReadError(FirsthandError):
    """A file or an item of a source could not be read.

    `item` is what a steward would look for (a path, or a path and a position in it); `reason` is
    one of the fixed vocabulary in `ingest.outcome`; `detail` says what was found.
    """

    def __init__(self, item: str, reason: str, detail: str = "") -> None:
        self.item, self.reason, self.detail = item, reason, detail
        super().__init__(f"{item}: {reason}" + (f" ({detail})" if detail else ""))


class UnreadableFile(ReadError):
    """The file as a whole could not be read."""


class UnknownFormat(ReadError):
    """No reader recognises the file or folder."""


class TooLarge(ReadError):
    """The file passes a limit of size, time, memory, pages or entries."""


class ModelError(FirsthandError):
    """The embedder cannot be used."""


class ModelMissing(ModelError):
    """The weights are not on this machine; the message says where they were looked for."""


class ModelDamaged(ModelError):
    """The weights differ from the published ones."""


class ModelMismatch(ModelError):
    """The catalog's vectors were made by another model or splitter than the settings name."""


class CatalogError(FirsthandError):
    """The catalog cannot be used."""


class CatalogDamaged(CatalogError):
    """The catalog's pages do not check out; the message says how to restore."""


class CatalogTooNew(CatalogError):
    """The catalog was written by a later Firsthand; it is refused rather than half-read."""


class LedgerDamaged(FirsthandError):
    """The ledger of withdrawals cannot be read; without it nothing is brought in."""


class FollowerError(FirsthandError):
    """An index that follows the catalog cannot be used."""


class IndexBroken(FollowerError):
    """The index cannot be opened or misses what it holds; `firsthand repair` rebuilds it."""


class IndexBusy(FollowerError):
    """Another process owns the indexes and did not answer in time; the message names it."""


class OwnerGone(IndexBusy):
    """The owner of the indexes ended before it answered; whoever asked may look for another."""


class WriterError(FirsthandError):
    """The language model did not give a usable answer.

    `reason` is one of the fixed vocabulary in `assistant.chat_model`; `detail` says what was seen.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason} ({detail})" if detail else reason)
