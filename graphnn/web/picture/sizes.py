"""The sizes of a document's cards, and the layout by them, for whoever lays it out without a browser."""

from collections.abc import Mapping

from graphnn.catalogue.model import Catalogue
from graphnn.document.edits import Arrange
from graphnn.document.layout import Size, arrangement
from graphnn.document.model import Direction, Document
from graphnn.document.updated import updated
from graphnn.protocol.report import GraphReport
from graphnn.web.cards import Drawing
from graphnn.web.picture.measures import card_size


def card_sizes(document: Document, catalogue: Catalogue, report: GraphReport | None = None) -> Mapping[str, Size]:
    """Return width and height of each node's card, as a layout takes them.

    Args:
        document: Its view tells which way the edges run, and with it where cards name their ports.
        catalogue: The layers it is made of.
        report: What is known of it; without one, cards are as tall as if all were known.
    """
    cards = Drawing(document, catalogue, report, (), {}).cards()
    return {node_id: card_size(card) for node_id, card in cards.items()}


def card_arrangement(
    document: Document, catalogue: Catalogue, report: GraphReport | None = None, *, direction: Direction | None = None
) -> Arrange:
    """Return the edit that lays a document out by the real sizes of its cards.

    Args:
        document: What to lay out.
        catalogue: The layers it is made of.
        report: What is known of it; without one, cards are as tall as if all were known.
        direction: Which way the edges run; without it, as they do in the document.
    """
    view = document.view if direction is None else updated(document.view, direction=direction)
    sizes = card_sizes(updated(document, view=view), catalogue, report)
    return arrangement(document, sizes=sizes, direction=view.direction)
