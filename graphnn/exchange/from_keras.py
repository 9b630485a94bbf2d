"""From a Keras model's config to a document, without Keras: nothing that a config names is looked up or run.

Each call of a layer becomes a node; further calls share the first one's layer. Models within models become blocks,
and further calls of one share the first one's layers. The document has Inputs with shapes, Outputs for inference, and
positions.
"""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from graphnn.analysis.check import check
from graphnn.analysis.diagnostic import faults_in_words
from graphnn.analysis.room import card_room
from graphnn.catalogue.model import Catalogue
from graphnn.document.expand import expand
from graphnn.document.layout import place_missing
from graphnn.document.model import Document
from graphnn.errors import ModelError
from graphnn.exchange.assembly import Assembly, refusal
from graphnn.exchange.from_config import refuse_foreign_network
from graphnn.exchange.network import NETWORKS, Layer, read_network
from graphnn.exchange.vocabularies import Vocabularies

_GENERATED_NAME = re.compile(r"(sequential|functional|model)?(_\d+)?")


@dataclass(frozen=True, slots=True)
class WeightPlace:
    """Where a model file keeps the weights of a layer: the layer at each level of models within models.

    `node_id` is that of the layer's node where all blocks are taken apart, so the layer's name in the built model.
    `names` are those of the file's layers; `path` is the place in an archive. They are those of a `part` of the node's
    layer, if it has one here.
    """

    node_id: str
    names: tuple[str, ...]
    path: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Converted:
    """A document made from a config, where the weights of its layers are, and what a person should know of it."""

    document: Document
    weights: tuple[WeightPlace, ...]
    notes: tuple[str, ...] = ()


def convert(tree: Any, catalogue: Catalogue, *, name: str, vocabularies: Vocabularies | None = None) -> Converted:
    """Return the document that a model's config, parsed from JSON, stands for.

    Args:
        tree: The config.
        catalogue: What a document can hold.
        name: What to call the document if the model has no name of its author's.
        vocabularies: The words that its archive keeps beside the config, by the place of the layer.

    Raises:
        ModelError: If some of it cannot be taken; all that cannot is named.
    """
    try:
        return _convert(tree, catalogue, name, vocabularies or {})
    except ValidationError as error:
        raise ModelError(f"{name}: its config holds what no graph file can: {error.errors()[0]['msg']}.") from error
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        # A config is anybody's text; where it is not of the form that Keras writes, any look into it may fail.
        raise ModelError(f"{name}: its config is not of a form that Keras writes. Save the model anew.") from error


def _convert(tree: Any, catalogue: Catalogue, name: str, vocabularies: Vocabularies) -> Converted:
    network = read_network(tree)
    builder = Assembly(catalogue, vocabularies)
    own = Layer(
        name=network.name or name,
        class_name=NETWORKS[tree["class_name"]],
        module=tree.get("module"),
        registered_name=tree.get("registered_name") if tree.get("registered_name") != tree["class_name"] else None,
        config={},
        calls=(),
    )
    refuse_foreign_network(own)
    builder.add_network(network, own.name)
    title = name if _GENERATED_NAME.fullmatch(network.name) else network.name
    document = Document(
        name=title[:200], nodes=builder.graph.nodes, edges=tuple(builder.graph.edges), blocks=builder.blocks
    )
    faults = faults_in_words(check(document, catalogue))
    if faults:
        raise refusal(faults)
    flat_ids = {way: node_id for node_id, way in expand(document).paths.items()}
    weights = tuple(
        WeightPlace(flat_ids.get(kept.way, kept.way[-1]), kept.names, kept.path, kept.part) for kept in builder.weights
    )
    placed = place_missing(document, sizes=card_room(document, catalogue))
    return Converted(placed, weights, tuple(builder.notes))
