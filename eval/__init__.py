"""Measures: retrieval, answers and speed, on any question set."""
