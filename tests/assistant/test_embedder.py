"""The choice of a model and of what runs it, and that every backend gives the same vectors."""

import builtins
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant import model_files
from assistant.embedder import Embedder, TokenEmbedder, choose_backend, find_files, load_embedder
from assistant.errors import BadSetting, ModelDamaged, ModelError, ModelMissing
from assistant.model_files import DEFAULT_SHA256, ModelFiles, default_files
from assistant.settings import Settings

TEXTS = (
    "Should taking part in a community of practice be voluntary?",
    "We met on the first Tuesday of each month, and nobody was told to come. " * 6,
    "",
    "Ça dépend: 自主的な参加, naïve café 🙂 and a lone \ud800 surrogate",
    "word " * 400,
)


@pytest.fixture(scope="module")
def files() -> ModelFiles:
    return default_files()


@pytest.fixture(scope="module")
def torch_embedder(files: ModelFiles) -> Embedder:
    return choose_backend(files, "torch")


@pytest.fixture(scope="module")
def openvino_embedder(files: ModelFiles) -> Embedder:
    return choose_backend(files, "openvino")


def copy_of_the_default(files: ModelFiles, folder: Path) -> Path:
    """A folder that holds the default model's files, the weights linked."""
    shutil.copytree(files.folder, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    (folder / "model.safetensors").symlink_to(files.folder / "model.safetensors")
    return folder


def test_settings_choose_the_default_model(tmp_path: Path):
    embedder = load_embedder(Settings(home=tmp_path))
    assert embedder.model.name == "all-MiniLM-L6-v2"
    assert embedder.model.fingerprint == DEFAULT_SHA256[:16]
    assert (embedder.model.dimension, embedder.model.max_tokens) == (384, 256)


def test_both_backends_describe_the_model_alike(torch_embedder, openvino_embedder):
    assert torch_embedder.model == openvino_embedder.model


def test_both_backends_place_texts_alike(torch_embedder, openvino_embedder):
    near = (torch_embedder.embed(TEXTS) * openvino_embedder.embed(TEXTS)).sum(axis=1)
    assert near.min() > 0.99


def test_both_backends_count_and_place_tokens_alike(torch_embedder, openvino_embedder):
    assert torch_embedder.count_tokens(TEXTS) == openvino_embedder.count_tokens(TEXTS)
    assert torch_embedder.token_spans(TEXTS[0]) == openvino_embedder.token_spans(TEXTS[0])


def test_both_backends_give_a_vector_for_each_token_that_the_model_reads(
    torch_embedder, openvino_embedder
):
    for embedder in (torch_embedder, openvino_embedder):
        assert isinstance(embedder, TokenEmbedder)
        counts = embedder.count_tokens(TEXTS)
        shapes = [rows.shape for rows in embedder.token_vectors(TEXTS)]
        assert shapes == [(min(n, 254), 384) for n in counts]
        assert np.allclose(np.linalg.norm(embedder.token_vectors(TEXTS)[0], axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("backend", ["torch", "openvino"])
def test_no_texts_give_no_rows_of_the_right_width(backend: str, request):
    embedder = request.getfixturevalue(f"{backend}_embedder")
    assert embedder.embed([]).shape == (0, 384)
    assert embedder.token_vectors([]) == []
    assert embedder.count_tokens([]) == []


def test_damaged_weights_of_the_default_model_are_refused(files, tmp_path, monkeypatch):
    package = tmp_path / "damaged_model"
    copy_of_the_default(files, package / "model")
    (package / "model" / "model.safetensors").unlink()
    weights = bytearray((files.folder / "model.safetensors").read_bytes())
    weights[len(weights) // 2] ^= 1
    (package / "model" / "model.safetensors").write_bytes(weights)
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(model_files, "DEFAULT_PACKAGE", "damaged_model")
    with pytest.raises(ModelDamaged, match=r"53aa5117.*install them again"):
        find_files("all-MiniLM-L6-v2")


def test_a_missing_package_is_named_with_what_to_do(monkeypatch):
    monkeypatch.setattr(model_files, "DEFAULT_PACKAGE", "no_such_package")
    with pytest.raises(ModelMissing, match=r"no_such_package.*pip install"):
        find_files("sentence-transformers/all-MiniLM-L6-v2")


def test_a_model_in_a_folder_is_loaded_from_there(files, tmp_path, openvino_embedder):
    folder = copy_of_the_default(files, tmp_path / "mine")
    embedder = choose_backend(find_files(str(folder)), "openvino")
    assert embedder.model.name == str(folder)
    assert np.array_equal(embedder.embed(TEXTS[:1]), openvino_embedder.embed(TEXTS[:1]))


def test_a_folder_without_weights_is_named(tmp_path: Path):
    with pytest.raises(ModelMissing, match=str(tmp_path)):
        find_files(str(tmp_path))


@pytest.mark.parametrize("name", ["no-such-model", "nobody/nothing", "not a name:"])
def test_an_unknown_name_says_where_it_was_looked_for(name: str):
    with pytest.raises(ModelMissing, match=r"no folder .* and no model .* in .*hf download"):
        find_files(name)


def test_an_unknown_backend_lists_the_backends(files: ModelFiles):
    with pytest.raises(BadSetting, match="auto, openvino, torch"):
        choose_backend(files, "gpu")


def test_a_model_that_openvino_cannot_run_goes_to_pytorch(files, tmp_path, torch_embedder):
    folder = copy_of_the_default(files, tmp_path / "unusual")
    pooling = folder / "1_Pooling" / "config.json"
    config = json.loads(pooling.read_text())
    config["pooling_mode_mean_tokens"], config["pooling_mode_max_tokens"] = False, True
    pooling.write_text(json.dumps(config))
    found = find_files(str(folder))
    with pytest.raises(ModelError, match="pools by"):
        choose_backend(found, "openvino")
    rows = choose_backend(found, "auto").embed(TEXTS[:1])
    assert rows.shape == (1, 384)
    assert not np.allclose(rows, torch_embedder.embed(TEXTS[:1]), atol=1e-2)


def test_without_openvino_the_model_runs_on_pytorch(files, monkeypatch, torch_embedder):
    real = builtins.__import__

    def without(name, *rest, **named):
        if name.split(".")[0] == "openvino" or name == "assistant.openvino_encoder":
            raise ModuleNotFoundError(f"No module named {name!r}")
        return real(name, *rest, **named)

    monkeypatch.delitem(sys.modules, "assistant.openvino_encoder", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModelError, match="OpenVINO cannot be imported"):
        choose_backend(files, "openvino")
    assert type(choose_backend(files, "auto")) is type(torch_embedder)


def test_a_question_on_openvino_needs_no_pytorch():
    code = (
        "import sys; from assistant.embedder import choose_backend, find_files\n"
        "choose_backend(find_files('all-MiniLM-L6-v2'), 'openvino').embed(['a question'])\n"
        "sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, timeout=120).returncode == 0
