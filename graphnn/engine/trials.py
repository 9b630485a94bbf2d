"""Layers tried on tensors that might reach them: by the same step as the walk, so what fits here fits there."""

from collections.abc import Iterable

import keras

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.engine.apply import Call, Ports, apply, detached
from graphnn.engine.budget import Budget, sample_bytes
from graphnn.engine.faults import explain
from graphnn.engine.inference_cache import InferenceCache
from graphnn.engine.weightless import weightless
from graphnn.protocol.messages import Trial
from graphnn.protocol.report import TensorSpec


def try_layers(
    trials: Iterable[Trial], catalogue: Catalogue, *, budget: Budget, cache: InferenceCache
) -> tuple[str | None, ...]:
    """Return for each trial why its layer does not take such tensors, or None where it does or nobody can tell."""
    with weightless():
        return tuple(_refusal(trial, catalogue, budget, cache) for trial in trials)


def _refusal(trial: Trial, catalogue: Catalogue, budget: Budget, cache: InferenceCache) -> str | None:
    layer_type = catalogue.layers.get(trial.node.type)
    specs = tuple(spec for given in trial.inputs.values() for spec in given)
    # An end of the network is no layer, and what is larger than the memory is refused where it comes from.
    if layer_type is None or not (layer_type.inputs and layer_type.outputs):
        return None
    if any(sample_bytes(spec) > budget.memory_bytes for spec in specs):
        return None
    tensors = {
        port.name: [*map(_tensor, given)] if port.is_list else _tensor(given[0])
        for port in layer_type.inputs
        if (given := trial.inputs.get(port.name))
    }
    call = Call(trial.id, trial.id, trial.node, Ports(tensors, specs, trial.sources))
    try:
        cache.get_or_infer(trial.node, tensors, lambda: detached(apply(call, layers={}, catalogue=catalogue)))
    except Exception as error:  # Keras raises whatever it likes; each becomes a reason in words.
        document = Document(nodes={trial.id: trial.node})
        return explain(error, trial.id, document, trial.sources, specs).message
    return None


def _tensor(spec: TensorSpec) -> keras.KerasTensor:
    return keras.KerasTensor(spec.shape, dtype=spec.dtype)
