"""The looks into a network rehearsed while there is time, so that the first of them takes little between two steps.

Unrehearsed, the first look into a network of 400,000 weights takes five times as long as the next, and the first
pictures of what its nodes give four times: TensorFlow readies each operation, and memory, when it is first used.
"""

import contextlib

from graphnn.engine.build import BuiltModel
from graphnn.engine.thumbnails import node_outputs
from graphnn.engine.training.inside import SAMPLES, active_layers, measured
from graphnn.engine.training.loop import EpochLoop
from graphnn.engine.training.samples import Bindings
from graphnn.engine.training.undisturbed import undisturbed


def rehearse_looks(built: BuiltModel, bindings: Bindings, loop: EpochLoop) -> None:
    """Look into a compiled model once, and at what its nodes give to a sample, and keep nothing of it."""
    model = built.model
    with contextlib.suppress(Exception):  # Whatever a layer says of it, it says again where it can be told.
        measured(model, model.trainable_variables, loop.first_samples(SAMPLES), active_layers(model))
        with undisturbed(model):
            node_outputs(built, bindings.document, bindings.catalogue).to(loop.inputs_at(0))
