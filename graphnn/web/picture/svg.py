"""A picture as SVG: text stays text, in the reader's own Inter or what comes nearest, as wide as it was measured."""

from collections.abc import Iterator
from typing import assert_never
from xml.sax.saxutils import escape, quoteattr

from graphnn.web.picture.fonts import face
from graphnn.web.picture.marks import Box, Curve, Disc, Mark, Picture, Text

FONTS = "Inter, 'Inter Variable', system-ui, 'Segoe UI', Roboto, sans-serif"


def svg(picture: Picture, *, title: str) -> str:
    """Return the text of an SVG file; whatever a document holds is text in it, nothing else."""
    width, height = _number(picture.width), _number(picture.height)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" aria-label={quoteattr(_printable(title))} font-family="{FONTS}">',
        f"<title>{escape(_printable(title))}</title>",
        f'<rect width="{width}" height="{height}" fill="{picture.background}"/>',
        *(line for mark in picture.marks for line in _element(mark)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _element(mark: Mark) -> Iterator[str]:
    opacity = "" if mark.opacity == 1 else f' opacity="{mark.opacity:.3g}"'
    match mark:
        case Box():
            stroke = f' stroke="{mark.stroke}"' if mark.stroke else ""
            dash = ' stroke-dasharray="3 3"' if mark.is_dashed else ""
            yield (
                f'<rect x="{_number(mark.x)}" y="{_number(mark.y)}" width="{_number(mark.width)}"'
                f' height="{_number(mark.height)}" rx="{_number(mark.radius)}" fill="{mark.fill}"'
                f"{stroke}{dash}{opacity}/>"
            )
        case Curve():
            pieces = "".join("C" + " ".join(f"{_number(x)} {_number(y)}" for x, y in piece) for piece in mark.pieces)
            dash = ' stroke-dasharray="6 5"' if mark.is_dashed else ""
            yield (
                f'<path d="M{_number(mark.start.x)} {_number(mark.start.y)}{pieces}" fill="none"'
                f' stroke="{mark.stroke}" stroke-width="{_number(mark.width)}" stroke-linecap="round"{dash}{opacity}/>'
            )
        case Disc():
            stroke = f' stroke="{mark.stroke}" stroke-width="{_number(mark.width)}"' if mark.width else ""
            yield (
                f'<circle cx="{_number(mark.x)}" cy="{_number(mark.y)}" r="{_number(mark.radius)}"'
                f' fill="{mark.fill}"{stroke}{opacity}/>'
            )
        case Text():
            weight = "" if mark.weight == 400 else f' font-weight="{mark.weight}"'
            anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
            width = face(mark.weight).width(mark.text, mark.size)
            yield (
                f'<text x="{_number(mark.x)}" y="{_number(mark.y)}" font-size="{_number(mark.size)}"{weight}{anchor}'
                f' textLength="{_number(width)}" lengthAdjust="spacingAndGlyphs" fill="{mark.fill}"{opacity}>'
                f"{escape(_printable(mark.text))}</text>"
            )
        case _:
            assert_never(mark)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _printable(text: str) -> str:
    """Return text without the characters that no XML may hold."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
