"""A document drawn small: boxes in the colours of their kinds and wires between them, as the canvas lays them out."""

from collections.abc import Callable
from html import escape

from nicegui import ui

from graphnn.catalogue.model import Catalogue
from graphnn.document.layout import place_missing
from graphnn.document.model import Document, Node
from graphnn.web.picture.marks import Spot
from graphnn.web.picture.wire_path import wire_pieces

WIDTH, HEIGHT = 240.0, 112.0
_CARD_WIDTH, _CARD_HEIGHT = 176.0, 90.0
_PORT_Y = 20.0
_MARGIN = 16.0
_LARGEST_SCALE = 0.28
_DETAILED_SCALE = 0.13
"""From here on a box has room for the mark of its kind; below, it is filled with the colour."""


def miniature(document: Document, catalogue: Catalogue) -> ui.html:
    """Draw the document; only numbers and categories reach the picture, no text of the file's."""
    return ui.html(drawing(document, catalogue), sanitize=False).classes("gn-miniature")


def drawing(document: Document, catalogue: Catalogue) -> str:
    """Return the drawing as SVG."""
    positions = place_missing(document).view.positions
    drawn = {node_id: positions[node_id] for node_id in document.nodes}
    if not drawn:
        return _svg("")
    left, top = min(x for x, _ in drawn.values()), min(y for _, y in drawn.values())
    width = max(x for x, _ in drawn.values()) - left + _CARD_WIDTH
    height = max(y for _, y in drawn.values()) - top + _CARD_HEIGHT
    scale = min((WIDTH - 2 * _MARGIN) / width, (HEIGHT - 2 * _MARGIN) / height, _LARGEST_SCALE)
    shift_x, shift_y = (WIDTH - width * scale) / 2, (HEIGHT - height * scale) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return shift_x + (x - left) * scale, shift_y + (y - top) * scale

    wires = []
    for edge in document.edges:
        if edge.source_port.node in drawn and edge.target_port.node in drawn:
            (x1, y1), (x2, y2) = drawn[edge.source_port.node], drawn[edge.target_port.node]
            wires.append(_wire(Spot(x1 + _CARD_WIDTH, y1 + _PORT_Y), Spot(x2, y2 + _PORT_Y), at))
    boxes = [_box(at(*place), scale, _category(document.nodes[node_id], catalogue)) for node_id, place in drawn.items()]
    return _svg("".join(wires) + "".join(boxes))


def _wire(source: Spot, target: Spot, at: Callable[[float, float], tuple[float, float]]) -> str:
    pieces = "".join(f"C{' '.join(_pair(at(*spot)) for spot in piece)}" for piece in wire_pieces(source, target))
    return f'<path d="M{_pair(at(*source))}{pieces}"/>'


def _pair(spot: tuple[float, float]) -> str:
    return f"{spot[0]:.1f} {spot[1]:.1f}"


def _box(corner: tuple[float, float], scale: float, category: str) -> str:
    x, y = corner
    width, height = _CARD_WIDTH * scale, _CARD_HEIGHT * scale
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{min(3.0, height / 4):.1f}"'
    if scale < _DETAILED_SCALE:
        return f'<rect class="gn-filled" {place} data-category="{escape(category)}"/>'
    size = height * 0.22
    mark = f'x="{x + size:.1f}" y="{y + size:.1f}" width="{size:.1f}" height="{size:.1f}" rx="{size / 3:.1f}"'
    line = f'x="{x + 2.7 * size:.1f}" y="{y + 1.25 * size:.1f}" width="{width * 0.42:.1f}" height="{size / 2:.1f}"'
    return (
        f'<rect {place}/><rect class="gn-filled" {mark} data-category="{escape(category)}"/>'
        f'<rect class="gn-line" {line} rx="{size / 4:.1f}"/>'
    )


def _category(node: Node, catalogue: Catalogue) -> str:
    """Return the category whose colour a node has; what is not in the catalogue has none."""
    if node.block is not None:
        return "Block"
    layer_type = catalogue.layers.get(node.type)
    if layer_type is None:
        return "Unknown"
    return layer_type.name if layer_type.is_input or layer_type.is_output else layer_type.category


def _svg(content: str) -> str:
    return f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" aria-hidden="true">{content}</svg>'
