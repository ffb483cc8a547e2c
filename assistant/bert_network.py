"""Lays out BERT sentence encoders as OpenVINO models, in floats or in bytes.

Built straight from the weights: neither PyTorch nor a converted copy is needed. It does not run
anything; `assistant.openvino_encoder`, the other owner of openvino, does.
"""

from typing import Any

import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import opset13 as ops

from assistant.bert_files import BertFiles


class BertNetwork:
    """Lays out BERT (Devlin et al. 2019, https://arxiv.org/abs/1810.04805) as an OpenVINO model."""

    def __init__(self, bert: BertFiles, *, int8: bool) -> None:
        """Take a model; `int8` multiplies bytes."""
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
        bias = self._bert.tensor(f"{name}.bias")
        product = ops.matmul(
            states, _int8(weights) if self._int8 else _floats(weights), False, True
        )
        return ops.add(product, _floats(bias[None, None]))

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

    The plugin then multiplies bytes, rounding the activations in groups as they come: each row
    by itself, so that a text's vector does not depend on its neighbours.
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
