"""Which values enter the linear layers of known models, and how they become bytes.

Measured once by `python -m eval.byte_ranges` and kept beside the code, so that nothing is measured
at set-up and every machine rounds alike. Knows arithmetic only, not what multiplies the bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

FOLDER = Path(__file__).parent / "ranges"
_BALANCE = 0.9
"""How far a channel's step follows its range, the rest being its weights': 0.9 lost least of 0.5 to
1.0 in most layers."""
_NARROWEST = 1e-3
_LEVELS = 255

Floats = NDArray[np.float32]
Ranges = Mapping[str, Floats]
"""{name of an input: its least and its greatest values, (2, channels)}."""


@dataclass(frozen=True, kw_only=True)
class Steps:
    """How the channels of one input become bytes: (value - low) / step, from 0 to 255."""

    low: Floats
    step: Floats


def known_ranges(fingerprint: str) -> Ranges | None:
    """Return the ranges measured on the model with this fingerprint; None when there are none.

    Raises ModelError when they cannot be read.
    """
    path = FOLDER / f"{fingerprint}.npz"
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            return {name: found[name].astype(np.float32) for name in found.files}
    except (OSError, ValueError, BadZipFile) as error:
        raise ModelError(f"the ranges in {str(path)!r} cannot be read: {error}") from error


def write_ranges(fingerprint: str, ranges: Ranges) -> Path:
    """Keep the ranges of a model, in half precision; return the file."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{fingerprint}.npz"
    halves = {name: rows.astype(np.float16) for name, rows in ranges.items()}
    np.savez_compressed(path, allow_pickle=False, **halves)
    return path


def steps(rows: Floats, weights: Floats) -> Steps:
    """Return the steps of an input, given the weights (outputs, channels) that it meets.

    Channels that vary much get larger steps, and their weights are multiplied by as much: all then
    share one scale, as the processor wants it (SmoothQuant, Xiao et al. 2022,
    https://arxiv.org/abs/2211.10438).
    """
    low, high = rows
    width = np.maximum(high - low, _NARROWEST)
    heaviest = np.maximum(np.abs(weights).max(axis=0), _NARROWEST)
    relative = width**_BALANCE / heaviest ** (1 - _BALANCE)
    step = relative * ((width / relative).max() / _LEVELS)
    return Steps(low=low.astype(np.float32), step=step.astype(np.float32))


def signed_bytes(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return weights (outputs, channels) as bytes of -127 to 127, and each output's scale."""
    scale = np.maximum(np.abs(weights).max(axis=1, keepdims=True) / 127.0, 1e-12)
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)
