"""Operations of keras.ops as nodes: constants, slices, names, and what only data would find out."""

from pathlib import Path

import keras
import numpy as np
import pytest

from graphnn.analysis.check import check
from graphnn.document.model import Document, Node
from graphnn.document.values import Json
from graphnn.protocol.events import RunEnded
from tests.engine.builders import (
    CATALOGUE,
    SAVING_WARNS,
    built,
    chain,
    events_of,
    function_fit,
    inferred,
    node,
    run_in,
    shaped,
    wired,
)

VALUES = np.arange(24, dtype="float32").reshape(2, 3, 4)


def of_one(operation: str, **parameters: Json) -> Document:
    """Return a document of one operation on a tensor of 3 × 4."""
    first = CATALOGUE.layers[operation].inputs[0].name
    nodes = {"x": shaped(3, 4), "operation": node(operation, **parameters), "answer": node("Output")}
    return wired(nodes, f"x > operation.{first}" + (".0" if CATALOGUE.layers[operation].inputs[0].is_list else ""),
                 "operation > answer")  # fmt: skip


def computed(document: Document) -> np.ndarray:
    return keras.ops.convert_to_numpy(built(document).model(VALUES))


def test_every_operation_is_a_function_of_keras() -> None:
    operations = [each.operation for each in CATALOGUE.layers.values() if each.operation is not None]

    assert len(operations) > 120
    assert all(callable(getattr(keras.ops, operation)) for operation in operations)
    assert all(p.place == "call" for o in operations for p in CATALOGUE.layers[f"ops.{o}"].parameters)


@pytest.mark.parametrize(
    ("document", "values"),
    [
        (of_one("ops.add", x2=1), VALUES + 1),
        (of_one("ops.power", x2=2), VALUES**2),
        (of_one("ops.mean", axis=-1, keepdims=True), VALUES.mean(axis=-1, keepdims=True)),
        (of_one("ops.max", axis=[1, 2]), VALUES.max(axis=(1, 2))),
        (of_one("ops.get_item", key=":, 0:2, -1"), VALUES[:, 0:2, -1]),
        (of_one("ops.transpose", axes=[0, 2, 1]), VALUES.transpose(0, 2, 1)),
        (of_one("ops.reshape", newshape=[-1, 12]), VALUES.reshape(-1, 12)),
        (of_one("ops.greater", x2=3), VALUES > 3),
        (of_one("ops.einsum", subscripts="bij->bj"), VALUES.sum(axis=1)),
        (of_one("ops.take", indices=[2, 0], axis=1), VALUES.take([2, 0], axis=1)),
        (of_one("ops.slice", start_indices=[0, 1, 0], shape=[-1, 2, 4]), VALUES[:, 1:3]),
        (
            of_one("ops.pad", pad_width=[[0, 0], [1, 2], [0, 0]], constant_values=7),
            np.pad(VALUES, [(0, 0), (1, 2), (0, 0)], constant_values=7),
        ),
        (of_one("ops.quantile", q=0.3, axis=[1, 2], keepdims=True), np.quantile(VALUES, 0.3, (1, 2), keepdims=True)),
        (of_one("ops.percentile", q=30, axis=-1, method="lower"), np.percentile(VALUES, 30, -1, method="lower")),
        (of_one("ops.ptp", axis=-1), np.ptp(VALUES, axis=-1)),
        (of_one("ops.average", axis=1), VALUES.mean(axis=1)),
        (of_one("ops.trapezoid", x=[0, 1, 3, 6]), np.trapezoid(VALUES, [0, 1, 3, 6])),
        (of_one("ops.fmod", x2=5), np.fmod(VALUES, 5)),
        (of_one("ops.full_like", fill_value=0.5), np.full_like(VALUES, 0.5)),
        (of_one("ops.threshold", threshold=3, default_value=-1), np.where(VALUES > 3, VALUES, -1)),
        (
            of_one("ops.extract_sequences", sequence_length=3, sequence_stride=1),
            np.lib.stride_tricks.sliding_window_view(VALUES, 3, axis=-1),
        ),
        (of_one("ops.glu"), VALUES[..., :2] / (1 + np.exp(-VALUES[..., 2:]))),
    ],
    ids=lambda each: each.nodes["operation"].type if isinstance(each, Document) else "",
)
@pytest.mark.filterwarnings(SAVING_WARNS)
def test_an_operation_computes_what_numpy_does(document: Document, values: np.ndarray) -> None:
    np.testing.assert_allclose(computed(document), values, rtol=1e-6)
    assert inferred(document).nodes["operation"].outputs["output"].shape[1:] == values.shape[1:]


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_what_is_connected_goes_before_the_constant_that_stands_in() -> None:
    nodes = {"x": shaped(3, 4), "less": node("ops.subtract", x2=100), "answer": node("Output")}

    document = wired(nodes, "x > less.x1", "x > less.x2", "less > answer")

    np.testing.assert_array_equal(computed(document), np.zeros_like(VALUES))


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_operations_with_several_ports_compute_what_numpy_does() -> None:
    nodes = {
        "x": shaped(3, 4),
        "order": node("ops.argsort"),
        "sorted": node("ops.take_along_axis", axis=-1),
        "block": node("ops.get_item", key=":, 0:1, 0:2"),
        "written": node("ops.slice_update", start_indices=[0, 2, 2]),
        "large": node("ops.greater", x2=9),
        "small": node("ops.less", x2=3),
        "chosen": node("ops.select", default=-1),
        "weighed": node("ops.average", axis=1),
        "spread": node("ops.moments", axes=[1, 2]),
        **{name: node("Output") for name in ("a", "b", "c", "d", "e")},
    }
    wires = ["x > order", "x > sorted.x", "order > sorted.indices", "sorted > a", "x > block", "x > written.inputs"]
    wires += ["block > written.updates", "written > b", "x > large.x1", "x > small.x1", "large > chosen.condlist.0"]
    wires += ["small > chosen.condlist.1", "x > chosen.choicelist.0", "written > chosen.choicelist.1", "chosen > c"]
    wires += ["x > weighed.x", "written > weighed.weights", "weighed > d", "x > spread", "spread.variance > e"]
    values = -VALUES + 11

    found = built(wired(nodes, *wires)).model(values)

    written = values.copy()
    written[:, 2:, 2:] = values[:, :1, :2]
    expected = {
        "a": np.sort(values),
        "b": written,
        "c": np.select([values > 9, values < 3], [values, written], -1),
        "d": np.average(values, axis=1, weights=written),
        "e": values.var(axis=(1, 2)),
    }
    for name, each in expected.items():
        np.testing.assert_allclose(keras.ops.convert_to_numpy(found[name]), each, rtol=1e-5, err_msg=name)


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_sequences_of_classes_are_read_off_and_named_for_each_sample() -> None:
    nodes = {
        "steps": shaped(4, 3),
        "lengths": shaped(dtype="int32"),
        "reader": node("ops.ctc_decode"),
        "best": node("ops.get_item", key="0"),
        "answer": node("Output"),
    }
    wires = ("steps > reader.inputs", "lengths > reader.sequence_lengths", "reader.decoded > best", "best > answer")
    classes = np.array([[1, 1, 0, 2], [2, 0, 2, 1]])
    values = {"steps": 9 * np.eye(3, dtype="float32")[classes], "lengths": np.array([4, 3], "int32")}

    found = keras.ops.convert_to_numpy(built(wired(nodes, *wires)).model(values))

    # Class 0 parts what is the same; what follows the last class is -1.
    np.testing.assert_array_equal(found, [[1, 2, -1, -1], [2, 2, -1, -1]])


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_a_part_of_one_sample_goes_together_with_all_samples() -> None:
    nodes = {"x": shaped(3, 4), "one": node("ops.get_item", key=":1"), "both": node("ops.add"), "y": node("Output")}
    document = wired(nodes, "x > one", "x > both.x1", "one > both.x2", "both > y")

    np.testing.assert_array_equal(computed(document), VALUES + VALUES[:1])


def test_a_second_operand_is_connected_or_given() -> None:
    (fault,) = inferred(of_one("ops.multiply")).diagnostics

    assert (fault.code, fault.port) == ("node/unconnected", "x2")
    assert fault.hint == "Connect a node to its x2, or set x2."


def test_an_operation_bears_the_id_of_its_node_wherever_it_is_applied() -> None:
    nodes = {
        "x": shaped(3, 4),
        "first": node("ops.add", x2=1),
        "again": Node(type="ops.add", shares="first"),
        "answer": node("Output"),
    }
    document = wired(nodes, "x > first.x1", "first > again.x1", "again > answer")

    names = [each.name for each in built(document).model.operations]

    assert inferred(document).diagnostics == ()
    assert names == ["x", "first", "again"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (of_one("ops.get_item", key=":, 9"), "layer/refused"),
        (of_one("ops.get_item", key="x"), "parameter/kind"),
        (of_one("ops.top_k", k=9), "layer/refused"),
        (of_one("ops.cumsum", axis=9), "shape/axis"),
        (of_one("ops.transpose", axes=[0, 1]), "layer/refused"),
        (of_one("ops.inv"), "layer/refused"),
        (of_one("ops.mean"), "output/batch"),
        (of_one("ops.get_item", key="0"), "output/batch"),
        (of_one("ops.transpose", axes=[1, 0, 2]), "output/batch"),
        (of_one("ops.pad", pad_width=[[1, 0], [0, 0], [0, 0]]), "shape/batch"),
        (of_one("ops.get_item", key="1:"), "shape/batch"),
    ],
)
def test_what_an_operation_cannot_do_is_told_before_data_flows(document: Document, code: str) -> None:
    (fault,) = inferred(document).diagnostics

    assert fault.code == code
    assert "DT_" not in fault.message


@pytest.mark.parametrize("operation", ["add", "matmul", "concatenate"])
def test_tensors_that_do_not_go_together_are_named_with_their_shapes(operation: str) -> None:
    ports = [port.name for port in CATALOGUE.layers[f"ops.{operation}"].inputs]
    ends = ports if len(ports) == 2 else [f"{ports[0]}.0", f"{ports[0]}.1"]
    parameters: dict[str, Json] = {"axis": -1} if operation == "concatenate" else {}
    nodes = {"a": shaped(3, 4), "b": shaped(2, 5), "join": node(f"ops.{operation}", **parameters)}

    (fault,) = inferred(wired(nodes, f"a > join.{ends[0]}", f"b > join.{ends[1]}")).diagnostics

    assert fault.code == "shape/mismatch"
    assert "a gives 3 × 4 and b gives 2 × 5" in fault.message


@pytest.mark.parametrize("type", ["ops.load", "ops.cond", "ops.convert_to_numpy", "ops.__class__"])
def test_a_function_that_the_catalogue_does_not_list_is_no_node(type: str) -> None:
    document = chain(x=shaped(4), call=node(type), answer=node("Output"))

    assert [fault.code for fault in check(document, CATALOGUE) if fault.severity == "error"] == ["node/unknown-type"]


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_a_network_with_operations_learns_and_is_saved(tmp_path: Path) -> None:
    document = function_fit(curve=node("Dense", units=2), last=node("ops.mean", axis=-1, keepdims=True))
    nodes = dict(document.nodes)
    nodes["answer"] = nodes.pop("answer")
    document = document.model_copy(update={"nodes": nodes, "edges": chain(**nodes).edges})

    folder = run_in(tmp_path, document)

    assert [event.outcome for event in events_of(folder) if isinstance(event, RunEnded)] == ["finished"]
