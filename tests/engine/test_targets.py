import pytest

from graphnn.document.apply import apply
from graphnn.document.model import Document, Node
from graphnn.document.values import Json
from tests.engine.builders import chain, inferred, learning, node


def compared(source: str, column: Json, loss: str, /, *, of: str, **layers: Node) -> Document:
    """Return a network whose layers' answer is compared with a column."""
    document = chain(x=node("Input", column=of), **layers, answer=node("Output", column=column, loss=loss))
    return learning(document, source)


FLAT = node("Flatten")
SPARSE = "sparse_categorical_crossentropy"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            compared("digits", "label", SPARSE, of="image", last=node("Dense", units=10)),
            "answer: last gives 8 × 10, and label is one class a sample.",
        ),
        (
            compared("function", "y", "mean_squared_error", of="x", last=node("Dense", units=4)),
            "answer: last gives 4, and y is 1.",
        ),
        (
            compared("digits", "image", "mean_squared_error", of="image", flat=FLAT, last=node("Dense", units=64)),
            "answer: last gives 64, and image is 8 × 8.",
        ),
        (
            compared(
                "iris",
                ["petal_length", "petal_width"],
                "mean_squared_error",
                of="features",
                last=node("Dense", units=3),
            ),
            "answer: last gives 3, and the target is 2.",
        ),
        (
            compared("addition", "sum", SPARSE, of="question", last=node("Embedding", input_dim=11, output_dim=10)),
            "answer: last gives 5 × 10, and sum is 3 classes.",
        ),
        (
            compared(
                "addition",
                "sum",
                "categorical_crossentropy",
                of="question",
                spelled=node("Embedding", input_dim=11, output_dim=8),
                read=node("GRU", units=8),
                again=node("RepeatVector", n=3),
                last=node("Dense", units=10, activation="softmax"),
            ),
            "answer: last gives 3 × 10, and sum is 3 classes.",
        ),
    ],
    ids=["class", "number", "image", "columns", "steps", "classes of steps"],
)
def test_a_prediction_of_another_shape_than_its_target_is_a_fault_of_the_output(
    document: Document, message: str
) -> None:
    (fault,) = [each for each in inferred(document).diagnostics if each.severity == "error"]

    assert fault.code == "loss/shape"
    assert fault.nodes == ("answer",)
    assert fault.message == message


@pytest.mark.parametrize(
    "document",
    [
        compared("digits", "label", SPARSE, of="image", flat=FLAT, last=node("Dense", units=10, activation="softmax")),
        compared("digits", "image", "mean_squared_error", of="image"),
        compared("digits", "image", "mean_squared_error", of="image", last=node("Reshape", target_shape=[8, 8, 1])),
        compared("function", "y", "mean_squared_error", of="x", last=node("Dense", units=1)),
        compared(
            "iris", ["petal_length", "petal_width"], "mean_squared_error", of="features", last=node("Dense", units=2)
        ),
        compared(
            "breast_cancer",
            "diagnosis",
            "binary_crossentropy",
            of="features",
            last=node("Dense", units=1, activation="sigmoid"),
        ),
    ],
    ids=["class", "image", "image with a channel", "number", "columns", "yes or no"],
)
def test_a_prediction_that_can_be_compared_value_by_value_is_none(document: Document) -> None:
    assert inferred(document).is_valid


def test_the_layer_that_decides_on_the_number_of_values_can_be_given_the_right_one() -> None:
    layers = {"last": node("Dense", units=4), "thin": node("Dropout", rate=0.5)}
    document = compared("function", "y", "mean_squared_error", of="x", **layers)
    (fault,) = inferred(document).diagnostics

    assert fault.fix is not None
    assert fault.fix.label == "Set units to 1"
    assert inferred(apply(document, fault.fix.edit)).diagnostics == ()
