import sys

import keras
import numpy as np
import pytest

from graphnn.document.model import Node
from graphnn.engine.budget import Budget
from graphnn.engine.build import build_model, infer_graph
from graphnn.errors import FaultyGraphError
from graphnn.protocol.report import NodeReport, TensorSpec
from tests.engine.builders import CATALOGUE, GIGABYTE, built, chain, inferred, learning, node, shaped, wired


def numbers(*shape: int | None) -> TensorSpec:
    return TensorSpec(shape=(None, *shape), dtype="float32")


def kernel(model: keras.Model, layer: str) -> np.ndarray:
    return model.get_layer(layer).kernel.numpy()


def test_a_report_holds_what_reaches_and_leaves_each_node() -> None:
    report = inferred(chain(x=shaped(4), hidden=node("Dense", units=3), answer=node("Output")))

    assert report.nodes["x"] == NodeReport(outputs={"output": numbers(4)})
    assert report.nodes["hidden"] == NodeReport(
        inputs=(numbers(4),), outputs={"output": numbers(3)}, parameter_count=15, trainable_parameter_count=15
    )
    assert report.nodes["answer"] == NodeReport(inputs=(numbers(3),))
    assert report.parameter_count == report.trainable_parameter_count == 15
    assert report.is_valid


def test_the_model_has_the_ids_of_the_nodes_for_names_and_the_name_of_the_document() -> None:
    document = chain(pixels=shaped(4), hidden=node("Dense", units=3), answer=node("Output"))
    document = document.model_copy(update={"name": "Ünser Netz/2"})

    model = built(document).model

    assert [layer.name for layer in model.layers] == ["pixels", "hidden"]
    assert model.name == "nser_Netz_2"


def test_one_input_and_output_stand_alone_and_several_go_by_node_id() -> None:
    nodes = {"a": shaped(2), "b": shaped(3), "both": node("Concatenate"), "c": node("Output"), "d": node("Output")}

    one = built(chain(x=shaped(2), answer=node("Output"))).model
    several = built(wired(nodes, "a > both.inputs.0", "b > both.inputs.1", "both > c", "a > d")).model

    assert one.output.shape == (None, 2)
    assert set(several.input) == {"a", "b"}
    assert {name: tensor.shape for name, tensor in several.output.items()} == {"c": (None, 5), "d": (None, 2)}


def test_a_graph_without_an_output_yields_what_nothing_consumes() -> None:
    nodes = {"x": shaped(2), "left": node("Dense", units=3), "right": node("Dense", units=4)}

    model = built(wired(nodes, "x > left", "x > right")).model

    assert {name: tensor.shape for name, tensor in model.output.items()} == {"left": (None, 3), "right": (None, 4)}


def test_the_places_of_a_list_port_decide_on_the_order_whatever_the_order_of_the_edges() -> None:
    nodes = {"a": shaped(3), "b": shaped(3), "difference": node("Subtract"), "answer": node("Output")}
    document = wired(nodes, "b > difference.inputs.1", "a > difference.inputs.0", "difference > answer")

    difference = built(document).model({"a": np.full((1, 3), 5.0), "b": np.full((1, 3), 2.0)})

    assert difference.numpy().tolist() == [[3.0, 3.0, 3.0]]


def test_a_bypassed_node_passes_its_input_through_and_has_no_weights() -> None:
    bypassed = node("Dense", units=7).model_copy(update={"state": "bypassed"})
    document = chain(x=shaped(4), hidden=bypassed, answer=node("Output"))

    report = inferred(document)

    assert report.nodes["hidden"].outputs["output"] == numbers(4)
    assert report.parameter_count == 0
    assert built(document).model(np.eye(4)).numpy().tolist() == np.eye(4).tolist()


def test_a_muted_node_is_as_if_absent() -> None:
    muted = node("Dense", units=3).model_copy(update={"state": "muted"})
    nodes = {"x": shaped(3), "side": muted, "sum": node("Add"), "answer": node("Output")}
    document = wired(nodes, "x > side", "x > sum.inputs.0", "side > sum.inputs.1", "sum > answer")

    report = inferred(document)

    assert report.is_valid
    assert "side" not in report.nodes
    assert [layer.name for layer in built(document).model.layers] == ["x", "sum"]


def test_shared_layers_are_one_layer_whose_weights_count_once() -> None:
    nodes = {
        "left": shaped(4),
        "right": shaped(4),
        "tower": node("Dense", units=3),
        "twin": Node(type="Dense", shares="tower"),
        "distance": node("Subtract"),
        "answer": node("Output"),
    }
    document = wired(
        nodes,
        "left > tower",
        "right > twin",
        "tower > distance.inputs.0",
        "twin > distance.inputs.1",
        "distance > answer",
    )

    report = inferred(document)
    model = built(document).model

    assert report.nodes["tower"].parameter_count == 15
    assert report.nodes["twin"].parameter_count == 0
    assert report.nodes["twin"].outputs["output"] == numbers(3)
    assert model.count_params() == report.parameter_count == 15
    assert np.allclose(model({"left": np.ones((1, 4)), "right": np.ones((1, 4))}), 0.0)


def test_a_shared_layer_that_fits_one_input_and_not_the_other_is_told_at_the_other() -> None:
    nodes = {
        "left": shaped(4),
        "right": shaped(5),
        "tower": node("Dense", units=3),
        "twin": Node(type="Dense", shares="tower"),
        "a": node("Output"),
        "b": node("Output"),
    }

    report = inferred(wired(nodes, "left > tower", "right > twin", "tower > a", "twin > b"))

    assert [diagnostic.nodes for diagnostic in report.diagnostics] == [("twin",)]
    assert "tower" in report.nodes


def test_the_fault_of_a_layer_is_told_once_at_its_owner_and_not_where_it_is_shared() -> None:
    nodes = {
        "x": shaped(4),
        "tower": node("Dense"),
        "twin": Node(type="Dense", shares="tower"),
        "a": node("Output"),
        "b": node("Output"),
    }

    report = inferred(wired(nodes, "x > tower", "x > twin", "tower > a", "twin > b"))

    assert [diagnostic.nodes for diagnostic in report.diagnostics] == [("tower",)]


def test_what_is_not_trainable_counts_and_is_not_counted_as_trained() -> None:
    frozen = node("Dense", units=3).model_copy(update={"trainable": False})
    document = chain(x=shaped(4), hidden=frozen, normal=node("BatchNormalization"), answer=node("Output"))

    report = inferred(document)
    model = built(document).model

    assert report.nodes["hidden"].trainable_parameter_count == 0
    assert report.parameter_count == model.count_params() == 15 + 12
    assert report.trainable_parameter_count == sum(np.prod(each.shape) for each in model.trainable_weights) == 6


def test_what_leads_to_no_output_is_shown_and_left_out_of_the_count_as_of_the_model() -> None:
    nodes = {"x": shaped(4), "used": node("Dense", units=3), "loose": node("Dense", units=7), "answer": node("Output")}
    document = wired(nodes, "x > used", "used > answer", "x > loose")

    report = inferred(document)

    assert report.nodes["loose"].parameter_count == 35
    assert report.parameter_count == built(document).model.count_params() == 15


def test_a_layer_that_is_left_out_itself_and_shared_by_one_that_is_used_counts() -> None:
    twin = Node(type="Dense", shares="tower")
    nodes = {"x": shaped(4), "tower": node("Dense", units=3), "twin": twin, "answer": node("Output")}
    document = wired(nodes, "x > tower", "x > twin", "twin > answer")

    assert inferred(document).parameter_count == built(document).model.count_params() == 15


def test_what_feeds_only_a_muted_node_is_an_answer_where_there_is_no_output() -> None:
    muted = node("Dense", units=3).model_copy(update={"state": "muted"})

    model = built(chain(x=shaped(4), hidden=node("Dense", units=2), last=muted)).model

    assert model.output.shape == (None, 2)


@pytest.mark.parametrize("changes", [{"state": "bypassed"}, {"shares": "x"}])
def test_a_shape_that_is_none_is_a_fault_of_the_input_whatever_its_state(changes: dict[str, str]) -> None:
    nodes = {"x": shaped(4), "y": shaped(-1).model_copy(update=changes)}

    report = inferred(wired(nodes))

    assert [fault.nodes for fault in report.diagnostics if fault.severity == "error"] == [("y",)]


def test_an_input_takes_the_shape_of_its_column_and_a_number_is_a_vector_of_one() -> None:
    image = learning(chain(image=node("Input", column="image")), "mnist")
    number = learning(chain(x=node("Input", column="x")), "function")
    several = learning(chain(sizes=node("Input", column=["petal_length", "petal_width"])), "iris")
    words = learning(chain(words=node("Input", column="words", dtype="int32")), "imdb")

    assert inferred(image).nodes["image"].outputs["output"] == numbers(28, 28)
    assert inferred(number).nodes["x"].outputs["output"] == numbers(1)
    assert inferred(several).nodes["sizes"].outputs["output"] == numbers(2)
    assert inferred(words).nodes["words"].outputs["output"] == TensorSpec(shape=(None, None), dtype="int32")


def test_a_faulty_graph_is_refused_with_every_fault_and_cure() -> None:
    document = chain(x=shaped(28, 28), features=node("Conv2D", filters=2, kernel_size=3), answer=node("Output"))

    with pytest.raises(FaultyGraphError) as refused:
        built(document)

    assert str(refused.value) == ("features needs height × width × channels; x gives 28 × 28. Add a channel axis.")


def test_a_number_too_large_for_a_graph_file_is_a_fault_of_its_node() -> None:
    report = inferred(chain(x=shaped(4), hidden=node("Dense", units=1e30), answer=node("Output")))

    assert [fault.nodes for fault in report.diagnostics] == [("hidden",)]


def test_the_same_seed_draws_the_same_weights() -> None:
    document = chain(x=shaped(4), hidden=node("Dense", units=3), answer=node("Output"))
    keras.utils.set_random_seed(1)
    first = built(document).model
    keras.utils.set_random_seed(1)
    again = built(document).model

    np.testing.assert_array_equal(kernel(first, "hidden"), kernel(again, "hidden"))


def test_a_layer_of_any_size_is_inferred_without_its_weights() -> None:
    report = inferred(chain(x=shaped(10**9), huge=node("Dense", units=10**9), answer=node("Output")))

    assert report.nodes["x"].outputs["output"] == numbers(10**9)
    assert not report.is_valid


def test_thousand_layers_in_a_row_are_inferred_and_built_within_pythons_own_recursion_limit() -> None:
    layers = {f"layer_{number}": node("ReLU", max_value=float(number + 1)) for number in range(1000)}
    document = chain(x=shaped(4), **layers, answer=node("Output"))
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(1000)
        report = infer_graph(document, CATALOGUE, budget=GIGABYTE)
        model = build_model(document, CATALOGUE, budget=GIGABYTE).model
    finally:
        sys.setrecursionlimit(max(limit, sys.getrecursionlimit()))

    assert len(report.nodes) == 1002
    assert len(model.layers) == 1001


def test_the_budget_is_asked_before_anything_is_built() -> None:
    document = chain(x=shaped(100), hidden=node("Dense", units=100), answer=node("Output"))

    with pytest.raises(FaultyGraphError, match="hidden is the largest with 10,100 parameters"):
        built(document, Budget(memory_bytes=1000))
