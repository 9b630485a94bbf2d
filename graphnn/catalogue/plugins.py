"""Plug-ins: layers, data sets and blocks that other packages bring along, found by their entry points.

A package names an object of type `Plugin` in the entry-point group `graphnn.plugins`. That object is data: the
module that holds it imports neither Keras nor what it describes, so that the editor starts as fast as without it.
Implementations are named as "module:name" and imported by the engine alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import metadata

from pydantic import Field

from graphnn.catalogue.model import Catalogue, DataSetType, LayerType
from graphnn.document.model import Block
from graphnn.document.values import Frozen, FrozenMapping, empty_mapping

GROUP = "graphnn.plugins"

_REGISTERED = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*>[A-Za-z_][A-Za-z0-9_]*")
_IMPLEMENTATION = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*")


class Plugin(Frozen):
    """What one package adds.

    A layer bears the name it is registered under with Keras, as "wavelets>Haar", and every layer and data set says
    where its `implementation` is.

    >>> Plugin().layers
    ()
    """

    layers: tuple[LayerType, ...] = ()
    data_sets: tuple[DataSetType, ...] = ()
    blocks: FrozenMapping[Block] = Field(default_factory=empty_mapping)


@dataclass(frozen=True, slots=True)
class Found:
    """The plug-ins of this installation: those that could be loaded, and why others could not, by name."""

    plugins: Mapping[str, Plugin] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def find_plugins(entry_points: Iterable[metadata.EntryPoint] | None = None) -> Found:
    """Load the description of every plug-in; one that cannot be loaded is told by name, and the others are."""
    plugins: dict[str, Plugin] = {}
    faults: dict[str, str] = {}
    points = metadata.entry_points(group=GROUP) if entry_points is None else entry_points
    for point in sorted(points, key=lambda each: each.name):
        try:
            plugin = point.load()
        except Exception as error:  # Whatever a package raises as it is imported is its own, and told.
            faults[point.name] = f"{point.value} cannot be imported: {type(error).__name__}: {error}"
            continue
        if not isinstance(plugin, Plugin):
            faults[point.name] = f"{point.value} is a {type(plugin).__name__}, not a graphnn.catalogue.plugins.Plugin"
            continue
        plugins[point.name] = plugin
    return Found(plugins, faults)


def with_plugins(catalogue: Catalogue, found: Found) -> Catalogue:
    """Return the catalogue with what the plug-ins add; one that clashes or is incomplete adds nothing, and is told."""
    faults = dict(found.faults)
    for name, plugin in found.plugins.items():
        fault = _fault(plugin, catalogue)
        if fault is not None:
            faults[name] = fault
            continue
        catalogue = catalogue.model_copy(
            update={
                "layers": {**catalogue.layers, **{each.name: each for each in plugin.layers}},
                "data_sets": {**catalogue.data_sets, **{each.name: each for each in plugin.data_sets}},
                "blocks": {**catalogue.blocks, **plugin.blocks},
            }
        )
    return catalogue.model_copy(update={"plugin_faults": faults})


def _fault(plugin: Plugin, catalogue: Catalogue) -> str | None:
    for layer in plugin.layers:
        if not _REGISTERED.fullmatch(layer.name):
            return f"the layer {layer.name} does not bear the name it is registered under with Keras: package>Class"
        if layer.name in catalogue.layers:
            return f"there is a layer {layer.name} already"
    for data_set in plugin.data_sets:
        if data_set.name in catalogue.data_sets:
            return f"there is a data set {data_set.name} already"
    implementations = {each.name: each.implementation for each in plugin.layers}
    implementations |= {each.name: each.implementation for each in plugin.data_sets}
    for name, implementation in implementations.items():
        if implementation is None or not _IMPLEMENTATION.fullmatch(implementation):
            return f"{name} does not say where its implementation is: module:name"
    clashing = next(iter(plugin.blocks.keys() & catalogue.blocks.keys()), None)
    return None if clashing is None else f"there is a block {clashing} already"
