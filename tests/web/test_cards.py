import pytest

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.document.edits import RemoveNodes
from graphnn.document.model import Block, BlockParameter, Document, Edge, Node, View
from graphnn.protocol.report import GraphReport, NodeReport, TensorSpec
from graphnn.web.cards import Drawing, changes, told_faults
from graphnn.web.elements.scene import Card, Wire
from tests.analysis.builders import catalogue, chain, classifier, node

IMAGE = TensorSpec(shape=(None, 8, 8), dtype="float32")
ANSWER = TensorSpec(shape=(None, 10), dtype="float32")
REPORT = GraphReport(
    nodes={
        "image": NodeReport(outputs={"output": IMAGE}),
        "hidden": NodeReport(outputs={"output": ANSWER}, parameter_count=1040),
        "answer": NodeReport(inputs=(ANSWER,)),
    }
)


def drawn(document: Document, *faults: Diagnostic, report: GraphReport | None = None, **pictures: str) -> Drawing:
    shown = {column: (picture,) for column, picture in pictures.items()}
    return Drawing(document, catalogue(), report, faults, shown)


def card(document: Document, node_id: str, *faults: Diagnostic, report: GraphReport | None = None) -> Card:
    return drawn(document, *faults, report=report).cards()[node_id]


def wire(document: Document, target: str, *faults: Diagnostic, report: GraphReport | None = None) -> Wire:
    return drawn(document, *faults, report=report).wires()[target]


def fault(code: str, *nodes: str, severity: str = "error", fix: Fix | None = None) -> Diagnostic:
    return Diagnostic(code=code, severity=severity, nodes=nodes, message=f"{code}.", hint="Mend it.", fix=fix)


def chips(shown) -> list[dict[str, str | None]]:
    """Return what is read on the chips of a card."""
    return [{"name": chip["name"], "value": chip["value"]} for chip in shown["chips"]]


def test_a_card_tells_and_cures_its_first_error_and_only_without_one_a_warning():
    unused = fault("graph/unused", "hidden", "image", severity="warning")
    errors = fault("shape/rank", "hidden"), fault("parameter/range", "hidden")

    assert told_faults([unused, *errors]) == {"hidden": errors[0], "image": unused}


def test_there_is_a_card_for_each_node_and_a_wire_for_each_edge():
    document, drawing = classifier(), drawn(classifier())

    assert list(drawing.cards()) == list(document.nodes)
    assert list(drawing.wires()) == [edge.target for edge in document.edges]


def test_a_card_shows_the_main_parameters_that_are_set():
    assert chips(card(classifier(), "hidden")) == [
        {"name": "units", "value": "16"},
        {"name": None, "value": "relu"},
    ]


def test_what_an_output_learns_by_stands_on_its_card_without_its_column():
    shown = card(classifier(), "answer")

    assert {"name": None, "value": "categorical crossentropy"} in chips(shown)
    assert {"name": None, "value": "accuracy"} in chips(shown)
    assert shown["subtitle"] == "label"


def test_a_card_is_headed_by_its_label_and_placed_where_the_view_says():
    labelled = classifier(hidden=node("Dense", units=3).model_copy(update={"label": "The brain"}))
    document = labelled.model_copy(
        update={"view": labelled.view.model_copy(update={"positions": {"hidden": (5.0, 7.0)}})}
    )

    hidden, scale = card(document, "hidden"), card(document, "scale")

    assert (hidden["title"], hidden["x"], hidden["y"]) == ("The brain", 5.0, 7.0)
    assert (scale["title"], scale["x"], scale["y"]) == ("scale", 0.0, 0.0)


def test_shapes_and_counts_stand_at_the_foot_once_they_are_known():
    before, after = card(classifier(), "hidden"), card(classifier(), "hidden", report=REPORT)

    assert (before["left"], before["right"], before["status"]) == (None, None, "unknown")
    assert (after["left"], after["right"], after["status"]) == ("10", "1,040", "ok")


def test_the_ends_tell_of_the_data():
    image, answer = card(classifier(), "image", report=REPORT), card(classifier(), "answer", report=REPORT)

    assert (image["left"], image["right"], image["subtitle"]) == ("8 × 8", "100 samples", "pixels")
    assert (answer["left"], answer["right"]) == ("10 classes", None)
    assert (image["dashed"], answer["dashed"], card(classifier(), "hidden")["dashed"]) == (True, True, False)


def test_ends_without_data_say_what_they_are():
    document = chain(None, image=node("Input"), answer=node("Output"))

    assert [card(document, node_id)["subtitle"] for node_id in document.nodes] == ["Input", "Output"]


def test_an_input_shows_samples_of_its_column():
    cards = drawn(classifier(), image="data:image/png;base64,AA==").cards()

    assert cards["image"]["thumbnails"] == ["data:image/png;base64,AA=="]
    assert cards["hidden"]["thumbnails"] == []


@pytest.mark.parametrize(("severity", "status"), [("error", "fault"), ("warning", "warning")])
def test_a_fault_marks_its_card_and_offers_its_cure(severity, status):
    fix = Fix(label="Delete it", edit=RemoveNodes(ids=("hidden",)))

    hidden = card(classifier(), "hidden", fault("shape/rank", "hidden", severity=severity, fix=fix), report=REPORT)

    assert (hidden["status"], hidden["message"], hidden["cure"]) == (status, "shape/rank.", {"label": "Delete it"})


def test_of_several_faults_the_first_error_is_shown():
    warning, first, second = fault("a", "hidden", severity="warning"), fault("b", "hidden"), fault("c", "hidden")

    assert card(classifier(), "hidden", warning, first, second)["message"] == "b."


def test_a_wire_carries_the_shape_of_what_flows_through_it():
    assert wire(classifier(), "scale", report=REPORT) == {
        "id": "scale",
        "source": "image",
        "target": "scale",
        "status": "ok",
        "shape": "8 × 8",
        "points": [],
        "down": False,
    }
    assert wire(classifier(), "digit")["shape"] is None


def test_a_wire_carries_its_way_points_and_cards_their_direction():
    view = View(waypoints={"scale": ((10.0, 20.0),)}, direction="top-to-bottom")
    document = classifier().model_copy(update={"view": view})

    assert wire(document, "scale")["points"] == [{"x": 10, "y": 20}]
    assert wire(document, "scale")["down"]
    assert card(document, "scale")["down"]


@pytest.mark.parametrize(
    ("code", "status"), [("shape/rank", "refused"), ("edge/cycle", "refused"), ("parameter/unknown", "ok")]
)
def test_a_wire_into_a_node_that_refuses_it_says_so(code, status):
    assert wire(classifier(), "hidden", fault(code, "hidden"))["status"] == status


def test_a_layer_of_an_unknown_type_is_a_card_too():
    lost = card(classifier(hidden=node("Dence", units=3)), "hidden")

    assert (lost["subtitle"], lost["category"], chips(lost)) == ("Dence", "Unknown", [])


def test_a_list_port_has_a_place_for_each_wire_and_one_to_add_another():
    document = chain("pixels", image=node("Input"), join=node("Concatenate"))
    edges = (Edge(source="image", target="join.inputs.1"), Edge(source="image", target="join.inputs.0"))
    joined = document.model_copy(update={"edges": edges})

    assert [port["target"] for port in card(joined, "join")["inputs"]] == [
        "join.inputs.0",
        "join.inputs.1",
        "join.inputs.2",
    ]


def test_the_free_place_of_a_list_port_is_free_although_the_places_have_a_gap():
    document = chain("pixels", image=node("Input"), join=node("Concatenate"))
    edges = (Edge(source="image", target="join.inputs.0"), Edge(source="image", target="join.inputs.2"))

    targets = [port["target"] for port in card(document.model_copy(update={"edges": edges}), "join")["inputs"]]

    assert {"join.inputs.0", "join.inputs.2"} < set(targets)
    assert len(targets) == len(set(targets)) == 3


def test_only_what_differs_is_sent():
    old = {"a": {"x": 1}, "b": {"x": 2}, "c": {"x": 3}}
    new = {"a": {"x": 1}, "b": {"x": 5}, "d": {"x": 4}}

    assert changes(old, new) == {"b": {"x": 5}, "d": {"x": 4}, "c": None}
    assert changes(old, dict(old)) == {}


def test_an_instance_of_a_block_is_a_card_with_the_ports_and_parameters_of_its_block():
    block = Block(
        parameters={"size": BlockParameter(default=4)},
        nodes={"fc": node("Dense", units={"$parameter": "size"})},
        inputs=({"targets": ("fc",)},),
        outputs=({"source": "fc"},),
    )
    instance = Node(type="block.fold", parameters={"size": 10}, repeat=3)
    document = classifier(hidden=instance).model_copy(update={"blocks": {"fold": block}})

    shown = card(document, "hidden", report=REPORT)

    assert (shown["title"], shown["subtitle"], shown["category"]) == ("hidden", "block fold × 3", "Block")
    assert chips(shown) == [{"name": "size", "value": "10"}]
    assert (shown["left"], shown["right"], shown["status"]) == ("10", "1,040", "ok")
    assert [port["target"] for port in shown["inputs"]] == ["hidden"]
    assert [port["source"] for port in shown["outputs"]] == ["hidden"]


def test_a_chip_says_how_it_can_be_set_on_the_card():
    dense = Document(nodes={"d": node("Dense", units=1024, activation="relu")})
    padded = Document(nodes={"c": node("Conv2D", filters=8, kernel_size=(3, 5), padding="same")})

    units, activation = card(dense, "d")["chips"]
    kernel = next(chip for chip in card(padded, "c")["chips"] if chip["parameter"] == "kernel_size")

    assert (units["parameter"], units["text"], units["choices"]) == ("units", "1024", None)
    assert (activation["parameter"], activation["choices"]) == ("activation", "activations")
    assert kernel["text"] == "3 × 5"
