import keras
import numpy as np
import pytest

from graphnn.document.model import Document
from graphnn.engine.budget import Budget, WeightBudget, available_budget, sample_bytes, training_memory
from graphnn.engine.build import infer_graph
from graphnn.protocol.report import TensorSpec
from tests.engine.builders import CATALOGUE, built, chain, inferred, learning, node, shaped, trained_by

BYTES_PER_NUMBER = 4


def dense(units: int, *, inputs: int = 10) -> Document:
    return chain(x=shaped(inputs), hidden=node("Dense", units=units), answer=node("Output"))


def weight_bytes(document: Document) -> int:
    return training_memory(document, inferred(document).nodes, CATALOGUE).weight_bytes


# Adafactor and Muon keep other numbers for matrices, fewer than are counted; LossScaleOptimizer is another one's.
@pytest.mark.parametrize("optimizer", sorted(set(CATALOGUE.optimizers) - {"Adafactor", "LossScaleOptimizer", "Muon"}))
def test_weights_count_with_their_gradients_and_as_many_slots_as_keras_makes(optimizer: str) -> None:
    document = trained_by(dense(3), optimizer)
    model = built(document).model
    made = getattr(keras.optimizers, optimizer)()
    made.build(model.trainable_variables)
    slots = sum(np.prod(each.shape) for each in made.variables if tuple(each.shape))

    assert weight_bytes(document) == (2 * 33 + slots) * BYTES_PER_NUMBER


def test_momentum_takes_a_slot_more() -> None:
    plain, with_momentum = trained_by(dense(3), "SGD"), trained_by(dense(3), "SGD", momentum=0.9)

    assert weight_bytes(with_momentum) - weight_bytes(plain) == 33 * BYTES_PER_NUMBER


def test_an_optimizer_within_another_has_the_slots_it_has_alone() -> None:
    scaled = trained_by(dense(3), "LossScaleOptimizer", inner_optimizer="adam")

    assert weight_bytes(scaled) == weight_bytes(trained_by(dense(3), "Adam"))


def test_activations_count_for_a_whole_batch_there_and_back() -> None:
    document = dense(3)

    memory = training_memory(document, inferred(document).nodes, CATALOGUE)

    assert memory.activation_bytes == 2 * document.training.batch_size * (10 + 3) * BYTES_PER_NUMBER


def test_the_data_counts_with_all_its_samples() -> None:
    document = learning(chain(image=node("Input", column="image"), flat=node("Flatten")), "mnist")

    memory = training_memory(document, inferred(document).nodes, CATALOGUE)

    assert memory.data_bytes == 70_000 * (28 * 28 + 1) * BYTES_PER_NUMBER


def test_a_layer_too_large_is_refused_with_its_name_and_size() -> None:
    report = inferred(dense(10**9, inputs=10**4))

    (fault,) = report.diagnostics
    assert fault.code == "graph/over-budget"
    assert fault.nodes == ("hidden",)
    assert fault.message == (
        "Training would take 160.3 TB of memory, 1.0 GB may be used; "
        "hidden is the largest with 10,001,000,000,000 parameters."
    )
    assert report.parameter_count == 10_001_000_000_000


def test_an_input_too_large_is_refused_and_what_would_compute_with_it_is_not_tried() -> None:
    # Keras computes with a mean that is given while the layer is made, whatever the scope.
    given = node("Normalization", mean=0.0, variance=1.0)

    report = inferred(chain(x=shaped(10**12), normal=given, answer=node("Output")))

    (fault,) = report.diagnostics
    assert fault.nodes == ("x",)
    assert "x is the largest with 1000000000000 values a sample" in fault.message
    assert set(report.nodes) == {"x"}


def test_a_graph_within_its_budget_is_not_mentioned() -> None:
    memory = inferred(dense(3)).memory_bytes

    assert inferred(dense(3), Budget(memory_bytes=memory)).is_valid
    assert not inferred(dense(3), Budget(memory_bytes=memory - 1)).is_valid


def test_a_graph_that_is_not_trained_is_only_counted_by_its_weights() -> None:
    document = chain(x=shaped(100, 100, 3), wide=node("Conv2D", filters=64, kernel_size=3), answer=node("Output"))

    assert infer_graph(document, CATALOGUE, budget=WeightBudget(memory_bytes=200_000)).is_valid
    assert [d.code for d in infer_graph(document, CATALOGUE, budget=Budget(memory_bytes=200_000)).diagnostics] == [
        "graph/over-budget"
    ]
    report = infer_graph(dense(1_000_000), CATALOGUE, budget=WeightBudget(memory_bytes=200_000))
    assert report.diagnostics[0].message.startswith("Its weights would take 44.0 MB of memory, 200.0 kB may be used")


def test_an_optimizer_that_keras_refuses_does_not_keep_the_size_from_being_told() -> None:
    document = trained_by(dense(3), "Adam", learning_rate="fast")

    assert inferred(document).memory_bytes > 0


def test_axes_of_unknown_size_count_as_something() -> None:
    assert sample_bytes(TensorSpec(shape=(None, None, 2), dtype="float32")) > sample_bytes(
        TensorSpec(shape=(None, 2), dtype="float32")
    )


def test_the_budget_is_what_the_environment_says_or_a_part_of_what_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHNN_MEMORY_BYTES", "12345")
    assert available_budget() == Budget(memory_bytes=12345)

    monkeypatch.delenv("GRAPHNN_MEMORY_BYTES")
    assert 10**6 < available_budget().memory_bytes < 10**15
