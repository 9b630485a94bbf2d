"""A document drawn small: boxes and wires, as the canvas lays them out."""

from nicegui import ui

from graphnn.document.layout import place_missing
from graphnn.document.model import Document

WIDTH, HEIGHT = 240.0, 96.0
_CARD_WIDTH, _CARD_HEIGHT = 176.0, 90.0
_MARGIN = 12.0


def miniature(document: Document) -> ui.html:
    """Draw the document; only numbers of ours reach the picture, no text of the file's."""
    positions = place_missing(document).view.positions
    drawn = {node_id: positions[node_id] for node_id in document.nodes}
    if not drawn:
        return ui.html(_svg(""), sanitize=False).classes("gn-miniature")
    left, top = min(x for x, _ in drawn.values()), min(y for _, y in drawn.values())
    width = max(x for x, _ in drawn.values()) - left + _CARD_WIDTH
    height = max(y for _, y in drawn.values()) - top + _CARD_HEIGHT
    scale = min((WIDTH - 2 * _MARGIN) / width, (HEIGHT - 2 * _MARGIN) / height, 0.25)
    shift_x, shift_y = (WIDTH - width * scale) / 2, (HEIGHT - height * scale) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return shift_x + (x - left) * scale, shift_y + (y - top) * scale

    wires = []
    for edge in document.edges:
        if edge.source_port.node in drawn and edge.target_port.node in drawn:
            x1, y1 = at(drawn[edge.source_port.node][0] + _CARD_WIDTH, drawn[edge.source_port.node][1] + 20)
            x2, y2 = at(drawn[edge.target_port.node][0], drawn[edge.target_port.node][1] + 20)
            bend = max(abs(x2 - x1) / 2, 6)
            wires.append(
                f'<path d="M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"/>'
            )
    boxes = []
    for place in drawn.values():
        x, y = at(*place)
        box_width, box_height = _CARD_WIDTH * scale, _CARD_HEIGHT * scale
        boxes.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{box_width:.1f}" height="{box_height:.1f}" rx="3"/>')
    return ui.html(_svg("".join(wires) + "".join(boxes)), sanitize=False).classes("gn-miniature")


def _svg(content: str) -> str:
    return f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="The graph, small">{content}</svg>'
