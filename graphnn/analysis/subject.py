"""What the rules look at: a document with the catalogue, and the facts several rules need, found once.

Muted nodes are as if absent. A fact is None, or the node missing from a mapping, where the document is too faulty
for it: the rule whose fault that is says so, and the others keep silent.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.catalogue.model import Catalogue, Column, DataSetType, LayerType, PortType
from graphnn.document.model import Document, Edge, Node, Port
from graphnn.document.topology import Following, order_of, source_node, target_node
from graphnn.document.values import Json


@dataclass(frozen=True)
class Subject:
    """A document under examination."""

    document: Document
    catalogue: Catalogue
    is_flat: bool = False
    """Whether it is what blocks were expanded to, so that many of its nodes are not in the document itself."""

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """The nodes that are not muted."""
        return {node_id: node for node_id, node in self.document.nodes.items() if node.state != "muted"}

    @cached_property
    def types(self) -> Mapping[str, LayerType]:
        """What each of these nodes is; unknown types are left out."""
        layers = self.catalogue.layers
        return {node_id: layers[node.type] for node_id, node in self.nodes.items() if node.type in layers}

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The edges between these nodes."""
        nodes = self.nodes
        return tuple(e for e in self.document.edges if source_node(e) in nodes and target_node(e) in nodes)

    @cached_property
    def edges_into(self) -> Mapping[str, list[Edge]]:
        """The edges that end at each node, in the order of their places."""
        into: dict[str, list[Edge]] = {node_id: [] for node_id in self.nodes}
        for edge in self.edges:
            into[target_node(edge)].append(edge)
        for edges in into.values():
            if len(edges) > 1:
                edges.sort(key=lambda edge: edge.target_port.index or 0)
        return into

    @cached_property
    def edges_from(self) -> Mapping[str, list[Edge]]:
        """The edges that start at each node."""
        starting: dict[str, list[Edge]] = {node_id: [] for node_id in self.nodes}
        for edge in self.edges:
            starting[source_node(edge)].append(edge)
        return starting

    @cached_property
    def following(self) -> Following:
        """The nodes that each node feeds."""
        return {node_id: [target_node(edge) for edge in edges] for node_id, edges in self.edges_from.items()}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The nodes, each after those that feed it; those on a cycle or below one are left out."""
        return order_of(self.following)

    @cached_property
    def loose_ends(self) -> tuple[str, ...]:
        """The nodes that feed no other, Outputs left out."""
        return tuple(n for n, layer_type in self.types.items() if layer_type.outputs and not self.edges_from[n])

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The nodes where data enters."""
        return tuple(node_id for node_id, layer_type in self.types.items() if layer_type.is_input)

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The nodes where predictions leave."""
        return tuple(node_id for node_id, layer_type in self.types.items() if layer_type.is_output)

    @cached_property
    def data_set(self) -> DataSetType | None:
        """The data set the document names, if it is known."""
        return self.catalogue.data_set(self.document.data)

    def value(self, node_id: str, name: str) -> Json:
        """Return what a parameter of a node is set to, else its default, else None."""
        parameter = self.types[node_id].parameter(name)
        return self.parameters(node_id).get(name, None if parameter is None else parameter.default)

    def parameters(self, node_id: str) -> Mapping[str, Json]:
        """Return the parameters that a node's layer is made and called with, defaults left out."""
        node = self.nodes[node_id]
        if node.shares is None:
            return node.parameters
        return self.types[node_id].applied_with(self.layer_node(node_id).parameters, node.parameters)

    def layer_node(self, node_id: str) -> Node:
        """Return the node whose layer a node applies: another one where it shares that one's."""
        node = self.nodes[node_id]
        owner = self.document.nodes.get(node.shares or "", node)
        # What another kind of node is set to means nothing to this one; that it shares it is told as a fault.
        return owner if owner.type == node.type else node

    def outputs_of(self, node_id: str) -> tuple[PortType, ...]:
        """Return the output ports that a node has as it is set; a bypassed one passes one input on."""
        layer_type = self.types[node_id]
        if self.nodes[node_id].state == "bypassed":
            return layer_type.outputs[:1]
        return self.catalogue.outputs_of(layer_type, self.parameters(node_id))

    def has_input(self, port: Port) -> bool:
        """Tell whether an edge may end at a port: its node is known, and takes tensors there."""
        layer_type = self.types.get(port.node)
        port_type = layer_type.input(port.name) if layer_type is not None else None
        return port_type is not None and (port.index is None or port_type.is_list)

    def columns(self, node_id: str) -> tuple[str, ...]:
        """Return the names of the columns that an Input or Output binds."""
        value = self.value(node_id, "column")
        names = value if isinstance(value, tuple) else (value,)
        return tuple(name for name in names if isinstance(name, str))

    def column(self, node_id: str) -> Column | None:
        """Return the one column that an Input or Output binds, if the data has it."""
        names = self.columns(node_id)
        return self.data_set.column(names[0]) if self.data_set is not None and len(names) == 1 else None

    def named(self, node_id: str) -> str:
        """Return how messages name a node: its id, and its type where the id does not tell."""
        return f"{node_id} ({self.document.nodes[node_id].type})"


Rule: TypeAlias = Callable[[Subject], Iterable[Diagnostic]]
