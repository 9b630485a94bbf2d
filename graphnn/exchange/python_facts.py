"""What a script must know of the document it stands for: which nodes take part, what they bind, what it imports."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from graphnn.analysis.inputs import TEXT_DTYPE, sample_dtype
from graphnn.analysis.outputs import prediction_of
from graphnn.analysis.subject import Subject
from graphnn.catalogue.model import Catalogue, Column, DataSetType, LayerType, ObjectType
from graphnn.document.model import Data, Document, Edge, Node, Split
from graphnn.document.topology import topological_order
from graphnn.document.values import containers, thaw

Source: TypeAlias = tuple[list[list[str]], list[str]]
"""Functions, and lines that call them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is loaded: these columns of a data set, with its own test split or without."""

    data: Data
    data_set: DataSetType
    columns: frozenset[str]
    test: bool

    def parameter(self, name: str) -> Any:
        """Return the value of one of its parameters."""
        known = next(parameter for parameter in self.data_set.parameters if parameter.name == name)
        return self.data.parameters.get(name, known.default)


@dataclass(frozen=True)
class Facts:
    """A document on its way to Python, and what several parts of the script need to know of it."""

    document: Document
    catalogue: Catalogue

    @cached_property
    def _subject(self) -> Subject:
        return Subject(self.document, self.catalogue, is_flat=True)

    @cached_property
    def plugin_modules(self) -> tuple[str, ...]:
        """The modules of plug-ins whose layers stand in the network, or within its layers."""
        within = (item for node in self.nodes.values() for _, item in containers(node.parameters))
        types = [node.type for node in self.nodes.values()]
        types += [str(item["type"]) for item in within if isinstance(item, Mapping) and "type" in item]
        found = {layer.implementation for name in types if (layer := self.catalogue.layers.get(name)) is not None}
        return tuple(sorted(each.partition(":")[0] for each in found if each is not None))

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
        return self.data_set is not None and bool(bound) and all(bound)

    @cached_property
    def wanted(self) -> "Wanted":
        """What a script that trains loads."""
        data = self.document.data
        if data is None or self.data_set is None:
            raise ValueError("A script that loads data was asked of a document that has none.")
        # Samples are held out with the classes in their proportions, whether the network learns these or not.
        is_stratified = "stratified" in map(self.way, self.held_out.values())
        columns = self.columns | ({self.label} if self.label is not None and is_stratified else frozenset())
        scores_own = self.has_test and "test" not in self.held_out
        watches_own = data.validation is not None and data.validation.split == "test"
        return Wanted(data, self.data_set, columns, test=scores_own or watches_own)

    @cached_property
    def data_set(self) -> DataSetType | None:
        """The data set that the document names."""
        return self._subject.data_set

    @cached_property
    def has_test(self) -> bool:
        """Whether there is something to score."""
        data, data_set = self.document.data, self.data_set
        has_own = data_set is not None and data_set.test_count is not None
        return data is not None and (data.test is not None or has_own)

    @cached_property
    def watches_what_is_scored(self) -> bool:
        """Whether what is watched while training is what is scored afterwards: the data's own test split."""
        data = self.document.data
        watches_own = data is not None and data.validation is not None and data.validation.split == "test"
        return watches_own and "test" not in self.held_out

    @cached_property
    def held_out(self) -> Mapping[str, Split]:
        """What is held out of the samples to train on, in this order."""
        data = self.document.data
        splits = {"test": data.test, "validation": data.validation} if data is not None else {}
        return {part: split for part, split in splits.items() if split is not None and split.split is None}

    def way(self, split: Split) -> str:
        """Return how samples are held out: drawn, drawn from each class alike, the last rows, or those marked."""
        if split.column is not None:
            return "column"
        if self.document.data is not None and self.document.data.windows is not None:
            return "time"
        return split.by or ("random" if self.label is None else "stratified")

    @cached_property
    def label(self) -> str | None:
        """The column of classes to predict that the data has, if any."""
        columns = self.data_set.columns if self.data_set is not None else ()
        return next((each.name for each in columns if each.kind == "label" and each.role == "target"), None)

    def imports(self, names: Collection[str]) -> list[str]:
        """Return the lines that import what a script uses.

        Args:
            names: The names that stand in it.
        """
        modules = {"np": "numpy", "pd": "pandas", "tf": "tensorflow"}
        lines = {"keras": "import keras", **{module: f"import {module}" for module in self.plugin_modules}}
        lines |= {module: f"import {module} as {name}" for name, module in modules.items() if name in names}
        return [*(lines[module] for module in sorted(lines)), "from keras import layers"]

    def bound_column(self, name: str) -> Column | None:
        """Return the one column that an Input or Output binds; None where it binds several, or none."""
        return self._subject.column(name)

    def is_number(self, name: str) -> bool:
        """Tell whether an Input takes one number a sample."""
        column = self.bound_column(name)
        return column is not None and column.shape == () and column.kind != "text"

    def is_single(self, column: str) -> bool:
        """Tell whether a column of the data holds one value a sample."""
        known = self.data_set.column(column) if self.data_set is not None else None
        return known is None or known.shape == ()

    def loss(self, name: str) -> ObjectType | None:
        """Return the loss of an Output."""
        loss = self.value(name, "loss")
        return self.catalogue.find("losses", str(loss["type"] if isinstance(loss, Mapping) else loss))

    def prediction_size(self, name: str) -> int | None:
        """Return how many values a sample's prediction has, where that can be told without Keras."""
        prediction = prediction_of(self._subject, name)
        return None if prediction is None else prediction.size

    def is_text(self, name: str) -> bool:
        """Tell whether an Input takes text."""
        return sample_dtype(self.nodes[name], self.document, self.catalogue) == TEXT_DTYPE

    def type_of(self, name: str) -> LayerType:
        """Return what a node is."""
        return self.catalogue.layers[self.nodes[name].type]

    def value(self, name: str, parameter: str) -> Any:
        """Return what a parameter of a node is set to, if it is."""
        return self.nodes[name].parameters.get(parameter)
