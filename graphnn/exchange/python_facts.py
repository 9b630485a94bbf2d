"""What a script must know of the document it stands for: which nodes take part, what they bind, what it imports."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphnn.analysis.inputs import TEXT_DTYPE, sample_dtype
from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.document.model import Document, Edge, Node
from graphnn.document.topology import topological_order
from graphnn.document.values import thaw
from graphnn.exchange.python_text import Variables


@dataclass(frozen=True)
class Facts:
    """A document on its way to Python, and what several parts of the script need to know of it."""

    document: Document
    catalogue: Catalogue

    @cached_property
    def variables(self) -> Variables:
        """The names in the script."""
        return Variables()

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """The nodes that take part, each after those that feed it."""
        nodes = self.document.nodes
        return {name: nodes[name] for name in topological_order(self.document) if nodes[name].state != "muted"}

    @cached_property
    def edges_into(self) -> Mapping[str, list[Edge]]:
        """The edges that end at each node, in the order of their places."""
        into: dict[str, list[Edge]] = {name: [] for name in self.nodes}
        for edge in self.document.edges:
            if edge.source_port.node in into and edge.target_port.node in into:
                into[edge.target_port.node].append(edge)
        for edges in into.values():
            edges.sort(key=lambda edge: edge.target_port.index or 0)
        return into

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The nodes where data enters."""
        return tuple(name for name in self.nodes if self.type_of(name).is_input)

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The Outputs; without any, the nodes that feed nothing."""
        marked = tuple(name for name in self.nodes if self.type_of(name).is_output)
        feeding = {edge.source_port.node for edges in self.edges_into.values() for edge in edges}
        return marked or tuple(name for name in self.nodes if name not in feeding)

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns of the data that Inputs and Outputs bind."""
        bound = [thaw(self.value(name, "column")) for name in (*self.inputs, *self.outputs)]
        return frozenset(name for names in bound for name in (names if isinstance(names, list) else [names]) if name)

    @cached_property
    def trains(self) -> bool:
        """Whether there is something to compare every prediction with."""
        bound = [self.value(name, "loss") and self.value(name, "column") for name in self.outputs]
        return self.document.data is not None and bool(bound) and all(bound)

    @cached_property
    def holds_out_test(self) -> bool:
        """Whether samples are held out to score."""
        data = self.document.data
        return data is not None and data.test is not None and data.test.fraction is not None

    @cached_property
    def needs_numpy(self) -> bool:
        """Whether the script calls numpy."""
        stacked = any(isinstance(self.value(name, "column"), tuple) for name in (*self.inputs, *self.outputs))
        return self.trains and (self.holds_out_test or stacked)

    def imports(self) -> list[str]:
        """Return the lines that import."""
        numpy = ["import numpy as np"] if self.needs_numpy else []
        tensorflow = ["import tensorflow as tf"] if self.trains and any(map(self.is_text, self.inputs)) else []
        return ["import keras", *numpy, *tensorflow, "from keras import layers"]

    def is_text(self, name: str) -> bool:
        """Tell whether an Input takes text."""
        return sample_dtype(self.nodes[name], self.document, self.catalogue) == TEXT_DTYPE

    def type_of(self, name: str) -> LayerType:
        """Return what a node is."""
        return self.catalogue.layers[self.nodes[name].type]

    def value(self, name: str, parameter: str) -> Any:
        """Return what a parameter of a node is set to, if it is."""
        return self.nodes[name].parameters.get(parameter)
