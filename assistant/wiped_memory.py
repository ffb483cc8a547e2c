"""Lets memory be overwritten when it is given out and when it is given back.

The graph library under Chroma writes memory that it never filled to its files: whatever this
process held there before, such as a colleague's words, would stand in an index that holds no text,
and stay there when they leave. Measured: in 2 of 5 withdrawals under load. It does not know what
uses the memory.
"""

import ctypes

_M_PERTURB = -6
"""`man 3 mallopt`: fill allocated memory with the complement of a byte, freed memory with it."""
_ONES = 0xFF


def wipe_memory() -> bool:
    """Overwrite memory from now on, zeros where it is given out; False where that is not offered.

    glibc only: other C libraries have no such switch.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_M_PERTURB, _ONES))
