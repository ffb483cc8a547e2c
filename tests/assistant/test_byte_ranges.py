"""Values as bytes: every range fits, products keep their value, and odd files are refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import byte_ranges
from assistant.byte_ranges import known_ranges, signed_bytes, steps, write_ranges
from assistant.errors import ModelError
from assistant.model_files import default_files


@given(st.integers(0, 2**32 - 1))
def test_a_product_of_bytes_is_near_the_product_of_floats(seed: int):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(40, 64)).astype(np.float32) * rng.uniform(0.1, 9, 64)
    weights = rng.normal(size=(32, 64)).astype(np.float32)
    found = steps(np.stack([values.min(axis=0), values.max(axis=0)]), weights)
    levels = np.rint((values - found.low) / found.step)
    assert levels.min() >= 0
    assert levels.max() <= 255
    small, scale = signed_bytes(weights * found.step)
    product = (levels + found.low / found.step) @ (small * scale).T
    exact = values @ weights.T
    assert np.abs(product - exact).std() < 0.03 * exact.std()


def test_ranges_are_read_as_they_were_written(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(byte_ranges, "FOLDER", tmp_path / "ranges")
    write_ranges("0123", {"encoder.layer.0.output.dense": np.float32([[-1, 0], [2, 0.5]])})
    found = known_ranges("0123")
    assert found is not None
    assert np.array_equal(found["encoder.layer.0.output.dense"], [[-1, 0], [2, 0.5]])
    assert known_ranges("4567") is None


@pytest.mark.parametrize("content", [b"torn", b"PK\x03\x04torn"])
def test_a_file_that_holds_no_ranges_is_named(monkeypatch, tmp_path: Path, content: bytes):
    monkeypatch.setattr(byte_ranges, "FOLDER", tmp_path)
    (tmp_path / "0123.npz").write_bytes(content)
    with pytest.raises(ModelError, match=r"0123\.npz"):
        known_ranges("0123")


def test_the_default_model_has_ranges_for_every_linear_layer():
    found = known_ranges(default_files().fingerprint)
    assert found is not None
    assert len(found) == 6 * 4
    assert all((rows[0] <= rows[1]).all() for rows in found.values())
