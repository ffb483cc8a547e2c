"""Made vectors lie as the real ones do: as near to each other, and no copies."""

import numpy as np
import pytest

from eval.made_vectors import VectorMaker, nearest_cosines


@pytest.fixture(scope="module")
def real():
    """Vectors in clusters of some twenty dimensions, as those of texts are."""
    chance = np.random.default_rng(7)
    centres = chance.normal(size=(12, 384))
    spread = chance.normal(size=(20, 384))
    rows = centres[chance.integers(0, 12, 900)] + chance.normal(size=(900, 20)) @ spread * 0.25
    rows += 0.15 * chance.normal(size=rows.shape)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def made(real):
    return VectorMaker(real).like(np.random.default_rng(1).integers(0, len(real), 7200), seed=3)


def test_as_many_made_ones_are_as_near_to_each_other_as_real_ones(real, made):
    theirs = nearest_cosines(real[:300], real)
    ours = nearest_cosines(made[:300], made[: len(real)])
    assert abs(np.median(theirs) - np.median(ours)) < 0.08


def test_eight_times_as_many_are_no_copies(made):
    assert np.percentile(nearest_cosines(made[:300], made), 95) < 0.97


def test_they_have_length_one_and_are_the_same_again(real, made):
    assert made.dtype == np.float32
    assert np.allclose(np.linalg.norm(made, axis=1), 1.0, atol=1e-5)
    rows = np.arange(5)
    again = [VectorMaker(real).like(rows, seed=9) for _ in range(2)]
    assert np.array_equal(*again)


def test_none_are_made_of_none(real):
    assert VectorMaker(real).like(np.zeros(0, np.int64), seed=1).shape == (0, 384)
