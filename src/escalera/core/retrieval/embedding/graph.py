"""The encoder as an ONNX graph: from the sum of a text's word and place vectors to the mean of its last layer."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper


class _Drawing:
    """Nodes and constants, each named as it comes."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def hold(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        value = np.asarray(value)
        value = value.astype(np.float32) if value.dtype.kind == "f" else value
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, *inputs: str, **how: Any) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **how))
        return name

    def linear(self, x: str, matrix: Any, bias: Any) -> str:
        return self.add("Add", self.add("MatMul", x, self.hold(matrix.T)), self.hold(bias))

    def levelled(self, x: str, scale: Any, shift: Any, epsilon: float) -> str:
        return self.add("LayerNormalization", x, self.hold(scale), self.hold(shift), axis=-1, epsilon=epsilon)


def graph_of(packed: Any, opset: int, file_format: int) -> ModelProto:
    """Return the whole model: input "x" (pieces, width), output "vector" (width), not yet of length 1."""
    draw, weights = _Drawing(), packed.weights
    x = draw.levelled("x", weights["emb.ln.w"], weights["emb.ln.b"], packed.epsilon)
    for layer in range(packed.layers):
        x = _layer(draw, x, {name[len(f"l{layer}.") :]: one for name, one in weights.items()
                             if name.startswith(f"l{layer}.")}, packed)  # fmt: skip
    draw.nodes.append(helper.make_node("ReduceMean", [x], ["vector"], axes=[0], keepdims=0))
    ends = [
        helper.make_tensor_value_info("x", TensorProto.FLOAT, ["pieces", packed.width]),
        helper.make_tensor_value_info("vector", TensorProto.FLOAT, [packed.width]),
    ]
    graph = helper.make_graph(draw.nodes, "encoder", ends[:1], ends[1:], draw.constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=file_format)


def _layer(draw: _Drawing, x: str, own: dict[str, Any], packed: Any) -> str:
    """Attention among the pieces, then each by itself; both are added to what came in and levelled."""
    wide = packed.width // packed.heads
    heads = draw.hold(np.array([0, packed.heads, wide], np.int64))
    own["q.w"], own["q.b"] = own["q.w"] / np.sqrt(wide), own["q.b"] / np.sqrt(wide)
    parts = [draw.add("Reshape", draw.linear(x, own[f"{one}.w"], own[f"{one}.b"]), heads) for one in "qkv"]
    asked, key, value = (
        draw.add("Transpose", part, perm=perm)
        for part, perm in zip(parts, ([1, 0, 2], [1, 2, 0], [1, 0, 2]), strict=True)
    )
    shares = draw.add("Softmax", draw.add("MatMul", asked, key), axis=-1)
    seen = draw.add("Transpose", draw.add("MatMul", shares, value), perm=[1, 0, 2])
    flat = draw.add("Reshape", seen, draw.hold(np.array([0, packed.width], np.int64)))
    x = draw.add("Add", x, draw.linear(flat, own["ao.w"], own["ao.b"]))
    x = draw.levelled(x, own["aln.w"], own["aln.b"], packed.epsilon)
    inner = draw.linear(x, own["fi.w"], own["fi.b"])
    halves = [draw.hold(np.array(number, np.float32)) for number in (np.sqrt(2), 1, 0.5)]
    bent = draw.add("Add", draw.add("Erf", draw.add("Div", inner, halves[0])), halves[1])
    inner = draw.add("Mul", draw.add("Mul", inner, bent), halves[2])
    x = draw.add("Add", x, draw.linear(inner, own["fo.w"], own["fo.b"]))
    return draw.levelled(x, own["oln.w"], own["oln.b"], packed.epsilon)
