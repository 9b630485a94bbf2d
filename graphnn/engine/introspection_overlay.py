"""The hand-written overlay: what introspection cannot see of Keras, read from `catalogue/overlay.json`.

It says which classes are left out and why, which arguments are the document's business, the ranges of numbers,
what matters on a node's card, and the order of the palette. It holds graphnn's own Input and Output too.
"""

from collections.abc import Mapping
from importlib import resources
from typing import Literal, TypeAlias

from pydantic import Field

from graphnn.catalogue.model import LayerType, PortType, Registry, Target, Trait
from graphnn.document.values import Frozen, FrozenMapping, Json, empty_mapping

Namespace: TypeAlias = Literal["layers", "operations"] | Registry


class PaletteCategory(Frozen):
    """A heading of the palette: the Keras modules whose layers stand under it, and the layers that come first.

    A layer named in `first` belongs here whatever its module.
    """

    modules: tuple[str, ...]
    first: tuple[str, ...] = ()


class TypeOverlay(Frozen):
    """What is laid over one class or function of Keras.

    `call` names the arguments of a layer's call that are parameters of its node.
    """

    doc: str | None = None
    note: str | None = None
    main: tuple[str, ...] = ()
    parameters: FrozenMapping[FrozenMapping[Json]] = Field(default_factory=empty_mapping)
    inputs: tuple[PortType, ...] | None = None
    outputs: tuple[PortType, ...] | None = None
    joins_inputs: bool = False
    call: tuple[str, ...] = ()
    traits: tuple[Trait, ...] = ()
    size_parameter: str | None = None
    target: Target | None = None
    activation: str | None = None
    states: tuple[str, ...] = ()
    stacks: str | None = None
    adapts_unless_given: str | None = None
    index_limit: str | None = None


class Overlay(Frozen):
    """All of overlay.json.

    `hidden` and `parameters` go by argument name, for every class that has such an argument.
    """

    palette: FrozenMapping[PaletteCategory]
    excluded: FrozenMapping[FrozenMapping[str]]
    hidden: FrozenMapping[str]
    parameters: FrozenMapping[FrozenMapping[Json]]
    types: FrozenMapping[FrozenMapping[TypeOverlay]]
    own: FrozenMapping[LayerType]

    def of(self, namespace: Namespace, name: str) -> TypeOverlay:
        """Return what is laid over one class; nothing, if it is not named."""
        return self.types.get(namespace, {}).get(name, TypeOverlay())

    def patches(self, namespace: Namespace, name: str) -> Mapping[str, Mapping[str, Json]]:
        """Return, by argument name, the fields of `Parameter` to set for one class."""
        overlay = self.of(namespace, name)
        main: Mapping[str, Mapping[str, Json]] = {argument: {"main": True} for argument in overlay.main}
        layers = (self.parameters, overlay.parameters, main)
        names = {argument for layer in layers for argument in layer}
        return {
            argument: {key: value for layer in layers for key, value in layer.get(argument, {}).items()}
            for argument in names
        }


def load_overlay() -> Overlay:
    """Return the overlay that ships with the catalogue."""
    text = resources.files("graphnn.catalogue").joinpath("overlay.json").read_text(encoding="utf-8")
    return Overlay.model_validate_json(text)
