import json
from typing import Any

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Document
from graphnn.document.values import thaw
from graphnn.errors import ModelError
from graphnn.exchange import operations
from graphnn.exchange.from_keras import convert
from graphnn.exchange.tensorflow_operations import FUNCTIONS
from tests.document.builders import wires
from tests.exchange.configs import entrance, functional, layer, operation, tensor, tensorflow_operation

X = tensor("x", shape=[None, 4, 6])
SIX = [1.0, 2.0, 4.0, -2.0, 0.5, 8.0]


def array(value: Any, dtype: str = "float32") -> dict[str, Any]:
    """Return an array as Keras 3 writes it among the arguments of a call."""
    return {"class_name": "__numpy__", "config": {"value": value, "dtype": dtype}}


def converted(*layers: Any, outputs: Any = None) -> Document:
    """Return what becomes of layers behind an input `x` of 4 by 6; the last one's outcome is the model's."""
    ends = outputs or [[layers[-1]["name"], 0, 0]]
    tree = functional(entrance("x", 4, 6), *layers, inputs=[["x", 0, 0]], outputs=ends)
    return convert(tree, load_catalogue(), name="model").document


def parts(document: Document) -> dict[str, tuple[str, Any]]:
    return {
        name: (node.type, thaw(node.parameters))
        for name, node in document.nodes.items()
        if node.type not in ("Input", "Output")
    }


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        (operation("Add", "plus", X, 2), ("ops.add", {"x2": 2})),
        (operation("Add", "plus", 2, X), ("ops.add", {"x2": 2})),
        (operation("Add", "plus", array(SIX), X), ("Rescaling", {"scale": 1.0, "offset": SIX})),
        (operation("Subtract", "minus", X, array(SIX)), ("Rescaling", {"scale": 1.0, "offset": [-n for n in SIX]})),
        (operation("Subtract", "minus", array([[SIX]]), X), ("Rescaling", {"scale": -1.0, "offset": SIX})),
        (operation("Multiply", "times", X, array(SIX)), ("Rescaling", {"scale": SIX})),
        (operation("Divide", "over", X, array(SIX)), ("Rescaling", {"scale": [1 / n for n in SIX]})),
        (
            operation("ReLU", "cut", X, module="activations")
            | {"module": "keras.src.activations.activations"}
            | {"config": {"name": "cut", "negative_slope": 0.1, "max_value": 6.0, "threshold": 0.0}},
            ("ReLU", {"negative_slope": 0.1, "max_value": 6.0}),
        ),
        (operation("Greater", "above", 0.5, X), ("ops.less", {"x2": 0.5})),
        (operation("Subtract", "minus", 1, X), ("ops.subtract", {"x1": 1})),
        (operation("TrueDivide", "over", X, 255.0), ("ops.divide", {"x2": 255.0})),
        (operation("Absolute", "size", X), ("ops.abs", {})),
        (operation("Mean", "mean", X, axis=-1, keepdims=True), ("ops.mean", {"axis": -1, "keepdims": True})),
        (operation("Amax", "top", X, axis=[1, 2], keepdims=False), ("ops.max", {"axis": [1, 2]})),
        (operation("Reshape", "shape", X, newshape=[-1, 24]), ("ops.reshape", {"newshape": [-1, 24]})),
        (operation("Relu", "relu", X, module="nn"), ("ops.relu", {})),
        (operation("TopK", "top", X, module="math", k=2, sorted=True), ("ops.top_k", {"k": 2})),
        (operation("Cast", "cast", X, module="core", dtype="int32"), ("ops.cast", {"dtype": "int32"})),
        (operation("Softsign", "soft", X, module="nn"), ("Activation", {"activation": "softsign"})),
        (operation("Gelu", "gelu", X, module="nn", approximate=False), ("ops.gelu", {"approximate": False})),
        (operation("Gelu", "gelu", X, module="nn", approximate=True), ("ops.gelu", {})),
        (operation("Celu", "celu", X, module="nn", alpha=0.3), ("ops.celu", {"alpha": 0.3})),
        (operation("SoftShrink", "soft", X, module="nn", threshold=0.2), ("ops.soft_shrink", {"threshold": 0.2})),
        (operation("Squareplus", "square", X, module="nn", b=2), ("ops.squareplus", {"b": 2})),
        (operation("Sparsemax", "sparse", X, module="nn", axis=1), ("ops.sparsemax", {"axis": 1})),
        (operation("Elu", "elu", X, module="nn", alpha=0.2), ("ELU", {"alpha": 0.2})),
        (operation("LeakyRelu", "leak", X, module="nn", negative_slope=0.1), ("LeakyReLU", {"negative_slope": 0.1})),
        (
            operation("Pad", "pad", X, pad_width=[[0, 0], [1, 2], [0, 0]], mode="reflect"),
            ("ops.pad", {"pad_width": [[0, 0], [1, 2], [0, 0]], "mode": "reflect"}),
        ),
        (operation("Digitize", "bins", X, array([0.5, 2.0])), ("Discretization", {"bin_boundaries": [0.5, 2.0]})),
        (operation("Take", "last", X, [5, 0], axis=-1), ("ops.take", {"indices": [5, 0], "axis": -1})),
        (operation("Quantile", "median", X, 0.5, axis=1), ("ops.quantile", {"q": 0.5, "axis": 1})),
        (
            operation("Slice", "block", X, [0, 1, 0], shape=[-1, 2, 6]),
            ("ops.slice", {"start_indices": [0, 1, 0], "shape": [-1, 2, 6]}),
        ),
        (operation("Ravel", "flat", X), ("ops.reshape", {"newshape": -1})),
    ],
    ids=lambda given: given["class_name"] if isinstance(given, dict) else "",
)
def test_an_operation_becomes_the_node_that_does_the_same(given, becomes):
    document = converted(given)

    assert parts(document) == {given["name"]: becomes}


def test_a_part_of_a_tensor_is_written_as_numpy_writes_it():
    key = [
        {"class_name": "__slice__", "config": {"start": None, "stop": None, "step": None}},
        {"class_name": "__slice__", "config": {"start": 1, "stop": 9, "step": 2}},
        {"class_name": "__ellipsis__", "config": {}},
        -1,
        None,
    ]

    document = converted(operation("GetItem", "part", X, key))

    assert thaw(document.nodes["part"].parameters) == {"key": ":, 1:9:2, ..., -1, None"}


def test_tensors_go_to_the_ports_by_name():
    document = converted(
        operation("Greater", "above", X, 0),
        operation("Where", "choose", tensor("above"), X, 0.0),
        operation("Concatenate", "both", [tensor("choose"), X], axis=-1),
        operation("Einsum", "sum", tensor("both"), tensor("both"), subscripts="bij,bkj->bik"),
    )

    assert wires(document) == [
        "x > above.x1",
        "above > choose.condition",
        "x > choose.x1",
        "choose > both.inputs.0",
        "x > both.inputs.1",
        "both > sum.inputs.0",
        "both > sum.inputs.1",
        "sum > output",
    ]
    assert parts(document)["choose"] == ("ops.where", {"x2": 0.0})


@pytest.mark.parametrize(
    ("asked", "keys"),
    [(3, [":, :, :2", ":, :, 2:4", ":, :, 4:"]), ([1], [":, :, :1", ":, :, 1:"])],
)
def test_what_is_split_becomes_its_parts(asked, keys):
    split = operation("Split", "thirds", X, indices_or_sections=asked, axis=-1)
    ends = [["thirds", 0, number] for number in range(len(keys))]

    document = converted(split, outputs=ends)

    assert [node["key"] for _, node in parts(document).values()] == keys
    assert len([node for node in document.nodes.values() if node.type == "Output"]) == len(keys)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (operation("Unfold", "columns", X), r"columns \(Unfold\): no node stands for the operation unfold"),
        (operation("SVD", "svd", X, module="linalg", compute_uv=False), "gives the singular values alone"),
        (operation("Add", "plus", X, 1) | {"registered_name": "my>Add"}, "my>Add is a class of its author's own"),
        (operation("Add", "plus", X, 1) | {"module": "my.ops.numpy"}, "my.ops.numpy.Add is a class"),
        (operation("Add", "plus", X, {"class_name": "__lambda__", "config": {}}), "lambda, which holds Python code"),
        (operation("Add", "plus", X, {"class_name": "function", "config": "os.system"}), "the object function"),
        (operation("Add", "plus", X), "needs an input and has none at its x2"),
        (operation("GetItem", "part", X, "os.system"), "taken by 'os.system'"),
        (operation("GetItem", "part", X, [{"class_name": "__slice__", "config": {"start": "f()"}}]), "taken by"),
        (operation("GetItem", "part", X, [X, 0]), "taken by another tensor"),
        (operation("Split", "half", tensor("x"), indices_or_sections=2, axis=-1), "does not tell the shape"),
        (operation("Split", "fifth", X, indices_or_sections=4, axis=-1), "split into 4 parts of 6"),
        (operation("Split", "dust", X, indices_or_sections=10**9, axis=-1), "split into 1000000000 parts"),
        (operation("Pad", "pad", X, pad_width=2), "its pad_width is 2. Give a list of two whole numbers for each axis"),
        (operation("Concatenate", "both", [X, 1.0], axis=-1), "which no graph can hold"),
        (operation("MeanAll", "mean", X, axis=-1), "no node stands for the operation mean_all"),
    ],
    ids=range(16),
)
def test_an_operation_that_no_node_stands_for_is_refused_with_its_name(given, reason):
    with pytest.raises(ModelError, match=reason):
        converted(given)


def test_every_name_in_the_tables_is_one_of_the_catalogue():
    catalogue = load_catalogue()
    taken = {*operations._SPECIAL, *operations._ACTIVATIONS, *operations._LAYERS}
    ops = {each.operation for each in catalogue.layers.values() if each.operation is not None}

    assert set(operations._ACTIVATIONS) <= set(catalogue.activations)
    assert set(operations._LAYERS.values()) <= set(catalogue.layers)
    assert {*operations._SAME.values(), *operations._MIRRORED.values()} <= ops
    assert {function.operation for function in FUNCTIONS.values()} <= ops | taken


@pytest.mark.parametrize(
    ("function", "entry", "becomes"),
    [
        ("__operators__.add", ["x", 0, 0, {"y": 1.0, "name": None}], ("ops.add", {"x2": 1.0})),
        (
            "math.subtract",
            ["_CONSTANT_VALUE", -1, 1.0, {"y": ["x", 0, 0], "name": None}],
            ("ops.subtract", {"x1": 1.0}),
        ),
        ("math.reduce_mean", ["x", 0, 0, {"axis": [1], "keepdims": True}], ("ops.mean", {"axis": 1, "keepdims": True})),
        (
            "compat.v1.transpose",
            ["x", 0, 0, {"perm": [0, 2, 1], "conjugate": False}],
            ("ops.transpose", {"axes": [0, 2, 1]}),
        ),
        (
            "clip_by_value",
            ["x", 0, 0, {"clip_value_min": 0, "clip_value_max": 6}],
            ("ops.clip", {"x_min": 0, "x_max": 6}),
        ),
        ("nn.gelu", ["x", 0, 0, {"approximate": False}], ("ops.gelu", {"approximate": False})),
        ("cast", ["x", 0, 0, {"dtype": "float32"}], ("ops.cast", {"dtype": "float32"})),
        ("nn.leaky_relu", ["x", 0, 0, {}], ("Activation", {"activation": "leaky_relu"})),
        (
            "__operators__.getitem",
            [
                "x",
                0,
                0,
                {"slice_spec": [{"start": None, "stop": None, "step": None}, 0, {"class_name": "__ellipsis__"}]},
            ],
            ("ops.get_item", {"key": ":, 0, ..."}),
        ),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_function_of_tensorflow_becomes_the_node_that_does_the_same(function, entry, becomes):
    document = converted(tensorflow_operation(function, f"tf.{function}", entry))

    assert list(parts(document).values()) == [becomes]


def test_tensors_by_name_and_in_lists_reach_functions_of_tensorflow():
    document = converted(
        tensorflow_operation("math.greater", "above", ["x", 0, 0, {"y": 0}]),
        tensorflow_operation("where", "choose", ["above", 0, 0, {"x": ["x", 0, 0], "y": 0.0}]),
        tensorflow_operation("concat", "both", ["choose", 0, 0, {"axis": 1}], ["x", 0, 0, {"axis": 1}]),
        tensorflow_operation(
            "split", "parts", ["both", 0, 0, {"num_or_size_splits": [3, 5], "axis": 1}], shape=[None, 8, 6]
        ),
        layer("Add", "sum", [[tensor("parts"), tensor("x")]]),
        outputs=[["parts", 0, 1]],
    )

    assert wires(document)[2:5] == ["x > choose.x1", "choose > both.inputs.0", "x > both.inputs.1"]
    assert [parameters for kind, parameters in parts(document).values() if kind == "ops.get_item"] == [
        {"key": ":, :3"},
        {"key": ":, 3:"},
    ]


GRAPH_NODE = """
{"class_name": "TensorFlowOpLayer", "name": "tf_op_layer_mean", "config": {"name": "mean", "trainable": true,
 "dtype": "float32", "node_def": {"name": "mean", "op": "Mean", "input": ["x", "mean/axis"],
 "attr": {"T": {"type": "DT_FLOAT"}, "keep_dims": {"b": true}}}, "constants": {"1": [1]}},
 "inbound_nodes": [[["x", 0, 0, {}]]]}
"""


def test_a_node_of_tensorflows_graph_becomes_the_node_that_does_the_same():
    document = converted(json.loads(GRAPH_NODE))

    assert parts(document) == {"tf_op_layer_mean": ("ops.mean", {"axis": 1, "keepdims": True})}


@pytest.mark.parametrize("function", ["nn.conv2d", "io.read_file", "py_function", 7, None])
def test_a_function_of_tensorflow_that_no_node_stands_for_is_refused_by_name(function):
    given = tensorflow_operation("math.abs", "f", ["x", 0, 0, {}])
    given["config"]["function"] = function

    with pytest.raises(ModelError, match=r"f \(.*\): no node stands for this function"):
        converted(given)


@pytest.mark.parametrize(
    "given",
    [
        operation("Matmul", "m", X, array([SIX] * 6)),
        operation("Add", "m", X, array([1.0, 2.0])),
        operation("Add", "m", X, array(SIX, "float64")),
        operation("Divide", "m", X, array([0.0] * 6)),
        operation("Divide", "m", array(SIX), X),
        operation("Maximum", "m", X, array(SIX)),
        operation("Add", "m", X, array({"class_name": "__lambda__"})),
    ],
)
def test_an_array_that_no_parameter_can_hold_is_refused_with_the_cure(given):
    with pytest.raises(ModelError, match=r"m \(\w+\): it computes with an array.*weights of a layer"):
        converted(given)
