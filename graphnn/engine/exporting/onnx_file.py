"""A Keras model as an ONNX file, by way of tf2onnx, with the names of its own inputs and outputs.

tf2onnx, onnx and onnxruntime are an extra, so they are imported only where they are needed.
"""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

# TensorFlow has no public name for making a function's variables constants.
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

OPSET = 18


def write_onnx(model: keras.Model, path: Path) -> None:
    """Write a model for inference; the batch may have any size."""
    import onnx  # only here: an extra
    from tf2onnx import convert  # likewise

    _teach_operators()
    names = [tensor.name for tensor in model.inputs]
    specs = {tensor.name: tf.TensorSpec(tensor.shape, tensor.dtype, tensor.name) for tensor in model.inputs}

    @tf.function  # type: ignore[untyped-decorator]  # TensorFlow comes without types
    def infer(**given: tf.Tensor) -> list[tf.Tensor]:
        tensors = given if len(given) > 1 else next(iter(given.values()))
        outputs = keras.tree.flatten(model(tensors, training=False))
        return [tf.identity(output, name=f"graphnn_output_{place}") for place, output in enumerate(outputs)]

    with _functions_inlined():
        traced = infer.get_concrete_function(**specs)
    # Variables, and what layers hold as constants, go into the graph: ONNX knows no state. Loops stay loops.
    frozen = convert_variables_to_constants_v2(traced, lower_control_flow=False)
    entering = [tensor.name for tensor in frozen.inputs]
    leaving = [tensor.name for tensor in frozen.outputs]
    proto, _ = convert.from_graph_def(
        frozen.graph.as_graph_def(), input_names=entering, output_names=leaving, opset=OPSET
    )
    by_tensor = dict(zip(leaving, _output_names(model), strict=True))
    by_tensor |= {tensor: tensor.partition(":")[0] for tensor in entering if tensor.partition(":")[0] in names}
    _rename(proto.graph, by_tensor)
    onnx.checker.check_model(proto)
    onnx.save(proto, str(path))


def run_onnx(path: Path, samples: Mapping[str, np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
    """Return what an ONNX file computes."""
    import onnxruntime  # only here: an extra

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    wanted = {each.name for each in session.get_inputs()}
    outputs: list[np.ndarray[Any, Any]] = session.run(
        None, {name: values for name, values in samples.items() if name in wanted}
    )
    return outputs


@contextlib.contextmanager
def _functions_inlined() -> Iterator[None]:
    """Trace functions within a function in place: Keras calls one for XLA in grouped convolutions, ONNX has no call."""
    before = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(before)


def _output_names(model: keras.Model) -> list[str]:
    """Return a name for each output: its key where the model gives them by name, else that of its layer."""
    inputs = {tensor.name for tensor in model.inputs}
    keys = sorted(model.output) if isinstance(model.output, dict) else list(model.output_names)
    return [f"{key}_output" if key in inputs else key for key in keys]


def _rename(graph: Any, names: Mapping[str, str]) -> None:
    for node in graph.node:
        for references in (node.input, node.output):
            for place, name in enumerate(references):
                references[place] = names.get(name, name)
    for values in (graph.input, graph.output, graph.value_info):
        for value in values:
            value.name = names.get(value.name, value.name)


def _teach_operators() -> None:
    """Teach tf2onnx the operators of TensorFlow that ONNX lacks and it leaves as they are."""
    from tf2onnx.handler import tf_op  # only here: an extra

    @tf_op("Erfc")
    class Erfc:
        """erfc(x) = 1 - erf(x), which gelu is made of."""

        @classmethod
        def version_9(cls, context: Any, node: Any, **_: Any) -> None:
            """Put two operators in the place of the one."""
            shape, dtype = context.get_shape(node.output[0]), context.get_dtype(node.output[0])
            context.remove_node(node.name)
            erf = context.make_node("Erf", [node.input[0]], shapes=[shape], dtypes=[dtype])
            one = context.make_const(f"{node.name}_one", np.array(1, dtype="float32"))
            context.make_node(
                "Sub", [one.output[0], erf.output[0]], outputs=node.output, shapes=[shape], dtypes=[dtype]
            )
