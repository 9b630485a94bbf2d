"""What layers are called with besides tensors."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from graphnn.catalogue.model import Catalogue
from graphnn.errors import ModelError
from graphnn.exchange.calls import Call
from graphnn.exchange.network import Layer

_TRAINING: Final = "training"
# The layers that Keras itself calls with training=True unless it is told otherwise, here as there.
_ALWAYS_TRAINING: Final = frozenset({"Augmentation", "Preprocessing"})


def refuse_settings(layer: Layer, call: Call, taken: Collection[str] = ()) -> None:
    """Raise if a layer is called with an argument that no parameter takes.

    Args:
        layer: The layer.
        call: The call.
        taken: The parameters that its node takes for each call.

    Raises:
        ModelError: If it is.
    """
    for name, value in call.settings.items():
        # Whether a layer trains is the model's to say, whatever its call once said: see `note_on_training`.
        if name not in taken and name != _TRAINING and not _is_empty(value):
            raise ModelError(
                f"{layer.name} ({layer.class_name}): it is called with {name}={value!r:.40}, which no edge carries."
            )


def note_on_training(layer: Layer, call: Call, catalogue: Catalogue) -> str | None:
    """Return what a person should know of a call that says whether the layer trains; None where it says nothing.

    Keras 3 decides that for all layers whenever a model trains or predicts, and of most layers writes False itself.
    """
    training, title = call.settings.get(_TRAINING), f"{layer.name} ({layer.class_name})"
    layer_type = catalogue.layers.get(layer.class_name)
    if training is True and (layer_type is None or layer_type.category not in _ALWAYS_TRAINING):
        return f"{title}: called with training=True, which Keras 3 no longer keeps to when a model predicts."
    if training is False and (layer.is_of_old_keras or layer.network is not None):
        return (
            f"{title}: called with training=False, which Keras 3 no longer keeps to when a model trains. Turn "
            "trainable off where its normalisations are to stay as they are."
        )
    return None


def _is_empty(value: Any) -> bool:
    """Tell whether an argument says nothing, as a mask that is None for each tensor of a model."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else None
    return value in (None, False) if inner is None else all(map(_is_empty, inner))
