"""The catalogue, generated: what Keras offers, read from its signatures and docstrings, with the overlay laid over.

`python -m graphnn.engine.introspection > graphnn/catalogue/keras.json` writes the file that ships. Nothing is
built here, and the same Keras and overlay always give the same bytes.
"""

import inspect
import json
import re
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import keras

from graphnn.catalogue.model import OPERATION_PREFIX, Catalogue, LayerType, ObjectType, Parameter, PortType, Registry
from graphnn.engine.introspection_docstrings import read_docstring
from graphnn.engine.introspection_overlay import Namespace, Overlay, load_overlay
from graphnn.engine.introspection_parameters import read_parameters
from graphnn.engine.objects import NAMESPACES

_MODULES: Mapping[str, ModuleType] = {
    "layers": keras.layers,
    "operations": keras.ops,
    **{str(registry): module for registry, module in NAMESPACES.items()},
}
OPERATIONS = "Operations"
_NOT_TO_CHOOSE = ("get", "serialize", "deserialize")
_CELL = re.compile(r"Cells?$")
_MERGE_LAYER = keras.layers.Add.__base__


def introspect() -> Catalogue:
    """Return the catalogue of the installed Keras, data sets left out."""
    overlay = load_overlay()
    return Catalogue(
        keras_version=keras.__version__,
        layers=_layer_types(overlay),
        activations=_object_types("activations", overlay),
        initializers=_object_types("initializers", overlay),
        regularizers=_object_types("regularizers", overlay),
        constraints=_object_types("constraints", overlay),
        losses=_object_types("losses", overlay),
        metrics=_object_types("metrics", overlay),
        optimizers=_object_types("optimizers", overlay),
        schedules=_object_types("schedules", overlay),
        cells=_object_types("cells", overlay),
    )


def keras_names(namespace: Namespace) -> Mapping[str, Callable[..., Any]]:
    """Return the classes of one Keras module by public name (of the activations, the functions), aliases left out."""
    is_wanted = inspect.isfunction if namespace in ("activations", "operations") else inspect.isclass
    named = {
        name: each
        for name, each in sorted(vars(_MODULES[namespace]).items())
        if is_wanted(each) and name not in _NOT_TO_CHOOSE and (namespace != "cells" or _CELL.search(name))
    }
    public: dict[str, Callable[..., Any]] = {}
    for name, each in named.items():
        if each not in public.values() and (name == each.__name__ or each.__name__ not in named):
            public[name] = each
    return public


def to_json(catalogue: Catalogue) -> str:
    """Return the catalogue as the text of keras.json, defaults left out so that it diffs well."""
    return json.dumps(catalogue.model_dump(mode="json", exclude_defaults=True), indent=1, ensure_ascii=False) + "\n"


def _layer_types(overlay: Overlay) -> Mapping[str, LayerType]:
    types = dict(overlay.own)
    for name, layer in keras_names("layers").items():
        if name not in overlay.excluded["layers"]:
            types[name] = _layer_type(name, layer, overlay)
    for name in overlay.types.get("operations", {}):
        types[OPERATION_PREFIX + name] = _operation_type(name, overlay)
    return dict(sorted(types.items(), key=lambda item: _place_in_palette(item[1], overlay)))


def _layer_type(name: str, layer: Callable[..., Any], overlay: Overlay) -> LayerType:
    laid_over = overlay.of("layers", name)
    docstring = read_docstring(layer.__doc__, ())
    is_merge = inspect.isclass(layer) and issubclass(layer, _MERGE_LAYER)
    return LayerType(
        name=name,
        category=_category(name, layer.__module__, overlay),
        doc=laid_over.doc or docstring.sentence,
        documentation="\n\n".join(filter(None, (docstring.documentation, laid_over.note))),
        parameters=_parameters("layers", name, layer, overlay),
        inputs=laid_over.inputs or (PortType(name="inputs", is_list=is_merge),),
        outputs=laid_over.outputs or (PortType(name="output"),),
        joins_inputs=laid_over.joins_inputs,
        traits=laid_over.traits,
        size_parameter=laid_over.size_parameter,
        activation=laid_over.activation,
        adapts_unless_given=laid_over.adapts_unless_given,
        index_limit=laid_over.index_limit,
    )


def _operation_type(name: str, overlay: Overlay) -> LayerType:
    """Return a function of keras.ops as a node; its tensors are ports, all else are parameters of the call."""
    function, laid_over = vars(keras.ops)[name], overlay.of("operations", name)
    inputs = laid_over.inputs or (PortType(name="inputs"),)
    # Without ports of its own a function takes the tensor first, under whatever name.
    tensors = {port.name for port in inputs if port.parameter is None}
    first = next(iter(inspect.signature(function).parameters))
    tensors |= {first} if "inputs" in tensors and first not in laid_over.main else set()
    parameters = _parameters("operations", name, function, overlay)
    return LayerType(
        name=OPERATION_PREFIX + name,
        category=OPERATIONS,
        doc=laid_over.doc or "",
        documentation=read_docstring(function.__doc__, ()).documentation,
        parameters=tuple(p.model_copy(update={"place": "call"}) for p in parameters if p.name not in tensors),
        inputs=inputs,
        outputs=laid_over.outputs or (PortType(name="output"),),
        traits=laid_over.traits,
        activation=laid_over.activation,
    )


def _object_types(registry: Registry, overlay: Overlay) -> Mapping[str, ObjectType]:
    types = {}
    for name, each in keras_names(registry).items():
        if name in overlay.excluded.get(registry, {}):
            continue
        laid_over = overlay.of(registry, name)
        other_names = _other_names(registry, name, each)
        types[name] = ObjectType(
            name=name,
            doc=laid_over.doc or read_docstring(each.__doc__, ()).sentence,
            alias=other_names[0] if other_names else None,
            synonyms=tuple(other_names[1:]),
            # Keras takes an activation by its name alone.
            parameters=() if registry == "activations" else _parameters(registry, name, each, overlay),
            target=laid_over.target,
            activation=laid_over.activation,
            states=laid_over.states,
            stacks=laid_over.stacks,
        )
    return types


def _parameters(namespace: Namespace, name: str, owner: Callable[..., Any], overlay: Overlay) -> tuple[Parameter, ...]:
    laid_over, patches = overlay.of(namespace, name), overlay.patches(namespace, name)
    # What matters of one class is shown, though most others hide an argument of that name.
    hidden = overlay.hidden.keys() - laid_over.main
    parameters = read_parameters(owner, patches, hidden)
    if laid_over.call:
        of_call = read_parameters(dict(inspect.getmembers(owner))["call"], patches)
        named = [each for each in of_call if each.name in laid_over.call]
        parameters += tuple(each.model_copy(update={"place": "call"}) for each in named)
    # What matters comes first, in the overlay's order; the rest as in the signature.
    main = laid_over.main
    return tuple(sorted(parameters, key=lambda each: main.index(each.name) if each.name in main else len(main)))


def _other_names(registry: Registry, name: str, each: Callable[..., Any]) -> list[str]:
    """Return the names besides its own by which Keras finds a class or function, the snake-case one first."""
    if registry in ("optimizers", "schedules", "cells"):
        return [name.lower()] if registry == "optimizers" else []
    # Keras publishes no list of the names its `get` functions take; this is the table they look in.
    table: Mapping[str, Callable[..., Any]] = vars(keras.src)[registry].ALL_OBJECTS_DICT
    snake_case = keras.src.utils.naming.to_snake_case(name)
    # A loss's short names stand for its function, which is found under the snake-case name of the class.
    meant = (each, table.get(snake_case))
    names = {other for other, known in table.items() if known in meant and other != name}
    return sorted(names, key=lambda other: (other != snake_case, not other.islower(), other))


def _category(name: str, module: str, overlay: Overlay) -> str:
    for category, palette in overlay.palette.items():
        if name in palette.first:
            return category
    path = module.removeprefix("keras.src.layers.")
    matches = [
        (len(prefix), category)
        for category, palette in overlay.palette.items()
        for prefix in palette.modules
        if path == prefix or path.startswith(prefix + ".")
    ]
    if not matches:
        raise LookupError(f"{name}: no category for {module}. Name it in overlay.json, under palette or excluded.")
    return max(matches)[1]


def _place_in_palette(layer_type: LayerType, overlay: Overlay) -> tuple[int, int, str]:
    category = list(overlay.palette).index(layer_type.category)
    if layer_type.operation is not None:
        return category, list(overlay.types["operations"]).index(layer_type.operation), layer_type.name
    first = overlay.palette[layer_type.category].first
    return category, first.index(layer_type.name) if layer_type.name in first else len(first), layer_type.name


if __name__ == "__main__":
    sys.stdout.write(to_json(introspect()))
