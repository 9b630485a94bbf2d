"""Configs made to harm whoever reads them: what is not Keras' own is refused at every depth, and soon."""

import contextlib
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.errors import ModelError
from graphnn.exchange.from_keras import convert
from tests.exchange.configs import entrance, functional, layer, operation, sequential, tensor, with_layer

LAMBDA = {"class_name": "__lambda__", "config": {"value": ["4wEA", None, None]}}
FOREIGN: Mapping[str, Any] = {"class_name": "Evil", "module": "evil", "config": {}, "registered_name": "evil>Evil"}
SECONDS = 10
"""Of the processor's own time; what takes a step for each pair of layers takes minutes."""


def within_a_model(given: dict) -> dict:
    return sequential(entrance("e", 4), sequential(entrance("f", 4), given, name="core"), name="shell")


def within_a_chain_of_each_step(given: dict) -> dict:
    return layer("TimeDistributed", "each", layer=within_a_model(given))


def within_wrappers(given: dict) -> dict:
    return layer("TimeDistributed", "outer", layer=layer("TimeDistributed", "inner", layer=given))


def around_a_sequence(given: dict) -> dict:
    return layer("Bidirectional", "both", layer=given)


DEPTHS = (within_a_model, within_a_chain_of_each_step, within_wrappers, around_a_sequence)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize(
    "given",
    [
        layer("Lambda", "evil", function=LAMBDA),
        layer("Dense", "evil", units=1) | {"module": "evil"},
        layer("Dense", "evil", units=1) | {"registered_name": "evil>Dense"},
        layer("LSTM", "evil", units=1, activation=LAMBDA),
        layer("LSTM", "evil", units=1, kernel_regularizer=FOREIGN),
        layer("LSTM", "evil", units=1, recurrent_initializer={**FOREIGN, "class_name": "Zeros"}),
        layer("LSTM", "evil", units=1, bias_constraint={"class_name": "MaxNorm", "config": {"axis": [LAMBDA]}}),
        layer("RNN", "evil", cell=FOREIGN),
        layer("RNN", "evil", cell={"class_name": "LSTMCell", "config": {"units": 1, "kernel_initializer": FOREIGN}}),
        layer("RNN", "evil", cell={"class_name": "StackedRNNCells", "config": {"cells": [FOREIGN]}}),
    ],
    ids=range(10),
)
def test_what_is_not_keras_own_is_refused_at_every_depth(given: dict, depth: Callable[[dict], dict]) -> None:
    with pytest.raises(ModelError, match=r"evil|[lL]ambda|cannot stand within"):
        convert(with_layer(depth(given)), load_catalogue(), name="model")


@pytest.mark.parametrize(
    "module",
    [
        "keras.layers.evil.os",
        "keras.src.layers..os",
        "keras.layers\n",
        "keras.layers.core/../../os",
        "keras.saving",
        "keras.legacy.saving",
        "keraslayers",
        "kerasxlayers.core",
        "tensorflow.python.keras.layers",
        "",
    ],
)
def test_a_module_is_compared_and_never_imported(module: str) -> None:
    given = layer("Dense", "d", units=1) | {"module": module}

    if module == "keras.layers.evil.os":  # Wherever Keras may keep it, the class is the catalogue's.
        assert convert(with_layer(given), load_catalogue(), name="model").document.nodes["d"].type == "Dense"
        return
    with pytest.raises(ModelError, match="class of its author's own"):
        convert(with_layer(given), load_catalogue(), name="model")


@pytest.mark.parametrize("name", ["StringLookup", "IntegerLookup", "TextVectorization"])
def test_a_file_named_as_a_vocabulary_is_not_read(name: str) -> None:
    given = layer(name, "words", vocabulary="/etc/hostname")

    with pytest.raises(ModelError, match=r"words .*vocabulary"):
        convert(with_layer(given), load_catalogue(), name="model")


@pytest.mark.parametrize("asked", ["standardize", "split"])
def test_a_function_of_the_authors_own_does_not_part_texts(asked: str) -> None:
    own = {"class_name": "function", "module": "evil", "config": "part", "registered_name": "part"}

    with pytest.raises(ModelError, match=asked):
        convert(with_layer(layer("TextVectorization", "words", **{asked: own})), load_catalogue(), name="model")


def test_a_model_within_whose_input_is_missing_is_refused_in_words() -> None:
    first = functional(entrance("a", 4), inputs=[["nowhere", 0, 0]], outputs=[["a", 0, 0]])

    with pytest.raises(ModelError, match="does not say what shape its input has"):
        convert(sequential(first), load_catalogue(), name="model")


def chain(count: int, make: Callable[[int, dict], dict]) -> list[dict]:
    """Return layers that each take what the next one in the file gives."""
    layers = [make(number, tensor(f"n{number - 1}" if number else "x")) for number in range(count)]
    return [entrance("x", 4), *reversed(layers)]


def dense(number: int, given: dict) -> dict:
    return layer("Dense", f"n{number}", [given], units=4)


def compared(number: int, given: dict) -> dict:
    return operation("NotEqual", f"n{number}", given, 0)


@pytest.mark.parametrize("make", [dense, compared], ids=["layers", "masks"])
def test_a_network_written_backwards_takes_no_longer_than_one_that_is_not(make: Callable[[int, dict], dict]) -> None:
    last = layer("LSTM", "last", units=1) | {
        "inbound_nodes": [{"args": [tensor("x")], "kwargs": {"mask": tensor("n9")}}]
    }
    layers = [*chain(10_000, make), last]
    tree = functional(*layers, inputs=[["x", 0, 0]], outputs=[["last", 0, 0], ["x", 0, 0]])
    start = time.process_time()

    with contextlib.suppress(ModelError):  # It may be too large.
        convert(tree, load_catalogue(), name="model")

    assert time.process_time() - start < SECONDS


def test_many_models_within_a_model_take_no_step_for_each_pair_of_them() -> None:
    models = [
        sequential(
            entrance("e", 4), layer("Dense", "wide", units=number), layer("Dense", "d", units=4), name=f"m{number}"
        )
        for number in range(1, 1_900)
    ]
    start = time.process_time()

    document = convert(sequential(entrance("x", 4), *models), load_catalogue(), name="model").document

    assert len(document.blocks) == len(models)
    assert time.process_time() - start < SECONDS
