"""What layers need of their inputs where Keras says so only once data flows, or never.

A network that fails in its first step must not be shown as sound. Each refusal is worded as Keras words its own,
so that `faults` reads both. What Keras checks by itself when a layer is called is not repeated here.
"""

import re
from collections.abc import Mapping, Sequence

import keras

from graphnn.document.model import Node
from graphnn.engine.requirements_of_ports import require_attention, require_mask, require_states
from graphnn.protocol.report import TensorSpec

# Channels by layer; these convert colours, and find out while training.
_CHANNELS: Mapping[str, tuple[int, ...]] = {
    "AugMix": (1, 3),
    "RandAugment": (1, 3),
    "RandomGrayscale": (1, 3),
    "RandomHue": (3,),
    "RandomSaturation": (3,),
}
_COLOUR_FACTORS = {"hue_factor", "saturation_factor"}  # with these, RandomColorJitter is one of them


def require(layer: keras.layers.Layer, node: Node, ports: Mapping[str, Sequence[TensorSpec]]) -> None:
    """Refuse inputs that a layer is not made for, given by port.

    Raises:
        ValueError: If the rank, the channels, the size or the axis do not fit, in Keras' words.
    """
    first = next(iter(ports.values()), ())
    if not first:
        return
    shape = first[0].shape
    _require_rank(layer, shape)
    _require_axis(layer, shape)
    channels = _CHANNELS.get(node.type, (3,) if _COLOUR_FACTORS & node.parameters.keys() else ())
    if channels and shape[-1] is not None and shape[-1] not in channels:
        wanted = " or ".join(map(str, channels))
        raise ValueError(f"Input images must have {wanted} channels, but received images with {shape[-1]} channels.")
    if node.type == "RandomCrop" and not _fits((layer.height, layer.width), shape[1:3]):
        raise ValueError("Computed output size would be zero or negative.")

    if "query" in ports:
        require_attention(layer, {name: specs[0].shape for name, specs in ports.items()})
    if "initial_state" in ports:
        require_states(layer, shape, [spec.shape for spec in ports["initial_state"]])
    if "mask" in ports:
        require_mask(layer, shape, ports["mask"][0].shape)


def _require_rank(layer: keras.layers.Layer, shape: tuple[int | None, ...]) -> None:
    """Refuse a rank where the layer would take the batch axis for another, or fail later."""
    adaptive = re.fullmatch(r"Adaptive\w+Pooling(\d)D", type(layer).__name__)
    if adaptive is not None:
        wanted = int(adaptive.group(1)) + 2
    elif ".image_preprocessing." in type(layer).__module__:
        wanted = 4  # These take a single image too, and a batch of images without channels for one.
    else:
        return
    if len(shape) != wanted:
        raise ValueError(f"expected ndim={wanted}, found ndim={len(shape)}")


def _require_axis(layer: keras.layers.Layer, shape: tuple[int | None, ...]) -> None:
    axis = getattr(layer, "axis", None)
    for each in axis if isinstance(axis, list | tuple) else (axis,):
        if isinstance(each, int) and not -len(shape) <= each < len(shape):
            raise ValueError(f"axis={each} is out of bounds for ndim={len(shape)}")


def _fits(window: tuple[int, ...], sizes: tuple[int | None, ...]) -> bool:
    return all(size is None or length <= size for length, size in zip(window, sizes, strict=False))
