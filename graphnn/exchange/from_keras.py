"""From a Keras model's config to a document, without Keras: nothing that a config names is looked up or run.

Each call of a layer becomes a node; further calls share the first one's layer. Models within models are laid out flat,
their nodes under the model's name. The document has Inputs with shapes, Outputs for inference, and positions.
"""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from graphnn.analysis.check import check
from graphnn.analysis.diagnostic import faults_in_words
from graphnn.catalogue.model import Catalogue
from graphnn.document.layout import place_missing
from graphnn.document.model import Document
from graphnn.errors import ModelError
from graphnn.exchange.assembly import Assembly, WeightPlace, refusal
from graphnn.exchange.from_config import refuse_foreign_network
from graphnn.exchange.network import NETWORKS, Layer, read_network

_GENERATED_NAME = re.compile(r"(sequential|functional|model)?(_\d+)?")


@dataclass(frozen=True, slots=True)
class Converted:
    """A document made from a config, where the weights of its layers are, and what a person should know of it."""

    document: Document
    weights: tuple[WeightPlace, ...]
    notes: tuple[str, ...] = ()


def convert(tree: Any, catalogue: Catalogue, *, name: str) -> Converted:
    """Return the document that a model's config, parsed from JSON, stands for.

    Args:
        tree: The config.
        catalogue: What a document can hold.
        name: What to call the document if the model has no name of its author's.

    Raises:
        ModelError: If some of it cannot be taken; all that cannot is named.
    """
    try:
        return _convert(tree, catalogue, name)
    except ValidationError as error:
        raise ModelError(f"{name}: its config holds what no graph file can: {error.errors()[0]['msg']}.") from error
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        # A config is anybody's text; where it is not of the form that Keras writes, any look into it may fail.
        raise ModelError(f"{name}: its config is not of a form that Keras writes. Save the model anew.") from error


def _convert(tree: Any, catalogue: Catalogue, name: str) -> Converted:
    network = read_network(tree)
    builder = Assembly(catalogue)
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
    document = Document(name=title[:200], nodes=builder.nodes, edges=tuple(builder.edges))
    faults = faults_in_words(check(document, catalogue))
    if faults:
        raise refusal(faults)
    return Converted(place_missing(document), tuple(builder.weights), tuple(builder.notes))
