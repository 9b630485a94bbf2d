"""What the palette lists: the catalogue's layers by category, both in the catalogue's own order."""

from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.web.elements.palette import PaletteItem, PaletteSection


def palette_sections(catalogue: Catalogue) -> list[PaletteSection]:
    """Return the sections of the palette in order, each with its items."""
    sections: dict[str, list[PaletteItem]] = {}
    for layer_type in catalogue.layers.values():
        sections.setdefault(layer_type.category, []).append(_item(layer_type))
    return [{"title": category, "items": items} for category, items in sections.items()]


def _item(layer_type: LayerType) -> PaletteItem:
    is_end = layer_type.is_input or layer_type.is_output
    return {
        "type": layer_type.name,
        "title": layer_type.operation or layer_type.name,
        "doc": layer_type.doc,
        "category": layer_type.name if is_end else layer_type.category,
    }
