"""Measures: retrieval, answers and speed, on any question set."""

import os

# As `firsthand` does (ui/__main__.py): what is measured must not be slower than what is used.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
