"""Reads the weights and the shape of a BERT sentence encoder. Owner of safetensors.

Knows the layout that sentence-transformers gives a model's folder; does not know what runs it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from assistant.errors import ModelError
from assistant.model_files import WEIGHTS, read_json

_POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}


@dataclass(frozen=True, kw_only=True)
class BertFiles:
    """A BERT sentence encoder, read but not run."""

    layers: int
    heads: int
    dimension: int
    epsilon: float
    """What layer normalisation adds to the variance."""
    max_tokens: int
    """Special ones included."""
    pooling: str
    """How the tokens' states become the text's: "mean" or "cls"."""
    tensors: dict[str, NDArray[Any]]

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return one of the weights by its name in BERT. Raises ModelError when there is none."""
        found = self.tensors.get(name, self.tensors.get(f"bert.{name}"))
        if found is None:
            raise ModelError(f"the weights have no tensor {name!r}")
        return found.astype(np.float32, copy=False)


def read_bert(folder: Path) -> BertFiles:
    """Read a model's folder. Raises ModelError when it is no plain BERT sentence encoder."""
    config = _config(folder)
    try:
        return BertFiles(
            layers=int(config["num_hidden_layers"]),
            heads=int(config["num_attention_heads"]),
            dimension=int(config["hidden_size"]),
            epsilon=float(config["layer_norm_eps"]),
            max_tokens=int(read_json(folder / "sentence_bert_config.json")["max_seq_length"]),
            pooling=_pooling(folder),
            tensors=load_file(folder / WEIGHTS),
        )
    except (KeyError, TypeError, ValueError, OSError, SafetensorError) as error:
        raise ModelError(f"{str(folder)!r} is no BERT that can be read: {error!r}") from error


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = read_json(folder / "config.json")
    wanted = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
    for key, value in wanted.items():
        if config.get(key, value if key == "position_embedding_type" else None) != value:
            raise ModelError(
                f"{str(folder)!r} has {key} {config.get(key)!r}, only {value!r} is run"
            )
    return config


def _pooling(folder: Path) -> str:
    """Return how tokens are pooled; the modules must be Transformer, Pooling and Normalize."""
    modules = [item["type"].rsplit(".", 1)[-1] for item in read_json(folder / "modules.json")]
    if modules[:2] != ["Transformer", "Pooling"] or modules[2:] not in ([], ["Normalize"]):
        raise ModelError(f"{str(folder)!r} has the modules {modules}, which only PyTorch runs")
    pooling = read_json(folder / "1_Pooling" / "config.json")
    modes = [key for key, value in pooling.items() if key.startswith("pooling_mode_") and value]
    if len(modes) != 1 or modes[0] not in _POOLINGS:
        raise ModelError(f"{str(folder)!r} pools by {modes}, only {list(_POOLINGS)} is run")
    return _POOLINGS[modes[0]]
