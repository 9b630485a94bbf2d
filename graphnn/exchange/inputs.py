"""Where tensors enter a model, as parameters of a document."""

from collections.abc import Mapping

from graphnn.catalogue.model import Catalogue
from graphnn.document.values import Json
from graphnn.errors import ModelError
from graphnn.exchange.from_config import dtype_name
from graphnn.exchange.network import Layer


def input_parameters(layer: Layer, catalogue: Catalogue) -> tuple[dict[str, Json], tuple[str, ...]]:
    """Return the parameters of an input, and what a person should know of it.

    Raises:
        ModelError: If no graph can hold such tensors.
    """
    config = layer.config
    shape = config.get("batch_shape") or config.get("batch_input_shape")
    if isinstance(shape, Mapping):
        shape = shape.get("items")
    if not isinstance(shape, list) or not all(size is None or isinstance(size, int) for size in shape[1:]):
        raise ModelError(f"{layer.name} (InputLayer): it does not say what shape its tensors have.")
    if config.get("sparse") or config.get("ragged"):
        raise ModelError(f"{layer.name} (InputLayer): sparse and ragged tensors do not travel along edges.")
    notes = () if shape[0] is None else (f"{layer.name}: its batches of {shape[0]} samples are now of any size.",)
    parameters: dict[str, Json] = {"shape": shape[1:]}
    dtype = dtype_name(config.get("dtype")) or "float32"
    known = catalogue.layers["Input"].parameter("dtype")
    if known is not None and dtype not in known.choices:
        raise ModelError(f"{layer.name} (InputLayer): {dtype} is not among {', '.join(known.choices)}.")
    if dtype != "float32":
        parameters["dtype"] = dtype
    return parameters, notes
