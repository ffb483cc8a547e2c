"""Runs BERT sentence encoders on OpenVINO. Owner of openvino.

Builds the network straight from the weights, so that neither PyTorch nor a converted copy is
needed: about a second from a cold start. Models that are no plain BERT raise ModelError, and
`assistant.embedder` runs those on PyTorch. Does not know why anybody embeds.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import opset13 as ops

from assistant.bert_files import BertFiles, read_bert
from assistant.errors import ModelError
from assistant.model_files import ModelFacts, ModelFiles
from assistant.records import Vectors
from assistant.tokens import Tokens

_WINDOW = 2048
"""Texts that are tokenised at a time, while the model works on those before."""
_BATCH_TOKENS = 1024
"""Tokens of a batch, padding included: larger ones fall out of the processor's cache."""
_STEP = 8
"""Texts are padded to a multiple of this, so that many share a length."""
_MOST_STREAMS = 16
_GROUP = 128
"""Values that share a scale when activations are rounded to int8."""
_CPU_FILE = Path("/proc/cpuinfo")

Batch = list[int]
"""Positions, in the window, of texts of the same padded length."""


class OpenVinoEncoder:
    """A BERT sentence encoder: one stream per core, shared by any number of threads."""

    def __init__(
        self, files: ModelFiles, *, precision: str | None = None, streams: int | None = None
    ) -> None:
        """Build and compile the network.

        `precision` is "f32", "bf16" or "int8", None for what is fastest here; `streams` is how many
        batches run at once, None for one per core. Raises ModelError when OpenVINO cannot run it.
        """
        self._bert = read_bert(files.folder)
        self._tokens = Tokens(files.folder)
        self._precision = precision or fastest_precision(cpu_flags())
        self._streams = streams or min(_cores(), _MOST_STREAMS)
        self.model = ModelFacts(
            name=files.name,
            fingerprint=files.fingerprint,
            dimension=self._bert.dimension,
            max_tokens=self._bert.max_tokens,
        )
        self._text_requests = self._compile(pooled=True)
        self._workers = ThreadPoolExecutor(self._streams, thread_name_prefix="encoder")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a row for each text, in order; no texts give shape (0, dimension)."""
        rows = np.zeros((len(texts), self.model.dimension), np.float32)
        for places, found in self._run(texts, self._text_requests):
            rows[places] = found
        return rows

    def token_vectors(self, texts: Sequence[str]) -> list[Vectors]:
        """Return for each text its tokens' last hidden states, each row of length 1, none special.

        Row i belongs to span i of `token_spans`; tokens past what the model reads have no row.
        """
        counts = [min(n, self.model.max_tokens - 2) for n in self.count_tokens(texts)]
        rows: list[Vectors] = [np.zeros((0, self.model.dimension), np.float32)] * len(texts)
        for places, found in self._run(texts, self._token_requests):
            for place, states in zip(places, found, strict=True):
                rows[place] = states[1 : 1 + counts[place]].copy()
        return rows

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, without special ones and without cutting."""
        return self._tokens.count(texts)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Return where each token stands in the text (start, end in characters), none special."""
        return self._tokens.spans(text)

    @cached_property
    def _token_requests(self) -> "SimpleQueue[Any]":
        return self._compile(pooled=False)

    def _compile(self, *, pooled: bool) -> "SimpleQueue[Any]":
        settings = {
            "INFERENCE_PRECISION_HINT": "bf16" if self._precision == "bf16" else "f32",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": _GROUP if self._precision == "int8" else 0,
            "NUM_STREAMS": self._streams,
            "INFERENCE_NUM_THREADS": self._streams,
        }
        try:
            network = _Network(self._bert, int8=self._precision == "int8").model(pooled=pooled)
            compiled = openvino.Core().compile_model(network, "CPU", settings)
            requests: SimpleQueue[Any] = SimpleQueue()
            for _ in range(self._streams):
                requests.put(compiled.create_infer_request())
        except RuntimeError as error:
            raise ModelError(f"OpenVINO cannot run {self.model.name!r}: {error}") from error
        return requests

    def _run(
        self, texts: Sequence[str], requests: "SimpleQueue[Any]"
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield the places of texts and their rows, batch by batch, in no order."""

        def one(ids: list[list[int]], batch: Batch) -> NDArray[np.float32]:
            with _borrowed(requests) as request:
                return _infer(request, [ids[i] for i in batch])

        waiting: list[tuple[list[int], Any]] = []
        for start in range(0, len(texts), _WINDOW):
            ids = self._tokens.ids(texts[start : start + _WINDOW], self.model.max_tokens)
            found = batches([len(row) for row in ids], _BATCH_TOKENS)
            if len(texts) <= _WINDOW and len(found) == 1:  # a question: no need for a worker
                yield found[0], one(ids, found[0])
                return
            coming = [([start + i for i in b], self._workers.submit(one, ids, b)) for b in found]
            yield from ((places, future.result()) for places, future in waiting)
            waiting = coming
        yield from ((places, future.result()) for places, future in waiting)


def batches(lengths: Sequence[int], budget: int) -> list[Batch]:
    """Group texts of the same padded length, longest first, to at most `budget` tokens a batch.

    Padding changes the order in which a processor adds, hence the last digits, which int8 enlarges
    to 0.004. Where a text's padding is its own, its vector is too, whoever its neighbours are.
    """
    by_length: dict[int, Batch] = {}
    for place, length in enumerate(lengths):
        by_length.setdefault(_padded(length), []).append(place)
    groups: list[Batch] = []
    for length in sorted(by_length, reverse=True):
        most = max(1, budget // length)
        places = by_length[length]
        groups.extend(places[i : i + most] for i in range(0, len(places), most))
    return groups


def fastest_precision(flags: frozenset[str]) -> str:
    """Return the arithmetic that is fastest on a processor with these flags.

    Measured on AVX-512 with bf16 and VNNI but without AMX: bfloat16 took 1.6 times as long as
    float32, and float32 twice as long as int8. That AMX turns this round is not measured here.
    """
    if "amx_bf16" in flags:
        return "bf16"
    return "int8" if flags & {"avx512_vnni", "avx_vnni"} else "f32"


def cpu_flags() -> frozenset[str]:
    """Return the processor's instruction sets as Linux names them; empty where it cannot tell."""
    try:
        lines = _CPU_FILE.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line for line in lines if line.startswith("flags")), "").split())


def _cores() -> int:
    """Return how many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _padded(length: int) -> int:
    return -(-length // _STEP) * _STEP


@contextmanager
def _borrowed(requests: "SimpleQueue[Any]") -> Iterator[Any]:
    request = requests.get()
    try:
        yield request
    finally:
        requests.put(request)


def _infer(request: Any, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    tokens = np.zeros((len(ids), _padded(max(len(row) for row in ids))), np.int64)
    mask = np.zeros(tokens.shape, np.float32)
    for i, row in enumerate(ids):
        tokens[i, : len(row)] = row
        mask[i, : len(row)] = 1.0
    try:
        request.infer({0: tokens, 1: mask})
    except RuntimeError as error:
        raise ModelError(f"OpenVINO failed on {tokens.shape} tokens: {error}") from error
    # The request's memory belongs to whoever borrows it next.
    rows: NDArray[np.float32] = request.get_output_tensor(0).data.astype(np.float32, copy=True)
    return rows


class _Network:
    """Lays out BERT (Devlin et al. 2019, https://arxiv.org/abs/1810.04805) as an OpenVINO model."""

    def __init__(self, bert: BertFiles, *, int8: bool) -> None:
        self._bert = bert
        self._int8 = int8

    def model(self, *, pooled: bool) -> Any:
        """Return the model of token ids (int64) and mask (float32), both (n, length).

        It gives rows of length 1: (n, dimension) when pooled, else (n, length, dimension).
        """
        ids = ops.parameter([-1, -1], np.int64, "ids")
        mask = ops.parameter([-1, -1], np.float32, "mask")
        bias = ops.unsqueeze(
            ops.multiply(ops.subtract(mask, _floats(1.0)), _floats(1e9)), _ints([1, 2])
        )
        states = self._embeddings(ids)
        for i in range(self._bert.layers):
            states = self._layer(states, bias, f"encoder.layer.{i}.")
        if pooled:
            states = self._pool(states, mask)
        rows = ops.normalize_l2(states, _ints([1 if pooled else 2]), 1e-12, "max")
        return openvino.Model([ops.result(rows)], [ids, mask], "encoder")

    def _embeddings(self, ids: Any) -> Any:
        tensor = self._bert.tensor
        length = ops.gather(ops.shape_of(ids), _ints(1), _ints(0))
        words = ops.gather(_floats(tensor("embeddings.word_embeddings.weight")), ids, _ints(0))
        # A text is all of one segment: the first token type goes into the positions.
        places = tensor("embeddings.position_embeddings.weight")
        places = places + tensor("embeddings.token_type_embeddings.weight")[0]
        numbers = ops.range(_ints(0), length, _ints(1), "i64")
        summed = ops.add(words, ops.gather(_floats(places), numbers, _ints(0)))
        return self._norm(summed, "embeddings.LayerNorm")

    def _layer(self, states: Any, bias: Any, name: str) -> Any:
        attended = self._linear(
            self._attention(states, bias, name), f"{name}attention.output.dense"
        )
        states = self._norm(ops.add(attended, states), f"{name}attention.output.LayerNorm")
        wide = ops.gelu(self._linear(states, f"{name}intermediate.dense"), "ERF")
        narrow = self._linear(wide, f"{name}output.dense")
        return self._norm(ops.add(narrow, states), f"{name}output.LayerNorm")

    def _attention(self, states: Any, bias: Any, name: str) -> Any:
        size = self._bert.dimension // self._bert.heads

        def heads(part: str) -> Any:
            flat = self._linear(states, f"{name}attention.self.{part}")
            shaped = ops.reshape(flat, _ints([0, 0, self._bert.heads, size]), True)
            return ops.transpose(shaped, _ints([0, 2, 1, 3]))

        mixed = ops.scaled_dot_product_attention(heads("query"), heads("key"), heads("value"), bias)
        joined = ops.transpose(mixed, _ints([0, 2, 1, 3]))
        return ops.reshape(joined, _ints([0, 0, self._bert.dimension]), True)

    def _linear(self, states: Any, name: str) -> Any:
        weights = self._bert.tensor(f"{name}.weight")
        product = ops.matmul(
            states, _int8(weights) if self._int8 else _floats(weights), False, True
        )
        return ops.add(product, _floats(self._bert.tensor(f"{name}.bias")[None, None]))

    def _norm(self, states: Any, name: str) -> Any:
        centred = ops.mvn(states, _ints([-1]), True, self._bert.epsilon, "INSIDE_SQRT")
        scaled = ops.multiply(centred, _floats(self._bert.tensor(f"{name}.weight")[None, None]))
        return ops.add(scaled, _floats(self._bert.tensor(f"{name}.bias")[None, None]))

    def _pool(self, states: Any, mask: Any) -> Any:
        """Return the mean of the tokens, or the first one; what it is divided by cancels out."""
        if self._bert.pooling == "cls":
            return ops.gather(states, _ints(0), _ints(1))
        return ops.squeeze(
            ops.matmul(ops.unsqueeze(mask, _ints([1])), states, False, False), _ints([1])
        )


def _floats(values: Any) -> Any:
    return ops.constant(np.ascontiguousarray(values, np.float32))


def _ints(values: Any) -> Any:
    return ops.constant(np.asarray(values, np.int64))


def _int8(weights: NDArray[np.float32]) -> Any:
    """Return weights as unsigned bytes, with a scale and a zero for each output.

    The plugin then multiplies bytes, rounding the activations in groups of `_GROUP` as they come:
    each row by itself, so that a text's vector does not depend on its neighbours.
    """
    low = np.minimum(weights.min(axis=1, keepdims=True), 0.0)
    high = np.maximum(weights.max(axis=1, keepdims=True), 0.0)
    scale = np.maximum((high - low) / 255.0, 1e-12)
    zero = np.rint(-low / scale)
    rounded = np.clip(np.rint(weights / scale) + zero, 0, 255).astype(np.uint8)
    centred = ops.subtract(
        ops.convert(ops.constant(rounded), "f32"),
        ops.convert(ops.constant(zero.astype(np.uint8)), "f32"),
    )
    return ops.multiply(centred, _floats(scale))
