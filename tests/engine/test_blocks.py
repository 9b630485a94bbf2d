"""Blocks in the engine: what they stand for is what is built, and reports speak of their instances."""

import keras
import numpy as np
import pytest

from graphnn.document.apply import apply
from graphnn.document.edits import Unpack
from graphnn.document.model import Block, BlockParameter, Document, Node
from graphnn.engine.budget import Budget
from tests.engine.builders import (
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


def residual() -> Block:
    """Return two layers with a shortcut around the first."""
    graph = wired(
        {
            "fc": Node(type="Dense", parameters={"units": {"$parameter": "size"}, "activation": "tanh"}),
            "sum": node("Add"),
        },
        "fc > sum.inputs.0",
    )
    return Block(
        parameters={"size": BlockParameter(default=4)},
        nodes=graph.nodes,
        edges=graph.edges,
        inputs=({"targets": ("fc", "sum.inputs.1")},),
        outputs=({"source": "sum"},),
    )


def network(**changed: Node) -> Document:
    nodes = {
        "x": shaped(4),
        "stage": Node(type="block.residual", repeat=3),
        "y": node("Dense", units=2),
        "answer": node("Output"),
    }
    return chain(**(nodes | changed)).model_copy(update={"blocks": {"residual": residual()}})


def test_an_instance_reports_the_shape_of_its_output_and_the_sum_of_its_parameters() -> None:
    report = inferred(network())

    assert report.diagnostics == ()
    assert set(report.nodes) == {"x", "stage", "y", "answer"}
    stage = report.nodes["stage"]
    assert stage.outputs["output"].shape == stage.inputs[0].shape == (None, 4)
    assert stage.parameter_count == stage.trainable_parameter_count == 3 * 20
    assert report.nodes["y"].inputs[0].shape == (None, 4)
    assert report.parameter_count == built(network()).model.count_params()


def test_a_network_of_blocks_computes_what_the_unpacked_one_computes() -> None:
    values = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")

    def outcome(document: Document) -> np.ndarray:
        keras.utils.set_random_seed(1)
        return np.asarray(built(document).model(values))

    np.testing.assert_array_equal(outcome(network()), outcome(apply(network(), Unpack(id="stage"))))


def test_layers_are_named_by_the_way_to_them() -> None:
    names = [layer.name for layer in built(network()).model.layers]

    assert names[:3] == ["x", "stage_1_fc", "stage_1_sum"]


def test_an_instance_that_shares_another_has_its_very_weights() -> None:
    again = Node(type="block.residual", shares="stage")
    document = chain(x=shaped(4), stage=Node(type="block.residual", repeat=2), again=again, answer=node("Output"))
    document = document.model_copy(update={"blocks": {"residual": residual()}})

    report = inferred(document)

    assert report.nodes["again"].parameter_count == 0
    assert report.parameter_count == built(document).model.count_params() == 2 * 20


def test_a_fault_of_keras_inside_a_block_is_told_at_the_instance_and_what_follows_is_unknown() -> None:
    report = inferred(network(stage=Node(type="block.residual", parameters={"size": 3}, repeat=3)))

    [fault] = report.diagnostics
    assert fault.nodes == ("stage",)
    assert "stage › 1 › sum" in fault.message
    assert "stage_1" not in fault.message + fault.hint
    assert set(report.nodes) == {"x"}


def test_a_fault_behind_a_block_names_the_way_to_what_feeds_it() -> None:
    image = Block(
        nodes={"conv": node("Conv2D", filters=2, kernel_size=3)},
        inputs=({"targets": ("conv",)},),
        outputs=({"source": "conv"},),
    )
    document = chain(
        x=shaped(8, 8, 1), stage=Node(type="block.image"), last=node("LSTM", units=2), answer=node("Output")
    )

    [fault] = inferred(document.model_copy(update={"blocks": {"image": image}})).diagnostics

    assert fault.nodes == ("last",)
    assert "stage › conv gives 6 × 6 × 2" in fault.message


def test_the_node_that_takes_most_memory_is_named_by_the_way_to_it() -> None:
    document = network(stage=Node(type="block.residual", parameters={"size": 4000}, repeat=1), x=shaped(4000))

    report = inferred(document, Budget(memory_bytes=10**6))

    assert report.diagnostics[-1].nodes == ("stage",)
    assert "stage › fc is the largest" in report.diagnostics[-1].message


def test_a_bypassed_block_lets_its_input_through_and_a_muted_one_is_absent() -> None:
    bypassed = inferred(network(stage=Node(type="block.residual", state="bypassed")))
    muted = inferred(network(stage=Node(type="block.residual", state="muted")))

    assert bypassed.diagnostics == ()
    assert bypassed.nodes["stage"].outputs["output"].shape == (None, 4)
    assert bypassed.nodes["stage"].parameter_count == 0
    assert [(fault.code, fault.nodes) for fault in muted.diagnostics if fault.severity == "error"] == [
        ("node/unconnected", ("y",))
    ]


def test_an_instance_that_leads_nowhere_is_left_out_whole() -> None:
    nodes = {"x": shaped(4), "stage": Node(type="block.residual"), "answer": node("Output")}
    document = wired(nodes, "x > stage", "x > answer").model_copy(update={"blocks": {"residual": residual()}})

    report = inferred(document)

    assert report.left_out == ("stage",)
    assert report.nodes["stage"].parameter_count == 20
    assert report.parameter_count == built(document).model.count_params() == 0


def test_a_faulty_instance_of_any_kind_leaves_what_follows_unknown() -> None:
    for stage in (Node(type="block.gone"), Node(type="block.residual", parameters={"sise": 3})):
        report = inferred(network(stage=stage))

        assert not report.is_valid
        assert {node_id for fault in report.diagnostics for node_id in fault.nodes} == {"stage"}
        assert "y" not in report.nodes


def test_a_graph_without_an_output_may_end_in_a_block() -> None:
    document = chain(x=shaped(4), stage=Node(type="block.residual")).model_copy(
        update={"blocks": {"residual": residual()}}
    )

    assert built(document).model.output.shape == (None, 4)


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_a_layer_inside_a_block_adapts_to_the_data(tmp_path) -> None:

    normal = Block(
        nodes={"norm": node("Normalization")}, inputs=({"targets": ("norm",)},), outputs=({"source": "norm"},)
    )
    document = function_fit(hidden=Node(type="block.normal")).model_copy(update={"blocks": {"normal": normal}})

    assert events_of(run_in(tmp_path, document))[-1].outcome == "finished"


def test_the_inside_of_a_block_is_reported_by_the_way_to_it() -> None:
    outer = Block(
        nodes={"core": Node(type="block.residual", repeat=2)},
        inputs=({"targets": ("core",)},),
        outputs=({"source": "core"},),
    )
    document = network(stage=Node(type="block.outer", repeat=3))

    inside = inferred(document.model_copy(update={"blocks": {"residual": residual(), "outer": outer}})).inside

    assert set(inside) == {"stage/core", "stage/core/fc", "stage/core/sum"}
    assert inside["stage/core/fc"].parameter_count == 20
    assert inside["stage/core"].parameter_count == 40
    assert inside["stage/core"].outputs["output"].shape == (None, 4)


def test_a_fault_inside_a_block_tells_the_way_to_it() -> None:
    broken = residual().model_copy(update={"nodes": {**residual().nodes, "fc": node("Dense", units=5)}})
    document = network().model_copy(update={"blocks": {"residual": broken}})

    (fault,) = inferred(document).diagnostics

    assert fault.nodes == ("stage",)
    assert fault.ways[0] == ("stage", "sum")
