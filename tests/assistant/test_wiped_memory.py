"""What this process held in memory stands in no file of a library that writes unfilled memory."""

import ctypes

import pytest

from assistant.wiped_memory import wipe_memory

SIZE = 4000


def test_memory_is_given_out_empty_after_it_was_given_back():
    if not wipe_memory():
        pytest.skip("this C library cannot overwrite memory")
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    library.malloc.argtypes = [ctypes.c_size_t]
    library.free.argtypes = [ctypes.c_void_p]
    for _ in range(50):
        place = library.malloc(SIZE)
        ctypes.memset(place, ord("w"), SIZE)
        library.free(place)
    place = library.malloc(SIZE)
    found = ctypes.string_at(place, SIZE)
    library.free(place)
    assert found == bytes(SIZE)
