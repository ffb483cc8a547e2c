"""Deterministic ids: the same item of the same source always gets the same id.

Ids come from identity (source and external id), never from content: two colleagues who wrote the
same sentence stay two. Only passages, which are derived, carry their content in their id.
"""

import hashlib

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
"""Base 32 of RFC 4648, in small letters."""
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_PLACES = range(90, -1, -10)
"""Where each pair of characters stands in 100 bits: no collision in any community."""


def _digest(prefix: str, *parts: str) -> str:
    joined = "\x00".join(parts).encode("utf-8", "surrogatepass")
    # A sync makes several ids for each message, and base64.b32encode takes thrice the time.
    bits = int.from_bytes(hashlib.sha256(joined).digest()[:13]) >> 4
    return f"{prefix}_{''.join([_PAIRS[bits >> place & 1023] for place in _PLACES])}"


def contributor_id(identity: str) -> str:
    """Return the `c_…` id of whoever first came in under this identity (`slack:U123`)."""
    return _digest("c", identity)


def veiled_id(pseudonym: str) -> str:
    """Return the `c_…` id of somebody where they are shown under a pseudonym.

    Pseudonyms are keyed and nobody else's, so the id is stable and leads to no identity.
    """
    return _digest("c", "pseudonym", pseudonym)


def thread_id(source_id: str, external_id: str) -> str:
    """Return the `t_…` id of a thread of a source."""
    return _digest("t", source_id, external_id)


def contribution_id(source_id: str, external_id: str) -> str:
    """Return the `m_…` id of a contribution of a source."""
    return _digest("m", source_id, external_id)


def passage_id(first_contribution_id: str, offset: int, audience: str, text_key: str) -> str:
    """Return the `p_…` id of a passage: where it starts, who may read it, and what it says."""
    return _digest("p", first_contribution_id, str(offset), audience, text_key)


def text_key(embedded_text: str) -> str:
    """Return the key of a vector: equal texts are embedded once."""
    return hashlib.sha256(embedded_text.encode("utf-8", "surrogatepass")).hexdigest()[:40]
