"""Losses that take their target in a way of their own, and optimizers made of others, each trained for an epoch."""

from pathlib import Path

import numpy as np
import pytest

from graphnn.document.examples import load_examples
from graphnn.document.model import Configured, Document, Node, Training
from graphnn.document.values import Json
from graphnn.engine.data.model import Samples
from graphnn.engine.targets import target_fault
from graphnn.engine.training.samples import batchable, bind
from graphnn.protocol import events
from graphnn.protocol.report import TensorSpec
from tests.engine.builders import CATALOGUE, SAVING_WARNS, built, chain, events_of, function_fit, learning, node, run_in

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


def flowers(loss: Json, **last: Node) -> Document:
    answer = node("Output", column="species", loss=loss)
    return learning(chain(flower=node("Input", column="features"), **last, answer=answer), "iris")


def outcome(tmp_path: Path, document: Document) -> events.RunEnded:
    (ended,) = (each for each in events_of(run_in(tmp_path, document)) if isinstance(each, events.RunEnded))
    return ended


def spelled_out() -> Document:
    """Return the example that adds, its digits found wherever they stand among the steps."""
    document = next(each.document for each in load_examples() if each.name == "addition")
    answer = node("Output", column="sum", loss="CTC")
    nodes = {**document.nodes, "digit": node("Dense", units=11), "answer": answer}
    training = document.training.model_copy(update={"epochs": 1, "batch_size": 512})
    return document.model_copy(update={"nodes": nodes, "training": training})


@pytest.mark.parametrize(
    "document",
    [
        spelled_out(),
        flowers("circle", near=node("Dense", units=2), length=node("UnitNormalization")),
        flowers({"type": "Circle", "parameters": {"gamma": 10}}, near=node("Dense", units=2)),
        flowers("CategoricalGeneralizedCrossEntropy", kind=node("Dense", units=3, activation="softmax")),
    ],
    ids=["CTC", "circle", "circle with parameters", "generalised"],
)
def test_a_loss_trains(document: Document, tmp_path: Path) -> None:
    ended = outcome(tmp_path, document)

    assert ended.outcome == "finished", ended.message


@pytest.mark.parametrize("inner", ["adam", {"type": "SGD", "parameters": {"learning_rate": 0.01, "momentum": 0.9}}])
def test_an_optimizer_scales_the_loss_for_another(inner: Json, tmp_path: Path) -> None:
    scaled = Configured(type="LossScaleOptimizer", parameters={"inner_optimizer": inner, "initial_scale": 8})
    document = function_fit().model_copy(update={"training": Training(epochs=1, optimizer=scaled)})

    ended = outcome(tmp_path, document)

    assert ended.outcome == "finished", ended.message


def test_a_sequence_of_classes_is_found_in_the_steps_of_a_longer_one() -> None:
    document = flowers("ctc", kind=node("Dense", units=3))
    answer = document.nodes["answer"]

    def fault(*shape: int | None):
        spec = TensorSpec(shape=(None, *shape), dtype="float32")
        return target_fault("answer", document, CATALOGUE, source="kind", prediction=spec)

    # One class a flower is no sequence.
    assert answer.parameters["loss"] == "ctc"
    assert fault(3) is not None
    assert fault(9, 3) is not None


def test_targets_of_a_sequence_are_whole_numbers() -> None:
    document = flowers("ctc", kind=node("Dense", units=3))
    sequences = Samples({"features": np.ones((2, 4)), "species": np.array([[1.0, 2.0], [2.0, 0.0]])})
    plain = document.model_copy(
        update={"nodes": {**document.nodes, "answer": node("Output", column="species", loss="categorical_hinge")}}
    )
    bindings = bind(built(plain), document, CATALOGUE)
    bindings = bindings.__class__(
        document, CATALOGUE, bindings.inputs, {"answer": document.nodes["answer"]}, bindings.output_shapes,
        bindings.input_dtypes,
    )  # fmt: skip

    targets = batchable(sequences, bindings).targets

    assert targets.dtype == np.int32
    assert targets.tolist() == [[1, 2], [2, 0]]
