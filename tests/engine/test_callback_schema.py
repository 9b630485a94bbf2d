"""Callbacks have a schema of our own: what of Keras' own it takes over, and why not the rest."""

import inspect

import keras
import pytest

from graphnn.catalogue.callbacks import CALLBACKS
from graphnn.catalogue.model import Kind, ObjectType
from graphnn.engine.introspection_overlay import load_overlay
from graphnn.engine.introspection_parameters import named_arguments

RUN_FOLDER = "every run has a folder of its own to write into"
LEFT_OUT = {
    "verbose": "a run tells what happens in words, events and charts",
    "append": "a resumed run goes on with its table by itself",
    "filename": RUN_FOLDER,
    "filepath": RUN_FOLDER,
    "log_dir": RUN_FOLDER,
    "save_best_only": "the last model is kept anyway",
    "save_weights_only": "the weights of a model that is kept are in it",
    "save_freq": "the best of the epochs is kept; a run goes on from its own checkpoints",
    "initial_value_threshold": "the first epoch of a run is the best so far",
    "raise_error": "a run that diverges ends with step, layer and cure",
    "embeddings_freq": "the Results tab shows what a network has learned",
    "embeddings_metadata": "the Results tab shows what a network has learned",
    "histogram_freq": "the page shows weights and activations while it trains",
    "profile_batch": "the steps of many batches are one call",
    "update_freq": "the metrics of an epoch are written once",
    "write_graph": "the document is the graph",
    "write_images": "the page shows weights and activations while it trains",
    "write_steps_per_second": "the events of a run tell how fast it is",
}
"""Arguments of Keras' callbacks that ours do not take, and why."""
OTHERWISE = {("LearningRateScheduler", "schedule"): "a schedule from the catalogue stands where Keras takes a function"}
"""Arguments that ours take in another way."""


OUR_OWN = {"MLflow"}
"""Callbacks that Keras does not have."""
OF_KERAS = {name: each for name, each in CALLBACKS.items() if name not in OUR_OWN}


def of_keras(callback_type: ObjectType) -> dict[str, inspect.Parameter]:
    return {each.name: each for each in named_arguments(getattr(keras.callbacks, callback_type.name))}


def test_every_callback_of_keras_is_offered_or_left_out_for_a_reason() -> None:
    classes = {name for name, each in vars(keras.callbacks).items() if inspect.isclass(each)}
    excluded = load_overlay().excluded["callbacks"]

    assert classes == OF_KERAS.keys() | excluded.keys()
    assert CALLBACKS.keys().isdisjoint(excluded)
    assert all(excluded.values())


@pytest.mark.parametrize("callback_type", OF_KERAS.values(), ids=lambda each: each.name)
def test_a_callback_takes_what_keras_takes_or_says_why_not(callback_type: ObjectType) -> None:
    theirs = of_keras(callback_type)

    ours = {each.name: each for each in callback_type.parameters}
    assert theirs.keys() - ours.keys() <= LEFT_OUT.keys()
    assert ours.keys() <= theirs.keys()
    for name, parameter in ours.items():
        is_required = theirs[name].default is inspect.Parameter.empty
        assert parameter.required == is_required, name
        if not is_required:
            assert (parameter.default, type(parameter.default) is bool) == (
                theirs[name].default,
                type(theirs[name].default) is bool,
            ), name
        is_object = parameter.kind is Kind.OBJECT
        assert is_object == ((callback_type.name, name) in OTHERWISE), name


def test_no_reason_is_kept_for_what_keras_no_longer_has() -> None:
    theirs = {name for each in OF_KERAS.values() for name in of_keras(each)}

    assert LEFT_OUT.keys() <= theirs
    assert {name for name, _ in OTHERWISE} <= CALLBACKS.keys()
