"""Drawings and photographs as the data's own pictures are: in size, place, and what is bright.

MNIST's digits were scaled to fit a box of 20 × 20 pixels and placed with their centre of mass in the middle of
28 × 28. The box of other data is measured.

Source: LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist/
"""

import base64
import binascii
from dataclasses import dataclass

import numpy as np
from PIL import Image

from graphnn.engine.data.model import Array
from graphnn.errors import DataError
from graphnn.sources.pictures import read_picture

INK_FROM = 0.1
"""The share of full ink from which a pixel counts as drawn on."""


@dataclass(frozen=True, slots=True)
class PictureStyle:
    """How a data set's pictures are: their shape and full brightness, and, for strokes on black, the box they fill."""

    shape: tuple[int, ...]
    top: float
    box: int | None

    @property
    def channels(self) -> int:
        """How many numbers a pixel has."""
        return self.shape[2] if len(self.shape) == 3 else 1


def style_of(pictures: Array, *, top: float) -> PictureStyle:
    """Return how pictures are, measured on some of them.

    Shapes:
        (n, height, width[, channels])
    """
    shape = pictures.shape[1:]
    style = PictureStyle(shape, top, None)
    ink = pictures.reshape(len(pictures), shape[0], shape[1], -1).mean(axis=-1) / top
    border = np.concatenate([ink[:, 0], ink[:, -1], ink[:, :, 0], ink[:, :, -1]], axis=1)
    if style.channels != 1 or np.median(border) > INK_FROM:
        return style
    sides = [
        max(np.ptp(np.flatnonzero(drawn.any(axis=axis))) + 1 for axis in (0, 1))
        for drawn in ink > INK_FROM
        if drawn.any()
    ]
    return PictureStyle(shape, top, int(np.median(sides))) if sides else style


def picture_of(url: str) -> Image.Image:
    """Return the picture of a data URL.

    Raises:
        DataError: If it is none.
    """
    try:
        content = base64.b64decode(url.partition(";base64,")[2], validate=True)
    except binascii.Error as error:
        raise DataError("the drawing: no data URL of a picture.") from error
    return read_picture(content, place="the drawing")


def from_drawing(picture: Image.Image, style: PictureStyle) -> Array:
    """Return a drawing, ink on nothing, as a sample: scaled to the box of the data, its centre of mass in the middle.

    Raises:
        DataError: If nothing is drawn, or the data's pictures are no strokes.
    """
    return _from_ink(np.asarray(picture.convert("RGBA"), dtype=np.float64)[..., 3] / 255, style)


def from_file(picture: Image.Image, style: PictureStyle) -> tuple[Array, tuple[str, ...]]:
    """Return a picture file as a sample, and what was done to it in words."""
    height, width = style.shape[:2]
    mode = "L" if style.channels == 1 else "RGB"
    if "A" in picture.getbands() or "transparency" in picture.info:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    plain = picture.convert(mode)
    pixels = np.asarray(plain, dtype=np.float64) / 255
    if plain.size == (width, height):
        return (pixels * style.top).reshape(style.shape), ()
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]) if mode == "L" else np.zeros(1)
    if style.box is not None and np.median(border) > 0.5:
        # Paper has shades; only what is clearly darker than it is ink.
        paper_shade = float(np.median(border))
        ink = np.clip((paper_shade - pixels) / max(paper_shade - float(pixels.min()), 1e-6), 0, 1)
        notes = (
            "Dark on bright was turned into bright on dark.",
            f"Scaled to {width} × {height} around its centre of mass.",
        )
        return _from_ink(np.where(ink < 0.25, 0, ink), style), notes
    resized = np.asarray(plain.resize((width, height), Image.Resampling.LANCZOS), dtype=np.float64) / 255
    return (resized * style.top).reshape(style.shape), (
        f"Scaled from {plain.width} × {plain.height} to {width} × {height}.",
    )


def _from_ink(ink: Array, style: PictureStyle) -> Array:
    if style.box is None:
        raise DataError("The pictures of this data are not strokes on black. Choose a picture file instead.")
    drawn = ink > INK_FROM
    if not drawn.any():
        raise DataError("Nothing is drawn yet.")
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = style.box / max(cut.shape)
    size = (max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale)))
    picture = Image.fromarray((cut * 255).astype(np.uint8)).resize(
        size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR
    )
    small = np.asarray(picture, dtype=np.float64) / 255
    height, width = style.shape[:2]
    mass = max(float(small.sum()), 1e-9)
    centre = [float((small.sum(axis=1 - axis) * np.arange(small.shape[axis])).sum() / mass) for axis in (0, 1)]
    sample = np.zeros((height, width))
    top = min(max(round(height / 2 - centre[0]), 0), height - small.shape[0])
    left = min(max(round(width / 2 - centre[1]), 0), width - small.shape[1])
    sample[top : top + small.shape[0], left : left + small.shape[1]] = small
    return (sample * style.top).reshape(style.shape)
