import pytest

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.document.apply import apply
from graphnn.document.model import Document, Node
from graphnn.document.values import Json
from tests.engine.builders import CATALOGUE, chain, inferred, node, shaped, wired


def faults(document: Document) -> tuple[Diagnostic, ...]:
    return inferred(document).diagnostics


def over(shape: tuple[int | None, ...], type: str, /, **parameters: Json) -> Document:
    """Return a document in which a layer named `features` gets what an Input named `scale` gives."""
    return chain(scale=shaped(*shape), features=node(type, **parameters), answer=node("Output"))


def joined(type: str, *shapes: tuple[int, ...], **parameters: Json) -> Document:
    """Return a document in which a layer named `join` gets what Inputs named a, b and c give."""
    inputs = dict(zip("abc", (shaped(*shape) for shape in shapes), strict=False))
    nodes = {**inputs, "join": node(type, **parameters), "answer": node("Output")}
    wires = [f"{name} > join.inputs.{place}" for place, name in enumerate(inputs)]
    return wired(nodes, *wires, "join > answer")


def only_fault(document: Document) -> Diagnostic:
    (fault,) = faults(document)
    return fault


def mended(document: Document) -> Document:
    fix = only_fault(document).fix
    assert fix is not None
    return apply(document, fix.edit)


def test_a_missing_channel_axis_is_named_with_both_nodes_and_both_shapes() -> None:
    fault = only_fault(over((28, 28), "Conv2D", filters=8, kernel_size=3))

    assert fault.code == "shape/rank"
    assert (fault.nodes, fault.port) == (("features",), "inputs")
    assert fault.message == "features needs height × width × channels; scale gives 28 × 28."
    assert fault.hint == "Add a channel axis."
    assert fault.fix is not None
    assert fault.fix.label == "Add a channel axis"


@pytest.mark.parametrize(
    "document",
    [
        over((28, 28), "Conv2D", filters=8, kernel_size=3),
        over((28, 28), "MaxPooling2D"),
        over((28, 28), "AdaptiveMaxPooling2D", output_size=2),
        over((28, 28), "Resizing", height=14, width=14),
        over((28, 28), "RandomFlip"),
        over((8,), "LSTM", units=4),
        over((8, 8, 3), "LSTM", units=4),
        over((8, 8, 3), "Conv1D", filters=8, kernel_size=3),
        over((8, 8, 3), "RepeatVector", n=2),
        over((5, 5, 1), "Conv2D", filters=8, kernel_size=9),
        over((5, 1), "AveragePooling1D", pool_size=9),
        over((5, 5, 3), "GroupNormalization"),
    ],
    ids=lambda document: document.nodes["features"].type,
)
def test_the_cure_removes_the_fault(document: Document) -> None:
    assert faults(mended(document)) == ()


def test_the_cure_is_a_layer_in_the_wire_and_leaves_the_rest_as_it_was() -> None:
    document = over((8, 8, 3), "RepeatVector", n=2)

    cured = mended(document)

    assert cured.nodes["flatten"] == Node(type="Flatten")
    wires = {(edge.source, edge.target) for edge in cured.edges}
    assert wires == {("scale", "flatten"), ("flatten", "features"), ("features", "answer")}
    assert all(cured.nodes[name] == each for name, each in document.nodes.items())


@pytest.mark.parametrize("type", ["RandomRotation", "CenterCrop", "AutoContrast", "RandomBrightness"])
def test_images_without_channels_are_not_taken_for_one_image(type: str) -> None:
    layer_type = CATALOGUE.layers[type]
    suggested = {each.name: each.suggestion for each in layer_type.parameters if each.required}

    assert only_fault(over((40, 40), type, **suggested)).message == (
        "features needs height × width × channels; scale gives 40 × 40."
    )


def test_axes_are_called_steps_where_the_layer_walks_along_them() -> None:
    fault = only_fault(over((8, 8, 3), "ConvLSTM2D", filters=2, kernel_size=3))

    assert fault.message == "features needs steps × height × width × channels; scale gives 8 × 8 × 3."


def test_a_permutation_of_too_few_axes_is_told_of_the_permutation() -> None:
    fault = only_fault(over((6, 3, 2), "Permute", dims=[2, 1]))

    assert fault.message == "features orders 2 axes; scale gives 6 × 3 × 2."
    assert fault.fix is None


@pytest.mark.parametrize("type", ["Add", "Average", "Maximum", "Minimum", "Multiply"])
def test_inputs_that_do_not_fit_each_other_are_all_named(type: str) -> None:
    fault = only_fault(joined(type, (3,), (3,), (4,)))

    assert fault.code == "shape/mismatch"
    assert fault.message == f"join ({type}) cannot join its inputs: a gives 3, b gives 3 and c gives 4."
    assert fault.hint == "Give them the same shape."


def test_inputs_are_named_in_the_order_of_their_places_not_of_the_edges() -> None:
    nodes = {"a": shaped(3), "b": shaped(4), "join": node("Subtract"), "answer": node("Output")}
    document = wired(nodes, "b > join.inputs.1", "a > join.inputs.0", "join > answer")

    assert only_fault(document).message == "join (Subtract) cannot join its inputs: a gives 3 and b gives 4."


@pytest.mark.parametrize("size", [3, 5])
def test_matrices_that_cannot_be_multiplied_need_another_shape_than_the_same(size: int) -> None:
    nodes = {"a": shaped(3, 4), "b": shaped(size, 4), "product": node("ops.matmul"), "answer": node("Output")}

    fault = only_fault(wired(nodes, "a > product.x1", "b > product.x2", "product > answer"))

    assert fault.code == "shape/mismatch"
    assert fault.hint == "Make the last axis of the first as long as the last but one of the second."


def test_concatenated_inputs_may_differ_along_the_joined_axis_only() -> None:
    fault = only_fault(joined("Concatenate", (3, 3), (4, 3)))

    assert fault.message == "join (Concatenate) cannot join its inputs: a gives 3 × 3 and b gives 4 × 3."
    assert fault.hint == "Give them the same shape, apart from the axis that is joined."
    assert faults(joined("Concatenate", (3, 3), (4, 3), axis=1)) == ()


@pytest.mark.parametrize(
    ("document", "hint"),
    [
        (over((5, 5, 1), "Conv2D", filters=2, kernel_size=9), "Make kernel_size smaller, or set padding to 'same'."),
        (over((5, 5, 1), "MaxPooling2D", pool_size=9), "Make pool_size smaller, or set padding to 'same'."),
        (over((5, 5, 1), "Cropping2D", cropping=3), "Make cropping smaller."),
        (over((5, 5, 1), "RandomCrop", height=9, width=9), "Make height and width smaller."),
    ],
    ids=["Conv2D", "MaxPooling2D", "Cropping2D", "RandomCrop"],
)
def test_a_window_larger_than_its_input_says_what_to_make_smaller(document: Document, hint: str) -> None:
    fault = only_fault(document)

    assert fault.code == "shape/window"
    assert fault.message == (
        f"features ({document.nodes['features'].type}): its window is larger than its input; scale gives 5 × 5 × 1."
    )
    assert fault.hint == hint


def test_the_cure_of_a_shared_window_goes_to_the_node_that_has_it() -> None:
    nodes = {
        "large": shaped(20, 20, 1),
        "small": shaped(5, 5, 1),
        "tower": node("Conv2D", filters=2, kernel_size=9),
        "twin": Node(type="Conv2D", shares="tower"),
        "a": node("Output"),
        "b": node("Output"),
    }
    document = wired(nodes, "large > tower", "small > twin", "tower > a", "twin > b")

    assert only_fault(document).nodes == ("twin",)
    assert faults(mended(document)) == ()


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            over((6,), "Reshape", target_shape=[2, 4]),
            "features (Reshape): the values of its input do not fill the shape 2 × 4; scale gives 6.",
        ),
        (
            over((6,), "Softmax", axis=7),
            "features (Softmax): axis names an axis that its input lacks; scale gives 6.",
        ),
        (
            over((6,), "BatchNormalization", axis=7),
            "features (BatchNormalization): axis names an axis that its input lacks; scale gives 6.",
        ),
        (
            over((6, 2), "PReLU", shared_axes=[5]),
            "features (PReLU): shared_axes names an axis that its input lacks; scale gives 6 × 2.",
        ),
        (
            over((None,), "Dense", units=4),
            "features (Dense) has weights for each of its features, so it must know how many there are; scale gives ?.",
        ),
        (
            over((8, None), "SeparableConv1D", filters=2, kernel_size=3),
            "features (SeparableConv1D) has weights for each of its features, so it must know how many there are; "
            "scale gives 8 × ?.",
        ),
        (
            over((8, 8, 1), "RandomHue", factor=0.1),
            "features (RandomHue) takes images with 3 channels; scale gives 8 × 8 × 1.",
        ),
        (
            over((8, 8, 4), "RandomGrayscale"),
            "features (RandomGrayscale) takes images with 1 or 3 channels; scale gives 8 × 8 × 4.",
        ),
        (
            over((8, 8, 1), "RandomColorJitter", hue_factor=0.1),
            "features (RandomColorJitter) takes images with 3 channels; scale gives 8 × 8 × 1.",
        ),
        (
            over((5, 5, 3), "GroupNormalization", groups=2),
            "features (GroupNormalization): the 3 channels of its input do not divide into its groups; "
            "scale gives 5 × 5 × 3.",
        ),
        (
            over((5, 5, 1), "Conv2D", filters=2, kernel_size=3, dilation_rate=2, strides=2),
            "features (Conv2D): `strides > 1` not supported in conjunction with `dilation_rate > 1`.",
        ),
        (
            over((6,), "Normalization", mean=[1.0, 2.0], variance=[1.0, 2.0]),
            "features (Normalization): Keras cannot apply it with these parameters; scale gives 6.",
        ),
    ],
    ids=lambda value: value.nodes["features"].type if isinstance(value, Document) else "",
)
def test_what_keras_refuses_is_said_in_a_sentence_for_a_person(document: Document, message: str) -> None:
    fault = only_fault(document)

    assert fault.nodes == ("features",)
    assert fault.message == message
    assert fault.hint.endswith(".")


@pytest.mark.parametrize(
    "document",
    [
        over((6,), "EinsumDense", equation="hello", output_shape=[4]),
        over((6, 3), "Permute", dims=[2, 3]),
        over((6,), "Reshape", target_shape=[-1, -1]),
        over((5, 5, 3), "ZeroPadding2D", padding=[1, 2, 3]),
        over((6,), "Discretization"),
        over((5, 5, 3), "Conv2D", filters=2, kernel_size=3, groups=2),
        over((6,), "Normalization", mean=1.0),
        over((6, 3), "BatchNormalization", axis=None),
        joined("Concatenate", (3,), (3,), axis=5),
        over((8, 8, 1), "RandomColorDegeneration", factor=0.1),
    ],
    ids=lambda document: next(each.type for name, each in document.nodes.items() if name in ("features", "join")),
)
def test_no_message_shows_the_inside_of_keras(document: Document) -> None:
    message = only_fault(document).message

    assert message.endswith(".")
    assert "\n" not in message
    internals = ("call()", "Exception", "Traceback", "KerasTensor", "Arguments received", "\x1b", "{{", "[Op:", "index")
    assert not [each for each in internals if each in message]


def test_a_shared_layer_made_for_another_size_is_said_to_be() -> None:
    nodes = {
        "left": shaped(4),
        "right": shaped(5),
        "tower": node("Dense", units=3),
        "twin": Node(type="Dense", shares="tower"),
        "a": node("Output"),
        "b": node("Output"),
    }
    document = wired(nodes, "left > tower", "right > twin", "tower > a", "twin > b")

    assert only_fault(document).message == "twin (Dense) has weights for 4 along its last axis; right gives 5."


def test_a_node_below_a_fault_is_unknown_and_no_second_error() -> None:
    document = chain(
        scale=shaped(28, 28),
        features=node("Conv2D", filters=8, kernel_size=3),
        flat=node("Flatten"),
        digit=node("Dense", units=10),
        answer=node("Output"),
    )

    report = inferred(document)

    assert [fault.nodes for fault in report.diagnostics] == [("features",)]
    assert set(report.nodes) == {"scale"}


def test_a_node_beside_a_fault_is_known() -> None:
    nodes = {
        "scale": shaped(28, 28),
        "features": node("Conv2D", filters=8, kernel_size=3),
        "beside": node("Flatten"),
        "a": node("Output"),
        "b": node("Output"),
    }

    report = inferred(wired(nodes, "scale > features", "scale > beside", "features > a", "beside > b"))

    assert set(report.nodes) == {"scale", "beside", "b"}
