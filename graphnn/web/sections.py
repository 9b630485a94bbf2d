"""What the palette lists: the document's own blocks, and the catalogue's layers by category in its own order."""

from graphnn.analysis.blocks import with_blocks, with_offered_blocks
from graphnn.catalogue.model import BLOCK_CATEGORY, Catalogue, LayerType
from graphnn.document.model import BLOCK_PREFIX, Document
from graphnn.web.elements.palette import PaletteItem, PaletteSection

BLOCKS_TITLE = "Blocks"


def palette_sections(catalogue: Catalogue, document: Document) -> list[PaletteSection]:
    """Return the sections of the palette in order, each with its items."""
    sections: dict[str, list[PaletteItem]] = {}
    blocks: list[PaletteItem] = []
    offered = with_offered_blocks(document, catalogue)
    for layer_type in with_blocks(offered, catalogue).layers.values():
        items = blocks if layer_type.category == BLOCK_CATEGORY else sections.setdefault(layer_type.category, [])
        items.append(_item(layer_type))
    # The document's own stand first: they are few, and were made to be used.
    titled = {BLOCKS_TITLE: blocks, **sections} if blocks else sections
    return [{"title": title, "items": items} for title, items in titled.items()]


def _item(layer_type: LayerType) -> PaletteItem:
    is_end = layer_type.is_input or layer_type.is_output
    return {
        "type": layer_type.name,
        "title": layer_type.operation or layer_type.name.removeprefix(BLOCK_PREFIX).rpartition(">")[2],
        "doc": layer_type.doc,
        "category": layer_type.name if is_end else layer_type.category,
        "inputs": ["list" if p.is_list else "optional" if p.is_optional else "one" for p in layer_type.inputs],
        "outputs": sum(port.when is None and port.child is None for port in layer_type.outputs),
    }
