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

from assistant.bert_files import read_bert
from assistant.bert_network import BertNetwork
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
        flags = cpu_flags()
        self._precision = precision or fastest_precision(flags)
        self._between = between_products(self._precision, flags)
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
            "INFERENCE_PRECISION_HINT": self._between,
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": _GROUP if self._precision == "int8" else 0,
            "NUM_STREAMS": self._streams,
            "INFERENCE_NUM_THREADS": self._streams,
        }
        try:
            network = BertNetwork(self._bert, int8=self._precision == "int8").model(pooled=pooled)
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


def between_products(precision: str, flags: frozenset[str]) -> str:
    """Return the arithmetic of what is done between the products of weights, as OpenVINO names it.

    Where bytes are multiplied, attention in bfloat16 takes half the time that it takes in float32.
    """
    halves = precision == "bf16" or (precision == "int8" and "avx512_bf16" in flags)
    return "bf16" if halves else "f32"


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
