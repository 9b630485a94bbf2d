"""What layers need to know of text: who takes it, how it is laid out, and how long the vectors made of it are.

Keras makes any layer with any input, and finds out once data flows; some of its own shapes of text are wrong.
"""

from collections.abc import Sequence

from graphnn.analysis.inputs import TEXT_DTYPE
from graphnn.catalogue.model import LayerType
from graphnn.document.model import Node
from graphnn.protocol.report import TensorSpec

TAKES_NUMBERS = "takes numbers, but gets text"
TAKES_TEXT = "takes text, but gets numbers"
TAKES_ONE = "takes one text for each sample"
TAKES_SEVERAL = "takes a vector for each sample"
UNKNOWN_COUNT = "gives a vector as long as there are tokens"


def require_text(layer_type: LayerType, node: Node, specs: Sequence[TensorSpec]) -> None:
    """Refuse text where a layer takes numbers, numbers where it takes text, and what Keras gives a wrong shape.

    Raises:
        ValueError: In the words above, which `faults_of_text` reads.
    """
    has_text = any(spec.dtype == TEXT_DTYPE for spec in specs)
    if has_text and "takes_text" not in layer_type.traits:
        raise ValueError(TAKES_NUMBERS)
    if "needs_text" in layer_type.traits and not all(spec.dtype == TEXT_DTYPE for spec in specs):
        raise ValueError(TAKES_TEXT)
    gives_vector = node.parameters.get("output_mode") not in (None, "int")
    split = layer_type.parameter("split")
    if split is not None and has_text:
        is_split = node.parameters.get("split", split.default) is not None
        _require_texts(specs[0].shape, is_split=is_split, gives_vector=gives_vector)
    if gives_vector and layer_type.adapts_unless_given == "vocabulary" and not _is_count_known(node):
        raise ValueError(UNKNOWN_COUNT)


def require_batch(given: Sequence[TensorSpec], results: Sequence[TensorSpec]) -> None:
    """Refuse what a layer makes of all samples together, as a count of the one word that each sample is.

    Raises:
        ValueError: If the batch axis is lost.
    """
    if given and given[0].shape[:1] == (None,) and any(spec.shape[:1] != (None,) for spec in results):
        raise ValueError(TAKES_SEVERAL)


def _require_texts(shape: tuple[int | None, ...], *, is_split: bool, gives_vector: bool) -> None:
    if not is_split and len(shape) == 1:
        raise ValueError(TAKES_SEVERAL)
    is_one = len(shape) == 1 or (shape[1:] == (1,) and not gives_vector)
    if is_split and not is_one:
        raise ValueError(TAKES_ONE)


def _is_count_known(node: Node) -> bool:
    is_padded = node.parameters.get("pad_to_max_tokens") is True and node.parameters.get("max_tokens") is not None
    return is_padded or node.parameters.get("vocabulary") is not None
