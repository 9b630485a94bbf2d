"""What nodes that share a layer have of their own: the arguments that it is called with."""

import keras
import numpy as np
import pytest

from graphnn.analysis.check import check
from graphnn.document.model import Document, Node
from tests.engine.builders import CATALOGUE, SAVING_WARNS, built, inferred, node, shaped, wired


def language_model(**called: bool) -> Document:
    """Return a network whose last layer is its first one, turned round."""
    nodes = {
        "words": shaped(6, dtype="int32"),
        "vectors": node("ReversibleEmbedding", input_dim=10, output_dim=4),
        "next": Node(type="ReversibleEmbedding", shares="vectors", parameters=called),
        "answer": node("Output"),
    }
    return wired(nodes, "words > vectors", "vectors > next", "next > answer")


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_a_layer_goes_one_way_and_back_with_one_set_of_weights(tmp_path) -> None:
    document = language_model(reverse=True)
    model = built(document).model
    words = np.array([[1, 2, 3, 4, 5, 6]])

    report = inferred(document)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    (weights,) = model.get_weights()

    assert report.diagnostics == ()
    assert report.nodes["next"].outputs["output"].shape == (None, 6, 10)
    assert report.parameter_count == model.count_params() == 40
    np.testing.assert_allclose(model(words), weights[words] @ weights.T, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(loaded(words), model(words))


def test_the_owner_is_called_in_its_own_way() -> None:
    heads = node("MultiHeadAttention", num_heads=2, key_dim=4)
    shared = Node(type="MultiHeadAttention", shares="heads", parameters={"use_causal_mask": True, "num_heads": 99})
    nodes = {"x": shaped(5, 8), "heads": heads, "causal": shared, "a": node("Output"), "b": node("Output")}
    wires = ("x > heads.query", "x > heads.value", "x > causal.query", "x > causal.value", "heads > a", "causal > b")
    document = wired(nodes, *wires)
    model = built(document).model
    steps = np.random.default_rng(0).random((1, 5, 8), dtype="float32")
    other = np.concatenate([steps[:, :1], 1 - steps[:, 1:]], axis=1)

    before, after = model(steps), model(other)

    assert inferred(document).diagnostics == ()
    # The first step sees itself alone where the mask is on, and every step where it is off.
    np.testing.assert_allclose(before["b"][:, 0], after["b"][:, 0], rtol=1e-5)
    assert not np.allclose(before["a"][:, 0], after["a"][:, 0])


def test_a_wrong_argument_of_its_own_is_told_at_the_node() -> None:
    (fault,) = check(language_model(reverse="yes"), CATALOGUE)  # type: ignore[arg-type]

    assert (fault.code, fault.nodes, fault.parameter) == ("parameter/kind", ("next",), "reverse")
