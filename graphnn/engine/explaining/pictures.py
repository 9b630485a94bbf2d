"""Arrays as small pictures: samples as the data has them, weights blue where negative and orange where positive."""

import base64
import io
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from graphnn.engine.data.model import Array

Pixels = NDArray[np.uint8]

NEGATIVE = (58, 91, 217)
"""Blue, as in look/."""

POSITIVE = (214, 84, 0)
"""Orange, likewise."""

LEVELS = 24
"""Steps of a small picture from nothing to full colour."""


def is_picture(sample: Array) -> bool:
    """Tell whether a sample can be shown: (height, width), or with 1 or 3 channels, and more than one pixel wide.

    >>> is_picture(np.zeros((28, 28))), is_picture(np.zeros((28, 28, 32))), is_picture(np.zeros(784))
    (True, False, False)
    """
    is_shaped = sample.ndim == 2 or (sample.ndim == 3 and sample.shape[2] in (1, 3))
    return is_shaped and min(sample.shape[:2]) > 1


def sample_pixels(sample: Array, *, low: float, high: float) -> Pixels:
    """Return a picture with `low` black and `high` white: (height, width) or (height, width, 3)."""
    spread = max(high - low, 1e-12)
    return np.asarray(np.clip((np.squeeze(sample) - low) / spread * 255, 0, 255), dtype=np.uint8)


def weight_pixels(weights: Array, *, scale: float) -> Pixels:
    """Return weights as colours with an opacity: none at 0, full at `scale`.

    Shapes:
        (height, width) -> (height, width, 4)
    """
    share = np.clip(np.abs(weights) / max(scale, 1e-12), 0, 1)
    colors = np.where((weights < 0)[..., np.newaxis], np.array(NEGATIVE), np.array(POSITIVE))
    opacity = np.round(opacity_of(share) * 255)[..., np.newaxis]
    return np.concatenate([colors, opacity], axis=-1).astype(np.uint8)


def weight_levels(weights: Array, *, scale: float) -> NDArray[np.int8]:
    """Return weights in few steps: 0 for nothing, `LEVELS` for `scale` and beyond, negative likewise.

    What is not 0 is a step at least, so that it is seen.
    """
    share = np.clip(np.abs(weights) / max(scale, 1e-12), 0, 1)
    return np.asarray(np.sign(weights) * np.ceil(share * LEVELS), dtype=np.int8)


def opacity_of(share: Array) -> Array:
    """Return how opaque a share of the scale is: what is faint is lifted a little, most weights being small."""
    return np.asarray(share**0.8)


def weight_scale(weights: Array) -> float:
    """Return which weight is shown in full colour: the 99.5th percentile of their sizes, so that no outlier rules."""
    return float(np.percentile(np.abs(weights), 99.5)) if weights.size else 0.0


def sheet(pictures: Array, *, columns: int, gap: int = 1) -> Array:
    """Lay pictures of one size out row by row, with gaps of zeros between them.

    Shapes:
        (n, height, width, ...) -> (rows * (height + gap) - gap, columns * (width + gap) - gap, ...)
    """
    count, height, width = pictures.shape[:3]
    rows = math.ceil(count / columns)
    laid = np.zeros((rows * (height + gap), columns * (width + gap), *pictures.shape[3:]), dtype=pictures.dtype)
    for number, picture in enumerate(pictures):
        top, left = divmod(number, columns)
        top, left = top * (height + gap), left * (width + gap)
        laid[top : top + height, left : left + width] = picture
    return laid[:-gap, :-gap] if gap else laid


def beside(pictures: Sequence[Pixels], *, gap: int = 1) -> Pixels:
    """Lay pictures side by side, grey between them; those of another height or kind than the first are left out.

    >>> beside([np.zeros((4, 4), dtype=np.uint8)] * 2).shape
    (4, 9)
    """
    first = pictures[0]
    alike = [each for each in pictures if (len(each), each.shape[2:]) == (len(first), first.shape[2:])]
    between = np.full((len(first), gap, *first.shape[2:]), 128, dtype=np.uint8)
    return np.hstack([part for each in alike for part in (between, each)][1:])


def png(pixels: Pixels) -> str:
    """Return pixels as a PNG data URL: grey, RGB or RGBA by their last axis."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format="PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def small_png(levels: NDArray[np.int8]) -> str:
    """Return levels as a PNG data URL that looks as `weight_pixels` does, of a third of its size.

    Shapes:
        (height, width)
    """
    image = Image.fromarray((levels % len(_SHADES)).astype(np.uint8))
    image.putpalette(_SHADES[:, :3].tobytes())
    file = io.BytesIO()
    image.save(file, format="PNG", transparency=_SHADES[:, 3].tobytes())
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def unpacked(url: str) -> Pixels:
    """Return the pixels of a PNG data URL made here."""
    image = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    return np.asarray(image.convert("RGBA") if image.mode == "P" else image)


_SHADES = weight_pixels(np.array([[*range(LEVELS + 1), *range(-LEVELS, 0)]]), scale=LEVELS)[0]
"""The colour of each level, those of negative ones at the end, where their index is modulo the count."""
