import pytest

from graphnn.document.model import Block, BlockInput, BlockOutput, Document, Edge, Node
from graphnn.protocol.inside import Histogram, Inside, LayerInside
from graphnn.web.inside_words import histories, mark_of, marks_of, numbers_of, way_to

SPREAD = Histogram(low=-1.0, high=1.0, counts=(1, 2))
SOUND = LayerInside(weight_norm=3.0, gradient_norm=0.1, update_ratio=0.001, dead=0.05, weights=SPREAD, gradients=SPREAD)
STAGE = Block(
    nodes={"conv": Node(type="Conv2D"), "hidden": Node(type="Dense")},
    edges=(Edge(source="conv", target="hidden"),),
    inputs=(BlockInput(targets=("conv",)),),
    outputs=(BlockOutput(source="hidden"),),
)
DOCUMENT = Document(
    nodes={"hidden": Node(type="Dense"), "stage": Node(type="block.stage", repeat=2)}, blocks={"stage": STAGE}
)


def changed(**given) -> LayerInside:
    return SOUND.model_copy(update=given)


def test_a_layer_that_learns_has_a_quiet_mark_and_its_numbers():
    mark = mark_of([SOUND])

    assert mark is not None
    assert (mark["tone"], mark["text"]) == ("ok", "")
    assert [number["text"] for number in numbers_of(SOUND)] == ["0.1", "3", "0.001", "5 % dead"]


@pytest.mark.parametrize(
    ("layer", "tone", "text", "hint"),
    [
        (changed(dead=0.9), "bad", "90 % dead", "answer 0 to every sample"),
        (changed(dead=None, saturated=0.3), "warn", "30 % saturated", "an end of their range"),
        (changed(gradient_norm=1e-9), "warn", "gradient 1e-09", "no gradient reaches it"),
        (changed(gradient_norm=None), "bad", "gradient no number", "diverged"),
        (changed(update_ratio=0.5), "warn", "update 0.5", "Lower the learning rate"),
        (changed(update_ratio=1e-9), "warn", "update 1e-09", "hardly moves"),
    ],
)
def test_what_is_the_matter_with_a_layer_is_said(layer, tone, text, hint):
    mark = mark_of([SOUND, layer])

    assert mark is not None
    assert (mark["tone"], mark["text"]) == (tone, text)
    assert hint in mark["hint"]


def test_a_layer_of_which_nothing_is_known_has_no_mark():
    assert mark_of([LayerInside()]) is None
    assert mark_of([]) is None


def test_a_block_speaks_for_the_layers_within():
    layers = {"hidden": SOUND, "stage_1_conv": SOUND, "stage_2_conv": changed(dead=1.0), "gone": SOUND}

    marks = marks_of(Inside(time=1.0, epoch=1, step=1, layers=layers), DOCUMENT)

    assert {way: mark["tone"] for way, mark in marks.items()} == {"hidden": "ok", "stage": "bad", "stage/conv": "bad"}


def test_a_layer_in_a_block_is_not_taken_for_one_outside_of_the_same_id():
    layers = {"hidden": changed(dead=1.0), "stage_1_hidden": SOUND}

    marks = marks_of(Inside(time=1.0, epoch=1, step=1, layers=layers), DOCUMENT)

    assert {way: mark["tone"] for way, mark in marks.items()} == {"hidden": "bad", "stage": "ok", "stage/hidden": "ok"}


def test_the_way_to_a_layer_leads_through_its_block():
    assert way_to("hidden", DOCUMENT) == ("hidden",)
    assert way_to("stage_2_conv", DOCUMENT) == ("stage", "conv")
    assert way_to("gone", DOCUMENT) == ()


def test_a_history_has_a_gap_where_a_layer_was_not_seen():
    looks = [Inside(time=1.0, epoch=1, step=1, layers=layers) for layers in ({}, {"hidden": SOUND})]

    assert histories(looks, "hidden")["weights"] == [None, SPREAD.model_dump()]
