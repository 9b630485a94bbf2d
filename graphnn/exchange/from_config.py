"""Arguments of layers and other objects, as Keras' configs write them, as parameters of a document.

Only what the catalogue lists gets through, each value of the kind it lists; so no class, function or code that a
config names is ever looked up. What would change nothing is left out, what would is refused by name.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from graphnn.analysis.values import faults_of
from graphnn.catalogue.load import excluded_layers
from graphnn.catalogue.model import Catalogue, Kind, LayerType, Parameter, Registry
from graphnn.document.values import Json, freeze
from graphnn.errors import ModelError
from graphnn.exchange.mirrored import without_mirrored
from graphnn.exchange.network import Layer, layer_of
from graphnn.exchange.older_keras import CLASSES, DROPPED, MERGE_MODES, NEUTRAL, modern_arguments, modern_value
from graphnn.exchange.simplest import same, simplest

_LAYER_MODULE = re.compile(r"(tensorflow\.|tf_)?keras(\.src)?\.layers(\.\w+)*")
_NETWORK_MODULE = re.compile(r"(tensorflow\.|tf_)?keras(\.src)?(\.(models|engine)(\.\w+)?)?")
# Where a value is wrapped to survive JSON: the class that says so, and the key of the value in it.
_WRAPPERS: Final[Mapping[str, str]] = {"__tuple__": "items", "TensorShape": "items"}
_ARRAYS: Final = frozenset({"__numpy__", "__tensor__", "__ndarray__", "ndarray"})
# Parameters that mean another where they are null.
_FOLLOWS: Final[Mapping[str, str]] = {"strides": "pool_size"}
_WHERE_NULL: Final[Mapping[str, Json]] = {"data_format": "channels_last", "activation": "linear"}


def layer_type_of(layer: Layer, catalogue: Catalogue) -> LayerType:
    """Return what a layer is in the catalogue.

    Raises:
        ModelError: If the catalogue has no such layer, with the reason.
    """
    name = CLASSES.get(layer.class_name, layer.class_name) if layer.is_of_old_keras else layer.class_name
    if layer.is_of_old_keras and name == "Merge":
        name = MERGE_MODES.get(str(layer.config.get("mode")), name)
    _refuse_foreign(layer, name)
    layer_type = catalogue.layers.get(name)
    if layer_type is not None and layer_type.inputs and layer_type.outputs:
        return layer_type
    reason = excluded_layers().get(name)
    why = f"no graph can hold a {name}, since it {reason}" if reason else f"there is no layer {name}"
    raise ModelError(f"{layer.name} ({name}): {why}. Replace it in the model, and save it again.")


def refuse_foreign_network(layer: Layer) -> None:
    """Raise if a nested model is of a class that is not Keras' own."""
    _refuse_foreign(layer, layer.class_name, _NETWORK_MODULE)


def _refuse_foreign(layer: Layer, name: str, module: re.Pattern[str] = _LAYER_MODULE) -> None:
    place = f"{layer.name} ({name})"
    is_registered = layer.registered_name not in (None, name, layer.class_name)
    if is_registered or (layer.module is not None and not module.fullmatch(layer.module)):
        whose = layer.registered_name if is_registered else f"{layer.module}.{name}"
        raise ModelError(
            f"{place}: {whose} is a class of its author's own, and its code is not run. Use Keras' layers."
        )


def layer_parameters(layer: Layer, layer_type: LayerType, catalogue: Catalogue) -> dict[str, Json]:
    """Return a layer's parameters where they differ from the defaults.

    Raises:
        ModelError: If an argument is none the catalogue knows, or has a value it does not take.
    """
    place = f"{layer.name} ({layer_type.name})"
    _refuse_precision(layer.config.get("dtype"), place)
    config = without_mirrored(layer.config)
    arguments = modern_arguments(layer_type, config, is_of_old_keras=layer.is_of_old_keras)
    for name in arguments:
        if layer_type.parameter(name) is None and not _says_nothing(name, arguments[name]):
            raise ModelError(
                f"{place}: its {name} is {_shown(arguments[name])}, which no graph can hold. Leave it out."
            )
    return _differing(layer_type.parameters, arguments, catalogue, place)


def operation_parameters(layer: Layer, layer_type: LayerType, catalogue: Catalogue) -> dict[str, Json]:
    """Return the arguments of an operation where they differ from the defaults.

    Raises:
        ModelError: If one is none the catalogue knows, or has a value it does not take.
    """
    place = f"{layer.name} ({layer_type.name})"
    for name, value in layer.config.items():
        says_nothing = value in (None, False) or (name == "dtype" and value == "float32")
        if layer_type.parameter(name) is None and not says_nothing:
            raise ModelError(f"{place}: its {name} is {_shown(value)}, which no graph can hold. Leave it out.")
    return _differing(layer_type.parameters, layer.config, catalogue, place)


def dtype_name(dtype: Any) -> str | None:
    """Return the name of a dtype, or of a policy by its config; None where it is neither."""
    if isinstance(dtype, Mapping):
        config = dtype.get("config")
        dtype = config.get("name") if isinstance(config, Mapping) else None
        return dtype if isinstance(dtype, str) else ""
    return dtype if isinstance(dtype, str) else None


def _refuse_precision(dtype: Any, place: str) -> None:
    if dtype_name(dtype) not in (None, "float32", "int64"):  # the latter is Keras' own choice where numbers are codes
        raise ModelError(
            f"{place}: it computes in {dtype_name(dtype) or 'a precision of its own'}; graphs compute in float32. "
            "Save the model with that."
        )


def _says_nothing(name: str, value: Any) -> bool:
    # An initializer that a layer does not take, as some of Keras 2 wrote, serves no weight it has.
    is_neutral = name in NEUTRAL and NEUTRAL[name] == value
    return is_neutral or value in (None, False, [], {}) or name in DROPPED or name.endswith("_initializer")


def _differing(
    parameters: tuple[Parameter, ...], arguments: Mapping[str, Any], catalogue: Catalogue, place: str
) -> dict[str, Json]:
    values: dict[str, Json] = {}
    for parameter in parameters:
        if parameter.name not in arguments:
            continue
        value = _value(parameter, arguments[parameter.name], catalogue, f"{place}: its {parameter.name}")
        followed = arguments.get(_FOLLOWS.get(parameter.name, ""))
        is_followed = followed is not None and same(value, simplest(parameter, followed))
        value = _without_range(parameter, value, catalogue)
        if parameter.required or not (_is_default(parameter, value, catalogue) or (is_followed and parameter.optional)):
            for fault in faults_of(parameter, freeze(value), catalogue):
                raise ModelError(f"{place}: its {parameter.name} {fault.fault}. {fault.cure}")
            values[parameter.name] = value
    return values


def _value(parameter: Parameter, given: Any, catalogue: Catalogue, place: str) -> Json:
    plain = _unwrapped(given, place)
    if parameter.registry == "activations":
        return _activation(plain, catalogue, place)
    if parameter.kind is Kind.LAYER and isinstance(plain, Mapping):
        return _layer_within(parameter, plain, catalogue, place)
    if parameter.kind is Kind.LAYERS and isinstance(plain, list):
        return [
            _layer_within(parameter, each, catalogue, f"{place}.{number}") if isinstance(each, Mapping) else each
            for number, each in enumerate(plain)
        ]
    if parameter.kind is Kind.OBJECTS and parameter.registry is not None and isinstance(plain, list):
        return [_object(parameter.registry, each, catalogue, f"{place}.{number}") for number, each in enumerate(plain)]
    if parameter.registry is not None and (isinstance(plain, Mapping) or parameter.kind is Kind.OBJECT):
        return _object(parameter.registry, plain, catalogue, place)
    if parameter.name == "seed" and not isinstance(plain, int):
        return None  # A generator made from no seed of the author's.
    if (found := next(_objects_in(plain), None)) is not None:
        raise ModelError(f"{place} is the object {found}, which no graph can hold.")
    value: Json = simplest(parameter, plain)
    return value


def _layer_within(parameter: Parameter, given: Mapping[str, Any], catalogue: Catalogue, place: str) -> Json:
    """Return the layer that another one applies, itself taken as any layer is."""
    layer = layer_of(given, place)
    if layer.network is not None:
        raise ModelError(f"{place} is a model of its own. Apply each of its layers within one of these instead.")
    layer_type = layer_type_of(layer, catalogue)
    if layer_type.name not in catalogue.layers_for(parameter):
        raise ModelError(f"{place} is {layer_type.name}, which cannot stand within another layer.")
    parameters = layer_parameters(layer, layer_type, catalogue)
    return {"type": layer_type.name, "parameters": parameters} if parameters else {"type": layer_type.name}


def _unwrapped(value: Any, place: str) -> Any:
    """Return a value without the wrapping that carries tuples and arrays through JSON."""
    if isinstance(value, list):
        return [_unwrapped(item, place) for item in value]
    if not isinstance(value, Mapping):
        return value
    kind = str(value.get("class_name", value.get("type")))
    if kind == "__lambda__":
        raise ModelError(f"{place} is a lambda, which holds Python code. It was not run; use a function of Keras.")
    if kind in _WRAPPERS:
        return _unwrapped(value.get(_WRAPPERS[kind]), place)
    if kind in _ARRAYS:
        inner = value.get("config", value)
        return _unwrapped(inner.get("value") if isinstance(inner, Mapping) else None, place)
    return value


def _objects_in(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield str(value.get("class_name", "of no class"))
    elif isinstance(value, list):
        for item in value:
            yield from _objects_in(item)


def _activation(given: Any, catalogue: Catalogue, place: str) -> Json:
    if isinstance(given, Mapping):
        name, module = given.get("config", given.get("class_name")), given.get("module")
        if given.get("class_name") != "function" or not isinstance(name, str):
            raise ModelError(f"{place} is the layer {given.get('class_name')}. Put it behind as a layer of its own.")
        if module is not None and not re.fullmatch(r"keras(\.src)?\.activations(\.\w+)*", str(module)):
            raise ModelError(f"{place} is the function {name} of its author's own, which is not run.")
        given = name
    if given is None:
        return None
    found = catalogue.find("activations", given) if isinstance(given, str) else None
    if found is None:
        raise ModelError(f"{place} is {_shown(given)}, a function that is not Keras' own. It is not looked for.")
    return found.alias or found.name


def _object(registry: Registry, given: Any, catalogue: Catalogue, place: str) -> Json:
    if given is None:
        return None
    config: Any = {}
    name = given
    if isinstance(given, Mapping):
        name, config = given.get("class_name"), given.get("config", {})
        module, registered = given.get("module"), given.get("registered_name")
        namespace = "layers" if registry == "cells" else registry
        allowed = rf"((tensorflow\.|tf_)?keras(\.src)?)\.{namespace}(\.\w+)*"
        if (module is not None and not re.fullmatch(allowed, str(module))) or registered not in (None, name):
            raise ModelError(
                f"{place} is {registered or module}, a class of its author's own, and its code is not run."
            )
    found = catalogue.find(registry, name) if isinstance(name, str) else None
    if found is None or not isinstance(config, Mapping):
        raise ModelError(f"{place} is {_shown(name)}, which is not among the {registry} of Keras.")
    modern = {key: modern_value(key, value) for key, value in config.items()}
    for key, value in modern.items():
        if found.parameter(key) is None and not _says_nothing(key, value):
            raise ModelError(f"{place} has a {key} of {_shown(value)}, which no graph can hold.")
    parameters = _differing(found.parameters, modern, catalogue, place)
    return {"type": found.name, "parameters": parameters} if parameters else found.alias or found.name


def _without_range(parameter: Parameter, value: Any, catalogue: Catalogue) -> Any:
    """Return the number that a range stands for, where the layer takes no such range: Keras made it from the number."""
    if not isinstance(value, list) or len(value) != 2 or next(faults_of(parameter, value, catalogue), None) is None:
        return value
    low, high = value
    is_made = isinstance(low, int | float) and isinstance(high, int | float) and low in (parameter.minimum, -high)
    return simplest(parameter, high) if is_made else value


def _is_default(parameter: Parameter, value: Json, catalogue: Catalogue) -> bool:
    default = _thawed(parameter.default)
    if default is None and value is not None and _WHERE_NULL.get(parameter.name) == value:
        return True
    if parameter.registry is not None and isinstance(value, str) and isinstance(default, str):
        return catalogue.find(parameter.registry, value) == catalogue.find(parameter.registry, default)
    return same(simplest(parameter, value), simplest(parameter, default))


def _thawed(value: Any) -> Any:
    return [_thawed(item) for item in value] if isinstance(value, tuple) else value


def _shown(value: Any) -> str:
    text = f"{value.get('class_name', 'an object')}" if isinstance(value, Mapping) else f"{value!r}"
    return text if len(text) <= 60 else f"{text[:57]}..."
