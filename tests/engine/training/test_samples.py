import numpy as np
import pytest

from graphnn.document.model import Document, Node
from graphnn.document.values import Json
from graphnn.engine.data.load import load_data_set
from graphnn.engine.data.model import Samples
from graphnn.engine.training.samples import Batchable, Bindings, batchable, bind, class_weights_of
from graphnn.errors import DataError, FaultyGraphError
from tests.engine.builders import CATALOGUE, built, chain, learning, node, shaped, wired


def classifier(units: int, loss: Json, source: str = "iris", label: str = "species") -> Document:
    document = chain(
        flower=node("Input", column="features"),
        kind=node("Dense", units=units),
        answer=node("Output", column=label, loss=loss),
    )
    return learning(document, source)


def bindings(document: Document) -> Bindings:
    return bind(built(document), document, CATALOGUE)


def training_samples(document: Document) -> Samples:
    assert document.data is not None
    return load_data_set(document.data).train


def as_batches(document: Document) -> Batchable:
    return batchable(training_samples(document), bindings(document))


def test_one_input_and_target_stand_alone() -> None:
    given = as_batches(classifier(3, "sparse_categorical_crossentropy"))

    assert given.inputs.shape == (150, 4)
    assert given.count == 150
    assert given.dtypes == ("float32", "int32")


@pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", {"type": "SparseCategoricalCrossentropy"}])
def test_a_sparse_loss_takes_the_classes_as_numbers(loss: Json) -> None:
    document = classifier(3, loss)

    targets = as_batches(document).targets

    assert targets.dtype == np.int32
    np.testing.assert_array_equal(targets, training_samples(document).columns["species"])


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "mean_squared_error", "kl_divergence"])
def test_other_losses_take_the_classes_one_hot(loss: str) -> None:
    document = classifier(3, loss)

    targets = as_batches(document).targets

    assert targets.dtype == np.float32
    np.testing.assert_array_equal(targets, np.eye(3)[training_samples(document).columns["species"]])


def test_a_single_answer_takes_the_class_as_it_is() -> None:
    document = classifier(1, "binary_crossentropy", source="breast_cancer", label="diagnosis")

    targets = as_batches(document).targets

    assert targets.shape == (569, 1)
    assert set(np.unique(targets)) == {0, 1}


def test_a_class_beyond_the_answers_is_refused_with_the_cure() -> None:
    document = classifier(3, "sparse_categorical_crossentropy")
    labels = Samples({"features": np.zeros((2, 4)), "species": np.array([0, 7])})

    with pytest.raises(DataError) as refused:
        batchable(labels, bindings(document))

    assert str(refused.value) == (
        "answer: species has class 7, but the network answers with 3 numbers. Set units of the last layer to 8."
    )


def test_several_go_by_node_id_with_a_dtype_each() -> None:
    nodes = {
        "sizes": node("Input", column=["petal_length", "petal_width"]),
        "leaf": node("Input", column="sepal_length", dtype="float16"),
        "both": node("Concatenate"),
        "kind": node("Dense", units=3),
        "width": node("Dense", units=1),
        "class_": node("Output", column="species", loss="sparse_categorical_crossentropy"),
        "size": node("Output", column="sepal_width", loss="mean_squared_error"),
    }
    wires = ("sizes > both.inputs.0", "leaf > both.inputs.1", "both > kind", "both > width", "kind > class_")
    document = learning(wired(nodes, *wires, "width > size"), "iris")

    given = as_batches(document)

    assert {name: values.shape for name, values in given.inputs.items()} == {"sizes": (150, 2), "leaf": (150, 1)}
    assert {name: values.shape for name, values in given.targets.items()} == {"class_": (150,), "size": (150, 1)}
    assert given.dtypes == ({"sizes": "float32", "leaf": "float16"}, {"class_": "int32", "size": "float32"})


def test_a_target_may_be_an_input_column() -> None:
    document = chain(
        flower=node("Input", column="features"),
        code=node("Dense", units=2),
        again=node("Dense", units=4),
        answer=node("Output", column="features", loss="mean_squared_error"),
    )

    given = as_batches(learning(document, "iris"))

    np.testing.assert_array_equal(given.targets, given.inputs)


def test_pictures_stay_as_small_as_they_came() -> None:
    document = chain(
        image=node("Input", column="image"),
        flat=node("Flatten"),
        digit=node("Dense", units=10),
        answer=node("Output", column="label", loss="categorical_crossentropy"),
    )

    given = as_batches(learning(document, "digits"))

    assert given.inputs.dtype == np.uint8
    assert given.dtypes[0] == "float32"


def answered(output: Node, x: Node | None = None, *, source: str | None = "function") -> Document:
    document = chain(x=x or node("Input", column="x"), curve=node("Dense", units=1), answer=output)
    return document if source is None else learning(document, source)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (answered(node("Output")), "There is nothing to learn: give an Output a target column and a loss."),
        (answered(node("Output"), shaped(1)), "x: no data to train on."),
        (answered(node("Output"), shaped(1), source=None), "x: no data to train on."),
    ],
)
def test_what_cannot_be_learned_is_refused_with_the_cure(document: Document, message: str) -> None:
    with pytest.raises(FaultyGraphError, match=message):
        bindings(document)


def test_an_output_without_target_beside_one_with_it_is_refused() -> None:
    nodes = {
        "x": node("Input", column="x"),
        "curve": node("Dense", units=1),
        "answer": node("Output", column="y", loss="mean_squared_error"),
        "extra": node("Output"),
    }
    document = learning(wired(nodes, "x > curve", "curve > answer", "x > extra"), "function")

    with pytest.raises(FaultyGraphError, match="extra: has no target or no loss"):
        bindings(document)


def test_balanced_classes_count_the_same_in_sum_and_one_sample_in_the_mean() -> None:
    document = classifier(1, "binary_crossentropy", source="breast_cancer", label="diagnosis")
    training = document.training.model_copy(update={"class_weights": "balanced"})
    document = document.model_copy(update={"training": training})
    samples = training_samples(document)

    weights = class_weights_of(samples, bindings(document))

    assert weights is not None
    ill = samples.columns["diagnosis"] == 1
    assert weights[ill].sum() == pytest.approx(weights[~ill].sum(), rel=1e-4)
    assert weights.mean() == pytest.approx(1.0, rel=1e-4)


def test_without_weights_of_classes_all_samples_count_the_same() -> None:
    document = classifier(3, "sparse_categorical_crossentropy")

    assert class_weights_of(training_samples(document), bindings(document)) is None
