"""Tells somebody's own words from those that others wrote before and they repeated.

What somebody withdraws is theirs alone: words that a colleague wrote earlier stay that colleague's.
It does not know who withdrew.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

import numpy as np

from assistant.catalog import Catalog, Reading, texts
from assistant.shingles import Hashes


def first_at(created_at: datetime | None) -> float:
    """Return a moment to compare by; what has no date counts as first."""
    return created_at.timestamp() if created_at else -np.inf


def own_words(reading: Reading, first: Mapping[int, float], own: Collection[str]) -> Hashes:
    """Return the shingles that nobody else wrote earlier.

    `first` is {shingle: when it was written}; `own` are the contributions of whoever wrote them.
    """
    known = np.array(sorted(first), dtype=np.uint64)
    since = np.array([first[value] for value in sorted(first)])
    hashes = reading.ledger.shingler.hashes
    for item in texts.every(reading) if len(known) else ():
        if item.kind is texts.Kind.WORDS and item.id not in own and item.created_at:
            among = np.isin(known, hashes(item.text), assume_unique=True)
            since[among & (since > item.created_at.timestamp())] = np.nan
    kept: Hashes = known[~np.isnan(since)]
    return kept


def write_down_heard(catalog: Catalog) -> None:
    """Write to the ledger what an import heard of people who withdrew: their own words only."""
    heard = catalog.ledger.heard()
    if not heard:
        return
    with catalog.read() as reading:
        found = {id: own_words(reading, first, ()) for id, first in heard.items()}
    catalog.ledger.write_down(found)
