"""What Keras 1 and 2 called otherwise, as tables.

An argument is read under its new name only where the layer of today does not take the old one: Dense(output_dim)
means units, while Embedding(output_dim) is still called so.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from graphnn.catalogue.model import LayerType

CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AtrousConvolution1D": "Conv1D",
        "AtrousConvolution2D": "Conv2D",
        "BatchNormalizationV1": "BatchNormalization",
        "BatchNormalizationV2": "BatchNormalization",
        "Convolution1D": "Conv1D",
        "Convolution2D": "Conv2D",
        "Convolution3D": "Conv3D",
        "Deconvolution2D": "Conv2DTranspose",
        "SeparableConvolution2D": "SeparableConv2D",
    }
)

MERGE_MODES: Final[Mapping[str, str]] = MappingProxyType(
    {"sum": "Add", "mul": "Multiply", "concat": "Concatenate", "ave": "Average", "max": "Maximum"}
)
"""The layers that stand for Keras 1's Merge, by its mode."""

_MERGE_ARGUMENTS: Final = frozenset(
    {"mode", "mode_type", "concat_axis", "dot_axes", "output_mask_type", "output_shape_type"}
)
"""What a Merge has for modes other than its own, once its mode has become a layer."""

_ARGUMENTS: Final = (
    ("nb_filter", "filters"),
    ("output_dim", "units"),
    ("filter_length", "kernel_size"),
    ("subsample", "strides"),
    ("subsample_length", "strides"),
    ("stride", "strides"),
    ("pool_length", "pool_size"),
    ("atrous_rate", "dilation_rate"),
    ("border_mode", "padding"),
    ("dim_ordering", "data_format"),
    ("p", "rate"),
    ("sigma", "stddev"),
    ("bias", "use_bias"),
    ("init", "kernel_initializer"),
    ("init", "embeddings_initializer"),
    ("inner_init", "recurrent_initializer"),
    ("inner_activation", "recurrent_activation"),
    ("W_regularizer", "kernel_regularizer"),
    ("U_regularizer", "recurrent_regularizer"),
    ("b_regularizer", "bias_regularizer"),
    ("W_constraint", "kernel_constraint"),
    ("U_constraint", "recurrent_constraint"),
    ("b_constraint", "bias_constraint"),
    ("beta_init", "beta_initializer"),
    ("gamma_init", "gamma_initializer"),
    ("dropout_W", "dropout"),
    ("dropout_U", "recurrent_dropout"),
    ("concat_axis", "axis"),
    ("alpha", "negative_slope"),
)
_VALUES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "data_format": {"tf": "channels_last", "th": "channels_first"},
        "distribution": {"normal": "truncated_normal"},
    }
)

DROPPED: Final = frozenset(
    {
        "activity_regularizer_config",
        "batch_input_shape",
        "batch_shape",
        "batch_size",
        "consume_less",  # changes speed alone, as the next ones do
        "fused",
        "vocabulary_size",  # how many words the vocabulary has
        "query_shape",  # what it was built for, as the next ones
        "key_shape",
        "value_shape",
        "implementation",
        "unroll",
        "use_cudnn",
        "input_dim",
        "input_dtype",
        "input_length",
        "input_shape",
        "name",
        "shared_object_id",
        "trainable",
        "dtype",
    }
)
"""What says nothing of the layer that the document does not say elsewhere, unless the layer takes it."""

NEUTRAL: Final[Mapping[str, Any]] = MappingProxyType(
    {"data_format": "channels_last", "groups": 1, "mode": 0, "oov_method": "floormod", "vocabulary_dtype": "int64"}
)
"""Values of arguments that layers no longer take, by which nothing changes."""


def modern_arguments(layer_type: LayerType, config: Mapping[str, Any], *, is_of_old_keras: bool) -> dict[str, Any]:
    """Return a layer's config under the names and values of today."""
    arguments = dict(config)
    for old, new in _ARGUMENTS:
        if old in arguments and _takes(layer_type, new) and not _takes(layer_type, old) and new not in arguments:
            arguments[new] = arguments.pop(old)
    if _takes(layer_type, "kernel_size") and "nb_row" in arguments and "nb_col" in arguments:
        arguments["kernel_size"] = [arguments.pop("nb_row"), arguments.pop("nb_col")]
    if is_of_old_keras and _takes(layer_type, "reset_after"):
        arguments.setdefault("reset_after", False)  # Keras 1 knew no other way, and said nothing of it.
    if is_of_old_keras and str(arguments.get("mode")) in MERGE_MODES:
        arguments = {name: value for name, value in arguments.items() if name not in _MERGE_ARGUMENTS}
    return {name: modern_value(name, value) for name, value in arguments.items()}


def modern_value(name: str, value: Any) -> Any:
    """Return the value of an argument as Keras spells it today."""
    return _VALUES.get(name, {}).get(value, value) if isinstance(value, str) else value


def _takes(layer_type: LayerType, name: str) -> bool:
    return layer_type.parameter(name) is not None
