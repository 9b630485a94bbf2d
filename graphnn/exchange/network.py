"""The configs in which Keras keeps models, whichever Keras wrote them, as one frozen form.

Keras 3, Keras 2 and Keras 1 write the same networks differently: with and without `module`, a Sequential as a bare
list, calls as nested lists or as arguments with tensors in them. Here all become layers with calls. Nothing is looked
up and nothing made: a config is text, and names in it are only compared.
"""

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from graphnn.errors import ModelError
from graphnn.exchange.calls import Call, Tensor, read_call, references

NETWORKS: Final = {"Sequential": "Sequential", "Functional": "Functional", "Model": "Functional"}
"""What each class of network is called by the Keras of today."""

INPUT_LAYER: Final = "InputLayer"

TENSORFLOW_OPERATIONS: Final = frozenset({"TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer"})
"""The classes under which Keras 2 keeps functions of TensorFlow."""

_PUBLIC_NAMES: Final = {"GroupedQueryAttention": "GroupQueryAttention"}
"""What classes are called that have another name in the code of Keras, by which some files know them."""

_NAMES_IN_CODE: Final = {public: name for name, public in _PUBLIC_NAMES.items()}

_SURELY_LAYERS: Final = frozenset(
    {
        *(INPUT_LAYER, "Discretization", "HashedCrossing", "Pipeline"),
        *("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"),
    }
)
"""The classes of which Keras does not write whether they are trainable, and that are no operations for all that."""

_LAYERS, _OPERATIONS = "keras.layers", "keras.ops"
_OPERATION_MODULE: Final = re.compile(r"keras(\.src)?\.(ops|activations)(\.\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer of a network; `network` is what it is made of where it is a model itself.

    Calls count from `first_call` on: to Keras 2 a model's own making was its call number 0.
    """

    name: str
    class_name: str
    module: str | None
    registered_name: str | None
    config: Mapping[str, Any]
    calls: tuple[Call, ...]
    network: "Network | None" = None
    first_call: int = 0

    @property
    def is_of_old_keras(self) -> bool:
        """Whether a Keras older than 3 wrote it: those name no module."""
        return self.module is None

    @property
    def is_operation(self) -> bool:
        """Whether it is no layer but a function of tensors, which Keras keeps in the same list."""
        return self.class_name in TENSORFLOW_OPERATIONS or _OPERATION_MODULE.fullmatch(self.module or "") is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A model: its layers in the order of the file, and the tensors that enter and leave it."""

    name: str
    layers: tuple[Layer, ...]
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


def read_network(tree: Any) -> Network:
    """Return the network that a model's config, parsed from JSON, describes.

    Raises:
        ModelError: If it is no config of a model, or lacks what a graph must know.
        Exception: Where the config is not of a form that Keras writes, whatever the look into it raises.
    """
    class_name = tree.get("class_name") if isinstance(tree, Mapping) else None
    if not isinstance(class_name, str) or class_name not in NETWORKS:
        name = f"{class_name}: " if isinstance(class_name, str) else ""
        raise ModelError(
            f"{name}not the config of a Sequential or functional model, which alone say how their layers are "
            "connected. Save a model made of those."
        )
    return _read(tree)


def class_ranks(network: Network) -> dict[str, int]:
    """Return for each layer how many of its class stand before it; operations are none."""
    counts: dict[str, int] = {}
    ranks = {}
    for layer in network.layers:
        if layer.is_operation:
            continue
        ranks[layer.name] = counts.get(layer.class_name, 0)
        counts[layer.class_name] = ranks[layer.name] + 1
    return ranks


def kept_place(ranks: Iterable[tuple[str, int]]) -> str:
    """Return the place where an archive keeps what belongs to a layer, by the class and rank at each level.

    >>> kept_place([("Functional", 0), ("Conv2DTranspose", 2)])
    'layers/functional/layers/conv2d_transpose_2'
    """
    return "/".join(f"layers/{_snake_case(name)}" + (f"_{rank}" if rank else "") for name, rank in ranks)


def _snake_case(name: str) -> str:
    """Return a class's name as Keras writes it into files."""
    parted = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W", "", _NAMES_IN_CODE.get(name, name)))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", parted).lower()


def calls_in_order(network: Network, known: Iterable[tuple[str, int]] = ()) -> Iterator[tuple[Layer, int, Call]]:
    """Yield every call after those it takes tensors from, else in the order of the file; what is known is left out.

    Runs in time about proportional to the network, however it is written.

    Raises:
        ModelError: If some calls wait for each other, or for what the network does not have.
    """
    found = set(known)
    calls = {
        (layer.name, number): (layer, number, call)
        for layer in network.layers
        for number, call in enumerate(layer.calls, layer.first_call)
        if (layer.name, number) not in found
    }
    places = {key: place for place, key in enumerate(calls)}
    missing = {key: {tensor[:2] for tensor in call.tensors} - found for key, (_, _, call) in calls.items()}
    waiting: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for key, needed in missing.items():
        for each in needed:
            waiting.setdefault(each, []).append(key)
    ready = [place for key, place in places.items() if not missing[key]]
    order = list(calls)
    while ready:
        key = order[heapq.heappop(ready)]
        yield calls.pop(key)
        for follower in waiting.get(key, ()):
            missing[follower].discard(key)
            if not missing[follower]:
                heapq.heappush(ready, places[follower])
    if calls:
        names = ", ".join(sorted({name for name, _ in calls})[:5])
        raise ModelError(f"{names}: fed by layers that the model does not have, or by themselves.")


def _read(tree: Mapping[str, Any]) -> Network:
    config = tree["config"]
    if tree["class_name"] != "Sequential":
        layers = tuple(_functional_layer(layer) for layer in config["layers"])
        _refuse_namesakes(layers, config["name"])
        counted = {layer.name for layer in layers if _is_counted_both_ways(layer)}
        outputs = tuple(
            tensor._replace(call=tensor.call - 1) if tensor.layer in counted else tensor
            for tensor in references(config["output_layers"])
        )
        used = [*outputs, *(tensor for layer in layers for call in layer.calls for tensor in call.tensors)]
        last_calls = {tensor.layer: tensor.call for tensor in sorted(used, key=lambda tensor: tensor.call)}
        return Network(
            name=_text(config["name"]),
            layers=tuple(_counted_from_one(layer, last_calls.get(layer.name)) for layer in layers),
            inputs=tuple(references(config["input_layers"])),
            outputs=outputs,
        )
    if isinstance(config, Mapping):
        return _sequential(config.get("name", ""), config["layers"], config.get("build_input_shape"))
    return _sequential("", config, None)


def _refuse_namesakes(layers: Sequence[Layer], name: str) -> None:
    if len({layer.name for layer in layers}) < len(layers):
        raise ModelError(f"{name or 'The model'}: two of its layers have the same name. Name them apart.")


def _is_counted_both_ways(layer: Layer) -> bool:
    """Tell a model of Keras 3 within a model: outputs of the whole count its calls from 1, arguments from 0."""
    is_functional = layer.network is not None and layer.class_name != "Sequential"
    return is_functional and any(call.is_of_keras_3 for call in layer.calls)


def _counted_from_one(layer: Layer, last_call: int | None) -> Layer:
    """Return a model within a model with its calls from 1 on, where the one that is used last can only be so."""
    is_beyond = layer.network is not None and last_call == len(layer.calls)
    return replace(layer, first_call=1) if is_beyond else layer


def _functional_layer(tree: Mapping[str, Any]) -> Layer:
    built_with = (tree.get("build_config") or {}).get("input_shape")
    calls = tuple(read_call(node, built_with) for node in tree.get("inbound_nodes", []))
    if tree["class_name"] == INPUT_LAYER:
        calls = (Call(),)
    is_of_keras_3 = any(isinstance(node, Mapping) for node in tree.get("inbound_nodes", []))
    if is_of_keras_3 and tree.get("module") is None and tree["class_name"] not in NETWORKS:
        tree = {**tree, "module": _OPERATIONS if _is_operation(tree) else _LAYERS}
    return _layer(tree, tree.get("name") or tree["config"]["name"], calls)


def _is_operation(tree: Mapping[str, Any]) -> bool:
    """Tell an operation from a layer as Keras 3 writes them into `.h5` files, where it names no modules.

    Of layers it writes whether they are trainable, but for a few.
    """
    return tree["class_name"] not in _SURELY_LAYERS and "trainable" not in tree["config"]


def _sequential(name: str, trees: Sequence[Mapping[str, Any]], built_with: Any) -> Network:
    layers: list[Layer] = []
    for number, tree in enumerate(trees):
        config = tree["config"]
        own_name = (config.get("name") if isinstance(config, Mapping) else None) or f"{tree['class_name']}_{number + 1}"
        if not layers and tree["class_name"] != INPUT_LAYER:
            layers.append(_input_layer(f"{own_name}_input", tree, built_with))
        calls = (Call(((0, Tensor(layers[-1].name, 0, 0)),)),) if layers else (Call(),)
        layers.append(_layer(tree, own_name, calls))
    if not layers:
        raise ModelError(f"{name or 'The model'}: it has no layers.")
    _refuse_namesakes(layers, name)
    return Network(
        name=_text(name),
        layers=tuple(layers),
        inputs=(Tensor(layers[0].name, 0, 0),),
        outputs=(Tensor(layers[-1].name, 0, 0),),
    )


def _input_layer(name: str, first: Mapping[str, Any], built_with: Any) -> Layer:
    """Return the input that a Sequential without an InputLayer has: its first layer, or its build, tells the shape."""
    config = first["config"]
    if first["class_name"] in NETWORKS:
        inner = _read(first)
        config = next((layer.config for layer in inner.layers if layer.name == inner.inputs[0].layer), {})
    shape = config.get("batch_input_shape") or config.get("batch_shape") or built_with
    shape = shape or (first.get("build_config") or {}).get("input_shape")
    if shape is None and isinstance(config.get("input_shape"), list):
        shape = [None, *config["input_shape"]]
    if shape is None and isinstance(config.get("input_dim"), int) and "input_length" not in config:
        shape = [None, config["input_dim"]]
    if shape is None:
        raise ModelError(
            f"{name}: the model does not say what shape its input has. Build it on data, and save it anew."
        )
    return Layer(
        name=_text(name),
        class_name=INPUT_LAYER,
        module=None,
        registered_name=None,
        config={"batch_shape": shape},
        calls=(Call(),),
    )


def layer_of(tree: Mapping[str, Any], place: str) -> Layer:
    """Return a layer that stands within another one.

    Raises:
        ModelError: If the tree is no layer's.
    """
    try:
        return _layer({"config": {}, **tree}, place, ())
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{place} is no layer that Keras wrote.") from error


def _layer(tree: Mapping[str, Any], name: Any, calls: tuple[Call, ...]) -> Layer:
    class_name = _text(tree["class_name"])
    return Layer(
        name=_text(name),
        class_name=_PUBLIC_NAMES.get(class_name, class_name),
        module=_optional_text(tree.get("module")),
        registered_name=_optional_text(tree.get("registered_name")),
        config=tree["config"] if isinstance(tree["config"], Mapping) else {},
        calls=calls,
        network=_read(tree) if class_name in NETWORKS else None,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.60} is no name")
    return value


def _optional_text(value: Any) -> str | None:
    return None if value is None else _text(value)
