import inspect
import subprocess
import sys
from importlib import resources

import keras
import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.catalogue.model import OPERATION_PREFIX, Kind, LayerType, Parameter
from graphnn.engine.introspection import introspect, keras_names, to_json
from graphnn.engine.introspection_docstrings import plain, raw_arguments, read_docstring
from graphnn.engine.introspection_overlay import Namespace, load_overlay
from graphnn.engine.introspection_parameters import named_arguments, read_parameters
from graphnn.engine.objects import keras_object

NAMESPACES: tuple[Namespace, ...] = (
    "layers",
    "activations",
    "initializers",
    "regularizers",
    "constraints",
    "losses",
    "metrics",
    "optimizers",
    "schedules",
    "cells",
)
CATALOGUE = load_catalogue()
KERAS_LAYERS = [each for each in CATALOGUE.layers.values() if each.inputs and each.outputs and each.operation is None]
# What a layer needs to be made where a sample by kind is not enough.
ARGUMENTS: dict[str, dict[str, object]] = {
    "Discretization": {"bin_boundaries": [0.5]},
    "EinsumDense": {"equation": "...a,ab->...b", "output_shape": (4,)},
    "GroupNormalization": {"groups": 1},
    "Permute": {"dims": (2, 1)},
    "RNN": {"cell": keras.layers.GRUCell(2)},
    "STFTSpectrogram": {"frame_length": 4},
    "Pipeline": {"layers": [keras.layers.Rescaling(2.0)]},
    "Bidirectional": {"layer": keras.layers.LSTM(2)},
    "SpectralNormalization": {"layer": keras.layers.Dense(2)},
    "TimeDistributed": {"layer": keras.layers.Dense(2)},
}
DTYPES = {
    "CategoryEncoding": "int32",
    "Embedding": "int32",
    "HashedCrossing": "string",
    "Hashing": "int32",
    "IntegerLookup": "int32",
    "ReversibleEmbedding": "int32",
    "StringLookup": "string",
    "TextVectorization": "string",
}
SAMPLES = {Kind.INTEGER: 2, Kind.INTEGERS: 2, Kind.NUMBER: 0.5, Kind.NUMBERS: 0.5, Kind.SHAPE: (-1,)}
SHAPES = [(1,), (8, 3), (8, 8, 3), (8,), (8, 8, 8, 3), (4, 8, 3), (4, 8, 8, 3), (4, 8, 8, 8, 3)]


def make(layer_type: LayerType) -> keras.layers.Layer:
    samples = {each.name: "relu" if each.registry else SAMPLES[each.kind] for each in needed(layer_type)}
    return getattr(keras.layers, layer_type.name)(**(ARGUMENTS.get(layer_type.name) or samples))


def call(layer: keras.layers.Layer, layer_type: LayerType, tensor: keras.KerasTensor) -> keras.KerasTensor:
    ports = {
        port.name: [tensor, tensor] if port.is_list else tensor for port in layer_type.inputs if not port.is_optional
    }
    first, *others = ports.values()
    if layer_type.joins_inputs:
        return layer([first, *others])
    return layer(first, **dict(list(ports.items())[1:]))


def needed(layer_type: LayerType) -> list[Parameter]:
    is_given = layer_type.name in ARGUMENTS
    return [] if is_given else [each for each in layer_type.parameters if each.required]


def test_the_shipped_file_is_what_keras_gives_now() -> None:
    shipped = resources.files("graphnn.catalogue").joinpath("keras.json").read_text("utf-8")

    assert to_json(introspect()) == shipped


def test_the_module_prints_the_file_on_standard_output() -> None:
    command = [sys.executable, "-m", "graphnn.engine.introspection"]

    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)

    assert done.stdout == resources.files("graphnn.catalogue").joinpath("keras.json").read_text("utf-8")


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_class_of_keras_is_in_the_catalogue_or_excluded_for_a_reason(namespace: Namespace) -> None:
    overlay = load_overlay()
    held = CATALOGUE.layers.keys() - overlay.own if namespace == "layers" else CATALOGUE.registry(namespace).keys()

    held = [name for name in held if not name.startswith(OPERATION_PREFIX)]
    assert set(keras_names(namespace)) == set(held) | set(overlay.excluded.get(namespace, {}))


def test_every_operation_of_keras_is_in_the_catalogue_or_excluded_for_a_reason() -> None:
    held = {each.operation for each in CATALOGUE.layers.values() if each.operation is not None}
    excluded = load_overlay().excluded["operations"]

    assert keras_names("operations").keys() == held | excluded.keys()
    assert held.isdisjoint(excluded)


def test_every_public_layer_class_is_known_under_one_name() -> None:
    classes = {each for each in vars(keras.layers).values() if inspect.isclass(each)}

    assert set(keras_names("layers").values()) == classes


def test_the_overlay_names_no_class_that_keras_lacks() -> None:
    overlay = load_overlay()

    for namespace in (*NAMESPACES, "operations"):
        names = keras_names(namespace)
        assert set(overlay.types.get(namespace, {})) <= set(names)
        assert set(overlay.excluded.get(namespace, {})) <= set(names)
    assert {name for category in overlay.palette.values() for name in category.first} <= set(CATALOGUE.layers)


def test_the_overlay_names_no_argument_that_keras_lacks() -> None:
    overlay = load_overlay()
    arguments = {
        (namespace, name): {argument.name for argument in named_arguments(owner)}
        for namespace in (*NAMESPACES, "operations")
        for name, owner in keras_names(namespace).items()
    }

    for namespace, types in overlay.types.items():
        for name, laid_over in types.items():
            known = arguments[namespace, name]  # type: ignore[index]
            if laid_over.call:
                of_call = set(inspect.signature(getattr(keras.layers, name).call).parameters)
                assert set(laid_over.call) <= of_call, name
                known = known | set(laid_over.call)
            assert {*laid_over.main, *laid_over.parameters} <= known, name
    everywhere = set().union(*arguments.values())
    assert set(overlay.parameters) <= everywhere
    assert set(overlay.hidden) - {"trainable"} <= everywhere


@pytest.mark.parametrize("layer_type", KERAS_LAYERS, ids=lambda each: each.name)
def test_every_layer_is_made_from_its_required_parameters_and_called_on_its_port(layer_type: LayerType) -> None:
    dtype = DTYPES.get(layer_type.name, "float32")
    refusals = []
    for shape in SHAPES:
        with keras.StatelessScope(initialize_variables=False):
            tensor = keras.KerasTensor((None, *shape), dtype=dtype)
            try:
                result = call(make(layer_type), layer_type, tensor)
            except (ValueError, TypeError, IndexError) as refusal:
                refusals.append(refusal)
            else:
                assert isinstance(result, keras.KerasTensor)
                return
    pytest.fail(f"{layer_type.name} takes none of the shapes: {refusals}")


@pytest.mark.parametrize("layer_type", KERAS_LAYERS, ids=lambda each: each.name)
def test_every_parameter_of_a_layer_is_one_that_its_class_takes(layer_type: LayerType) -> None:
    arguments = {each.name: each for each in named_arguments(getattr(keras.layers, layer_type.name))}

    of_call = inspect.signature(getattr(keras.layers, layer_type.name).call).parameters

    for parameter in layer_type.parameters:
        if parameter.place == "call":
            assert of_call[parameter.name].default == parameter.default
            continue
        assert parameter.name in arguments
        if not parameter.required:
            assert arguments[parameter.name].default is not inspect.Parameter.empty


@pytest.mark.parametrize(
    "registry", ["losses", "metrics", "initializers", "regularizers", "constraints", "activations"]
)
def test_keras_finds_an_object_under_every_name_the_catalogue_gives_it(registry: str) -> None:
    for each in CATALOGUE.registry(registry).values():  # type: ignore[arg-type]
        if any(parameter.required for parameter in each.parameters):
            continue
        for name in filter(None, (each.name, each.alias, *each.synonyms)):
            made = keras_object(registry, name, CATALOGUE)  # type: ignore[arg-type]
            assert getattr(keras, registry).get(made) is not None, name


def test_kinds_follow_from_names_defaults_and_words() -> None:
    class Sample:
        """Does a thing.

        Args:
            count: Integer, how many.
            ratio: How much.
            size: Int or tuple of 2 integers.
            mode: One of `"fast"` or `"slow"`. Defaults to `"fast"`.
            kernel_initializer: The start.
            other: Anything.
        """

        def __init__(
            self,
            count: object,
            ratio: float = 0.5,
            size: tuple[int, int] = (1, 1),
            mode: str = "fast",
            kernel_initializer: str = "zeros",
            is_on: bool = True,
            other: object = None,
            name: str | None = None,
        ) -> None: ...

    Sample.__module__ = "keras.sample"

    parameters = read_parameters(Sample, {"ratio": {"minimum": 0}}, hidden=("name",))

    assert [(each.name, each.kind) for each in parameters] == [
        ("count", Kind.INTEGER),
        ("ratio", Kind.NUMBER),
        ("size", Kind.INTEGERS),
        ("mode", Kind.CHOICE),
        ("kernel_initializer", Kind.OBJECT),
        ("is_on", Kind.BOOLEAN),
        ("other", Kind.ANY),
    ]
    assert parameters[0].required
    assert parameters[1].minimum == 0
    assert (parameters[2].length, parameters[2].default) == (2, (1, 1))
    assert parameters[3].choices == ("fast", "slow")
    assert parameters[6].optional


def test_an_argument_ends_where_the_next_one_or_a_section_starts() -> None:
    text = """Adds.

    Args:
        x: Float,
            see `y`: it differs.
        **kwargs: Others.
        y: Integer.

    Returns:
        z: The sum.

    >>> unindented
    """

    assert raw_arguments(text, ["x", "y", "z"]) == {"x": "Float, see `y`: it differs.", "y": "Integer."}


def test_examples_and_markdown_are_left_out_of_the_documentation() -> None:
    docstring = read_docstring("Adds `x`, e.g. 1. Really.\n\nWrapped\nline.\n\n>>> add(1)\n2\n\nExample:\n\nNo.", [])

    assert docstring.sentence == "Adds x, e.g. 1."
    assert docstring.documentation == "Adds x, e.g. 1. Really.\n\nWrapped line.\n\n2"
    assert plain('[Lin et al.]( https://a.b/c.pdf) *say* `"so`"') == 'Lin et al. say "so"'
