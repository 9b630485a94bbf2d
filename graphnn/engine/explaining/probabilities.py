"""How likely a network holds each class to be."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import keras
import numpy as np
from numpy.typing import NDArray

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Node
from graphnn.engine.data.model import Array

Floats: TypeAlias = NDArray[np.float64]


def probabilities(raw: Array, node: Node, catalogue: Catalogue) -> Floats:
    """Return how likely each class is by an Output's numbers: where its loss takes scores, through its activation.

    One number per sample is the probability of the second of two classes.
    """
    scores = raw.astype(np.float64)
    loss: Any = node.parameters.get("loss")
    configured = isinstance(loss, Mapping)
    loss_type = catalogue.find("losses", str(loss["type"] if configured else loss)) if loss else None
    takes_scores = configured and loss.get("parameters", {}).get("from_logits")
    if loss_type is not None and loss_type.activation and takes_scores:
        scores = np.asarray(keras.activations.get(loss_type.activation)(scores), dtype=np.float64)
    return np.hstack([1 - scores, scores]) if scores.shape[1] == 1 else scores
