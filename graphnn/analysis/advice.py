"""What is no fault, and yet seldom meant: said when a wire is drawn, with cures, and never again."""

from dataclasses import dataclass

from graphnn.analysis.diagnostic import Fix
from graphnn.analysis.fixes import insert_before
from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document

LEAST_AXES = 3
"""Of a sample: a layer applied to each step of a sequence is common, to each pixel of an image it is not."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What a node makes of its input, and what it might have been meant to."""

    message: str
    fixes: tuple[Fix, ...]


def advise(document: Document, catalogue: Catalogue, target: str, shape: tuple[int | None, ...]) -> Advice | None:
    """Return advice on a wire that has just been drawn, or None where it is as one would expect.

    Args:
        document: The graph, the wire included.
        catalogue: What can be placed.
        target: The port that the wire ends at.
        shape: Of the tensor that it carries, batch axis first.
    """
    edge = document.edge_into(target)
    node_id = target.partition(".")[0]
    node = document.nodes.get(node_id)
    layer_type = catalogue.layers.get(node.type) if node is not None else None
    if edge is None or node is None or layer_type is None or layer_type.size_parameter is None:
        return None
    axes = len(shape) - 1
    if axes < LEAST_AXES:
        return None
    *places, features = ["?" if size is None else f"{size}" for size in shape[1:]]
    cures = {"Flatten": "Insert a Flatten", f"GlobalAveragePooling{axes - 1}D": "Average over the places"}
    fixes = tuple(
        Fix(label=label, edit=insert_before(document, (edge,), layer, {}))
        for layer, label in cures.items()
        if layer in catalogue.layers
    )
    message = f"{node_id} looks at the {features} values of each of the {' × '.join(places)} places by themselves."
    return Advice(message, fixes)
