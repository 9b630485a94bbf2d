"""What layers are called with besides tensors."""

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.exchange.from_keras import convert
from tests.exchange.configs import entrance, functional, layer, sequential, tensor


def notes(given: dict, *, training: bool) -> tuple[str, ...]:
    """Return the notes on a layer that is called with that word on training."""
    given = given | {"inbound_nodes": [{"args": [tensor("x")], "kwargs": {"training": training}}]}
    tree = functional(entrance("x", 4), given, inputs=[["x", 0, 0]], outputs=[[given["name"], 0, 0]])
    return convert(tree, load_catalogue(), name="model").notes


WITHIN = sequential(entrance("e", 4), layer("BatchNormalization", "normal"), name="base") | {"name": "base"}


@pytest.mark.parametrize(
    ("given", "training", "note"),
    [
        (
            layer("Dropout", "drop", rate=0.5),
            True,
            "drop (Dropout): called with training=True, which Keras 3 no longer",
        ),
        (layer("Dropout", "drop", rate=0.5), False, None),
        (layer("RandomFlip", "flip"), True, None),
        (WITHIN, False, "base (Sequential): called with training=False, which Keras 3 no longer keeps to"),
    ],
    ids=("dropout on", "dropout off", "augmentation on", "model off"),
)
def test_a_word_on_training_that_keras_does_not_keep_to_is_told(given, training, note):
    told = notes(given, training=training)

    assert [each.startswith(note) for each in told] == ([True] if note else [])
