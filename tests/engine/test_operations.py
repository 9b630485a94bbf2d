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
