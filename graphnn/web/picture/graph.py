"""The picture of a document, as SVG or PNG; the PNG carries the document, so that the picture can be opened again."""

from typing import Literal

from graphnn.catalogue.model import Catalogue
from graphnn.document import codec
from graphnn.document.model import Document
from graphnn.document.picture import with_text
from graphnn.document.updated import updated
from graphnn.protocol.report import GraphReport
from graphnn.web.cards import Drawing
from graphnn.web.picture.drawing import draw
from graphnn.web.picture.marks import Picture
from graphnn.web.picture.png import png
from graphnn.web.picture.sizes import card_arrangement
from graphnn.web.picture.svg import svg
from graphnn.web.picture.tokens import DARK, LIGHT
from graphnn.web.words import plural

PictureFormat = Literal["svg", "png"]


def picture_of(
    document: Document, catalogue: Catalogue, report: GraphReport | None = None, *, is_dark: bool = False
) -> Picture:
    """Return a document's whole graph as a picture, with what the report knows of it."""
    drawn = _laid_out(document, catalogue, report)
    diagnostics = report.diagnostics if report is not None else ()
    drawing = Drawing(drawn, catalogue, report, diagnostics, {})
    note = plural(report.parameter_count, "parameter") if report is not None and report.is_valid else ""
    return draw(
        drawing.cards(), drawing.wires(), DARK if is_dark else LIGHT, title=" ".join(document.name.split()), note=note
    )


def picture_file(
    document: Document,
    catalogue: Catalogue,
    report: GraphReport | None = None,
    *,
    to: PictureFormat,
    is_dark: bool = False,
) -> bytes:
    """Return a document's picture as the bytes of a file.

    Args:
        document: What is drawn; a PNG carries it.
        catalogue: The layers it is made of.
        report: Its shapes, counts and faults, where they are known.
        to: The format.
        is_dark: Light marks on dark, as the page has at night.
    """
    picture = picture_of(document, catalogue, report, is_dark=is_dark)
    if to == "svg":
        return svg(picture, title=document.name).encode()
    return with_text(png(picture), codec.dumps(document))


def _laid_out(document: Document, catalogue: Catalogue, report: GraphReport | None) -> Document:
    """Return the document with a place for every node, by the real sizes of cards where none has one."""
    view = document.view
    placed = [node_id for node_id in document.nodes if node_id in view.positions]
    if len(placed) == len(document.nodes):
        return document
    whole = card_arrangement(document, catalogue, report)
    return updated(document, view=updated(view, positions=whole.positions, waypoints=whole.waypoints))
