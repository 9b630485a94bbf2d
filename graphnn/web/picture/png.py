"""A picture as PNG, painted by matplotlib."""

import io
import warnings
from collections.abc import Mapping
from math import sqrt
from types import MappingProxyType
from typing import Final, Literal, assert_never

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text as TextArtist

from graphnn.web.picture.fonts import face
from graphnn.web.picture.marks import Box, Curve, Disc, Mark, Picture, Text

SCALE: Final = 2.0
"""Pixels a unit: sharp on the screens of today."""
MAX_PIXELS: Final = 40_000_000
MAX_SIDE: Final = 30_000
_UNITS_PER_INCH: Final = 72
_ALIGNMENTS: Final[Mapping[str, Literal["left", "center", "right"]]] = MappingProxyType(
    {"start": "left", "middle": "center", "end": "right"}
)


def png(picture: Picture) -> bytes:
    """Return the bytes of a PNG, smaller where it would be huge."""
    scale = min(
        SCALE, sqrt(MAX_PIXELS / (picture.width * picture.height)), MAX_SIDE / max(picture.width, picture.height)
    )
    figure = Figure(
        figsize=(picture.width / _UNITS_PER_INCH, picture.height / _UNITS_PER_INCH),
        dpi=_UNITS_PER_INCH * scale,
        facecolor=picture.background,
    )
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, picture.width)
    axes.set_ylim(picture.height, 0)
    axes.axis("off")
    for order, mark in enumerate(picture.marks):
        axes.add_artist(_artist(mark, order))
    stream = io.BytesIO()
    with warnings.catch_warnings():
        # Of letters that no font of ours has; they are drawn as empty boxes.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(stream, format="png", facecolor=picture.background, metadata={"Software": "graphnn"})
    return stream.getvalue()


def _artist(mark: Mark, order: int) -> FancyBboxPatch | PathPatch | Circle | TextArtist:
    match mark:
        case Box():
            return FancyBboxPatch(
                (mark.x, mark.y),
                mark.width,
                mark.height,
                boxstyle=f"round,pad=0,rounding_size={min(mark.radius, mark.width / 2, mark.height / 2)}",
                facecolor=mark.fill,
                edgecolor=mark.stroke or "none",
                linewidth=1 if mark.stroke else 0,
                linestyle=(0, (3, 3)) if mark.is_dashed else "-",
                alpha=mark.opacity,
                zorder=order,
                mutation_aspect=1,
            )
        case Curve():
            vertices = [mark.start, *(spot for piece in mark.pieces for spot in piece)]
            codes = [Outline.MOVETO, *[Outline.CURVE4] * (len(vertices) - 1)]
            return PathPatch(
                Outline(vertices, codes),
                facecolor="none",
                edgecolor=mark.stroke,
                linewidth=mark.width,
                linestyle=(0, (3, 2.5)) if mark.is_dashed else "-",
                capstyle="round",
                alpha=mark.opacity,
                zorder=order,
            )
        case Disc():
            return Circle(
                (mark.x, mark.y),
                mark.radius,
                facecolor=mark.fill,
                edgecolor=mark.stroke,
                linewidth=mark.width,
                alpha=mark.opacity,
                zorder=order,
            )
        case Text():
            return _text(mark, order)
        case _:
            assert_never(mark)


def _text(mark: Text, order: int) -> TextArtist:
    # Dollar signs and backslashes are what they are, not mathematics.
    return TextArtist(
        mark.x,
        mark.y,
        mark.text,
        color=mark.fill,
        fontproperties=FontProperties(fname=str(face(mark.weight).file_for(mark.text)), size=mark.size),
        horizontalalignment=_ALIGNMENTS[mark.anchor],
        verticalalignment="baseline",
        parse_math=False,
        alpha=mark.opacity,
        zorder=order,
    )
