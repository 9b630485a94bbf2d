"""What fits where: layers tried on tensors, from the graph to the words."""

from graphnn.analysis.fitting import Pulled
from graphnn.catalogue.load import load_catalogue
from graphnn.document.examples import load_examples
from graphnn.document.model import Edge, Node, Port
from graphnn.engine.budget import available_budget
from graphnn.engine.build import infer_graph
from graphnn.engine.inference_cache import InferenceCache
from graphnn.engine.trials import try_layers
from graphnn.session.fitting import layer_trials, port_trials

CATALOGUE = load_catalogue()
EXAMPLE = "Digits, a small convolutional network"
DOCUMENT = next(each.document for each in load_examples() if each.document.name == EXAMPLE)


def refusals(document, *, source=None, target=None):
    """Return why a wire cannot end at each port that is asked about."""
    cache, budget = InferenceCache(), available_budget()
    report = infer_graph(document, CATALOGUE, budget=budget, cache=cache)
    pulled = Pulled(source, "source") if source else Pulled(target, "target")
    trials = port_trials(document, CATALOGUE, report, pulled)
    return dict(zip(trials, try_layers(trials.values(), CATALOGUE, budget=budget, cache=cache), strict=True))


def test_a_wire_fits_where_the_walk_would_take_it_and_is_refused_with_its_reason():
    found = refusals(DOCUMENT, source="scale")

    assert found["strokes"] == "strokes needs height × width × channels; scale gives 8 × 8."
    assert found["flat"] is None
    assert "scale" not in found


def test_a_wire_pulled_from_an_input_finds_the_outputs_that_fit():
    found = refusals(DOCUMENT, target="parts")

    assert found["halve"] is None
    assert found["scale"].startswith("parts needs height × width × channels")


def test_a_layer_of_two_inputs_is_tried_with_the_one_it_has():
    document = DOCUMENT.model_copy(
        update={
            "nodes": {**DOCUMENT.nodes, "sum": Node(type="Add")},
            "edges": (*DOCUMENT.edges, Edge(source="strokes", target="sum.inputs.0")),
        }
    )

    assert refusals(document, source="strokes")["sum.inputs.1"] is None
    assert "cannot join its inputs" in refusals(document, source="scale")["sum.inputs.1"]


def test_layers_are_found_for_a_wire_by_what_they_make_of_it():
    report = infer_graph(DOCUMENT, CATALOGUE, budget=available_budget())
    nodes = {
        "Conv1D": Node(type="Conv1D", parameters={"filters": 4, "kernel_size": 3}),
        "Conv2D": Node(type="Conv2D", parameters={"filters": 4, "kernel_size": 3}),
        "Dot": Node(type="Dot"),
    }

    trials = layer_trials(nodes, CATALOGUE, report, Port("strokes", "output"))
    found = try_layers(trials.values(), CATALOGUE, budget=available_budget(), cache=InferenceCache())

    assert dict(zip(trials, found, strict=True)) == {
        "Conv1D": "Conv1D needs steps × features; strokes gives 8 × 8 × 32.",
        "Conv2D": None,
    }
