"""Who is who, read once for each state of the catalog: every question asks it twice.

Reading some thousand colleagues takes a tenth of a second. What is kept is dropped as soon as
anything changed in the catalog or in the ledger of those who withdrew.
"""

from assistant.catalog.catalog import Change, Reading
from assistant.catalog.feed import revision
from assistant.catalog.people import Register, register


def known(reading: Reading) -> Register:
    """Return `people.register`, to read in only: nobody may let it learn names.

    Inside a change it is read anew, for what the change itself wrote counts.
    """
    if isinstance(reading, Change):
        return register(reading)
    reading.ledger.refresh()
    state = f"{revision(reading)} {reading.ledger.state}"
    return reading.memory.recall("register", state, lambda: register(reading))
