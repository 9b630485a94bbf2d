"""The words that layers have learned, which `.keras` archives keep in files beside the config."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from graphnn.catalogue.model import Kind, LayerType
from graphnn.document.values import Json
from graphnn.errors import ModelError
from graphnn.exchange.network import Layer

_NAME: Final = "vocabulary"

Vocabularies = Mapping[str, Sequence[str]]
"""The lines of each file, by the place of its layer as the archive writes it."""


def with_vocabulary(layer: Layer, layer_type: LayerType, kept: Vocabularies, place: str) -> Layer:
    """Return a layer with the words that the archive keeps for it; the layer itself where it keeps none.

    Raises:
        ModelError: If they are not the words of the layer, or it cannot do with them alone.
    """
    parameter, lines = layer_type.parameter(_NAME), kept.get(place)
    if parameter is None or lines is None or layer.config.get(_NAME) is not None:
        return layer
    title, config = f"{layer.name} ({layer.class_name})", layer.config
    if config.get("output_mode") == "tf_idf" and config.get("idf_weights") is None:
        raise ModelError(
            f"{title}: the file does not tell how rare its words are, since Keras keeps no such numbers. Make the "
            "layer with vocabulary and idf_weights, and save the model again."
        )
    count = config.get("vocabulary_size")
    if type(count) is int and count != len(lines):
        raise ModelError(
            f"{title}: its file of words has {len(lines):,} lines, and the layer {count:,} words. A word with a line "
            "break does not come back from such a file; make the layer with its vocabulary, and save the model again."
        )
    words = [*lines[len(_reserved(layer, lines)) :]]
    try:
        return replace(layer, config={**config, _NAME: _numbers(words) if parameter.kind is Kind.INTEGERS else words})
    except ValueError as error:
        raise ModelError(f"{title}: its file of numbers holds other words. Save the model again.") from error


def has_lost_its_words(layer: Layer, parameters: Mapping[str, Json]) -> bool:
    """Tell whether a layer has learned words that the file does not keep, as no `.h5` file does."""
    count = layer.config.get("vocabulary_size")
    return _NAME in layer.config and _NAME not in parameters and type(count) is int and count > 0


def _reserved(layer: Layer, lines: Sequence[str]) -> Sequence[str]:
    """Return the lines at the beginning that are no words: what fills up short texts, and what is unknown."""
    config = layer.config
    count = config.get("num_oov_indices", 1)
    unknown = [str(config.get("oov_token", "[UNK]"))] * (count if type(count) is int and 0 <= count < len(lines) else 0)
    mask = config.get("mask_token", "") if config.get("output_mode", "int") == "int" else None
    reserved = unknown if mask is None else [str(mask), *unknown]
    return reserved if list(lines[: len(reserved)]) == reserved else ()


def _numbers(words: Sequence[str]) -> list[int]:
    return [int(word) for word in words]
