"""What the palette lists: the document's own blocks, and the catalogue's layers by category in its own order."""

from collections.abc import Mapping

from graphnn.analysis.blocks import with_blocks, with_offered_blocks
from graphnn.catalogue.model import BLOCK_CATEGORY, Catalogue, LayerType
from graphnn.document.model import BLOCK_PREFIX, Block, Document
from graphnn.document.nesting import held
from graphnn.web.elements.palette import PaletteItem, PaletteSection

BLOCKS_TITLE = "Blocks"


def palette_sections(catalogue: Catalogue, document: Document, within: str | None = None) -> list[PaletteSection]:
    """Return the sections of the palette in order, each with its items.

    Inside a block, named by `within`, it lists what can stand there: neither the ends of a network, nor the block
    itself or one that holds it.
    """
    sections: dict[str, list[PaletteItem]] = {}
    blocks: list[PaletteItem] = []
    offered = with_offered_blocks(document, catalogue)
    for layer_type in with_blocks(offered, catalogue).layers.values():
        if within is not None and not _can_stand(layer_type, within, offered.blocks):
            continue
        items = blocks if layer_type.category == BLOCK_CATEGORY else sections.setdefault(layer_type.category, [])
        items.append(_item(layer_type))
    # The document's own stand first: they are few, and were made to be used.
    titled = {BLOCKS_TITLE: blocks, **sections} if blocks else sections
    return [{"title": title, "items": items} for title, items in titled.items()]


def _can_stand(layer_type: LayerType, within: str, blocks: Mapping[str, Block]) -> bool:
    """Whether a layer can stand inside a block."""
    if layer_type.is_input or layer_type.is_output:
        return False
    waiting = [layer_type.name.removeprefix(BLOCK_PREFIX)] if layer_type.category == BLOCK_CATEGORY else []
    for name in waiting:
        if name == within:
            return False
        waiting += [each for each in held(blocks[name]) if each in blocks and each not in waiting]
    return True


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
