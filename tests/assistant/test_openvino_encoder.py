"""The OpenVINO encoder: right in float32, near enough in int8, the same whatever the batch."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import openvino_encoder
from assistant.errors import ModelError
from assistant.model_files import default_files, folder_files
from assistant.openvino_encoder import (
    OpenVinoEncoder,
    batches,
    between_products,
    cpu_flags,
    fastest_precision,
)
from assistant.sentence_encoder import SentenceEncoder

SENTENCE = "we met monthly and nobody was told to come so the quiet ones wrote instead"
WORDS = SENTENCE.split()
TEXTS = [" ".join((WORDS * 12)[i : i + 3 + 5 * i]) for i in range(40)]


@pytest.fixture(scope="module")
def exact() -> OpenVinoEncoder:
    return OpenVinoEncoder(default_files(), precision="f32", streams=2)


@pytest.fixture(scope="module")
def quick() -> OpenVinoEncoder:
    return OpenVinoEncoder(default_files(), precision="int8", streams=2)


@pytest.fixture(scope="module")
def reference() -> SentenceEncoder:
    return SentenceEncoder(default_files())


def test_float32_equals_pytorch_to_the_fifth_digit(exact, reference):
    assert np.abs(exact.embed(TEXTS) - reference.embed(TEXTS)).max() < 1e-5


def test_tokens_in_float32_equal_pytorch_to_the_fourth_digit(exact, reference):
    pairs = zip(exact.token_vectors(TEXTS), reference.token_vectors(TEXTS), strict=True)
    assert max(np.abs(one - other).max() for one, other in pairs) < 1e-4


def test_int8_stays_near_float32(exact, quick):
    assert (exact.embed(TEXTS) * quick.embed(TEXTS)).sum(axis=1).min() > 0.99


def test_rows_have_length_one(quick):
    assert np.allclose(np.linalg.norm(quick.embed(TEXTS), axis=1), 1.0, atol=1e-5)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(TEXTS[:16]), min_size=1, max_size=24))
def test_a_text_has_one_vector_whoever_its_neighbours_are(quick, texts: list[str]):
    alone = np.concatenate([quick.embed([text]) for text in texts])
    assert np.abs(quick.embed(texts) - alone).max() < 1e-4


def test_many_threads_get_their_own_rows(quick):
    alone = [quick.embed([text]) for text in TEXTS]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: quick.embed([text]), TEXTS * 4))
    assert all(np.array_equal(a, b) for a, b in zip(alone * 4, together, strict=True))


def test_texts_of_several_windows_come_back_in_order(quick, monkeypatch):
    whole = quick.embed(TEXTS)
    monkeypatch.setattr(openvino_encoder, "_WINDOW", 7)
    assert np.array_equal(quick.embed(TEXTS), whole)


def test_a_folder_that_holds_no_bert_is_refused(tmp_path: Path):
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    (tmp_path / "config.json").write_text('{"model_type": "mpnet"}')
    with pytest.raises(ModelError, match="model_type 'mpnet'"):
        OpenVinoEncoder(folder_files("mine", tmp_path))


@given(st.lists(st.integers(2, 256), max_size=80), st.integers(1, 2048))
def test_every_text_stands_in_one_batch_with_texts_of_its_padded_length(lengths, budget):
    groups = batches(lengths, budget)
    assert sorted(place for group in groups for place in group) == list(range(len(lengths)))
    for group in groups:
        padded = {-(-lengths[place] // 8) * 8 for place in group}
        assert len(padded) == 1
        assert len(group) == 1 or len(group) * padded.pop() <= budget


@pytest.mark.parametrize(
    ("flags", "precision"),
    [
        ({"amx_bf16", "avx512_vnni"}, "bf16"),
        ({"avx512_bf16", "avx512_vnni"}, "int8"),
        ({"avx_vnni"}, "int8"),
        ({"avx2"}, "f32"),
        (set(), "f32"),
    ],
)
def test_the_processor_decides_the_arithmetic(flags: set[str], precision: str):
    assert fastest_precision(frozenset(flags)) == precision


@pytest.mark.parametrize(
    ("precision", "flags", "expected"),
    [
        ("int8", {"avx512_vnni", "avx512_bf16"}, "bf16"),
        ("int8", {"avx512_vnni"}, "f32"),
        ("bf16", set(), "bf16"),
        ("f32", {"avx512_bf16"}, "f32"),
    ],
)
def test_only_bytes_are_kept_company_by_halves(precision: str, flags: set[str], expected: str):
    assert between_products(precision, frozenset(flags)) == expected


def test_a_system_without_a_flags_file_has_no_flags(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(openvino_encoder, "_CPU_FILE", tmp_path / "none")
    assert cpu_flags() == frozenset()
