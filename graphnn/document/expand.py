"""Blocks taken apart: a document becomes one flat graph of layers, with the way back to where each came from.

`expand` is pure and never raises on a valid document: what cannot be expanded stays as it is, and faults come as
data. Muted and bypassed instances stay as they are too, since nothing of them is built. The nodes of instance `stage`
are called `stage_conv`, in a repeated one `stage_2_conv`; the same document always gives the same names.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from graphnn.document.copies import Copy, Owners, Placed
from graphnn.document.expansion import BlockFault, Expansion, written_way
from graphnn.document.faults import close_matches
from graphnn.document.ids import FlatIds
from graphnn.document.model import Block, Document, Edge, Node
from graphnn.document.nesting import MAX_DEPTH, MAX_EXPANDED_EDGES, MAX_EXPANDED_NODES, nesting
from graphnn.document.substitution import Measured, SubstitutionError, Values, substituted
from graphnn.document.values import SCALARS, Json, Path, empty_mapping

MAX_SUBSTITUTED = 2_000_000
"""Single values that parameters may stand for in all: what checks have to look at."""


def expand(document: Document) -> Expansion:
    """Return the flat graph that a document stands for; the document itself where nothing is to be expanded.

    >>> block = Block(nodes={"fold": Node(type="Flatten")})
    >>> list(expand(Document(nodes={"a": Node(type="block.b")}, blocks={"b": block})).document.nodes)
    ['a_fold']
    """
    expander = _Expander(document)
    if all(node.block is None for node in document.nodes.values()):
        return Expansion(document, faults=expander.faults_outside(document.nodes))
    copy = expander.graph(document.nodes, document.edges, _Scope())
    if not any(placed.copies for placed in copy.placed.values()):
        return Expansion(document, faults=tuple(expander.faults))
    flat = document.model_copy(
        update={"nodes": MappingProxyType(copy.nodes), "edges": tuple(copy.edges), "blocks": empty_mapping()}
    )
    outputs = {node_id: placed.outputs for node_id, placed in copy.placed.items() if placed.copies}
    return Expansion(flat, MappingProxyType(expander.paths), MappingProxyType(outputs), tuple(expander.faults))


@dataclass(frozen=True, slots=True)
class _Scope:
    """What surrounds a graph: the way to it, the values of its block's parameters, the copy it shares layers with."""

    path: Path = ()
    values: Values | None = None
    is_trainable: bool = True
    shared: Mapping[str, Placed] | None = None


@dataclass(frozen=True, slots=True)
class _At:
    """A node of the flat graph, and the way to it."""

    node_id: str
    path: Path


class _Expander:
    """Copies graphs into the flat one; what it has found stands in `paths` and `faults`."""

    def __init__(self, document: Document) -> None:
        self._blocks = document.blocks
        self._nesting = nesting(document.blocks)
        self._ids = FlatIds(document.nodes)
        self._values_left = MAX_SUBSTITUTED
        sizes = [self._nesting.size_of(node) for node in document.nodes.values() if node.block is not None]
        self._is_too_large = (
            sum(size.nodes for size in sizes) > MAX_EXPANDED_NODES
            or sum(size.edges for size in sizes) > MAX_EXPANDED_EDGES
        )
        self.paths: dict[str, Path] = {}
        self.faults: list[BlockFault] = []

    def faults_outside(self, nodes: Mapping[str, Node]) -> tuple[BlockFault, ...]:
        """Return the faults of layers that no block is around: they may refer to no parameter."""
        for node_id, node in nodes.items():
            if not _is_plain(node):
                self._layer(_At(node_id, (node_id,)), node, _Scope(), None, {})
        return tuple(self.faults)

    def graph(self, nodes: Mapping[str, Node], edges: Sequence[Edge], scope: _Scope) -> Copy:
        """Return one copy of a graph, in the order of the file."""
        copy = Copy()
        ids = {node_id: self._ids.make((*scope.path, node_id)) if scope.path else node_id for node_id in nodes}
        owners = Owners(nodes, copy.placed, scope.shared)
        made: dict[str, dict[str, Node]] = {}
        # Whoever shares is placed after those that own.
        for node_id in sorted(nodes, key=lambda each: nodes[each].shares is not None):
            node, at = nodes[node_id], _At(ids[node_id], (*scope.path, node_id))
            made_as = None if node.block is None else self._maker(at, node, owners.maker_of(node_id))
            if made_as is None:
                copy.placed[node_id] = Placed(at.node_id)
                made[node_id] = {at.node_id: self._layer(at, node, scope, owners.layer_of(node_id), ids)}
                if scope.path:
                    self.paths[at.node_id] = at.path
            else:
                is_trainable = scope.is_trainable and node.trainable
                inner = self._copies(at, made_as, scope, owners.copies_of(node_id), is_trainable=is_trainable)
                copy.placed[node_id], made[node_id] = inner.placed[node_id], inner.nodes
                copy.edges += inner.edges
        for node_id in nodes:
            copy.nodes |= made[node_id]
        copy.edges += self._edges(edges, copy, scope)
        return copy

    def _layer(self, at: _At, node: Node, scope: _Scope, shared: str | None, ids: Mapping[str, str]) -> Node:
        """Return a node that stays one node, as it stands in the flat graph."""
        if not scope.path and _is_plain(node):
            return node
        values = {
            name: measured
            for name, value in node.parameters.items()
            if (measured := self._value(at, name, value, scope)) is not None
        }
        changes: dict[str, object] = {}
        if any(name not in values or values[name].value is not value for name, value in node.parameters.items()):
            changes["parameters"] = MappingProxyType({name: measured.value for name, measured in values.items()})
        if not scope.is_trainable and node.trainable:
            changes["trainable"] = False
        if scope.path:
            # An owner that is not there keeps a name of its own: it must not become a node elsewhere.
            own = None if node.shares is None else ids.get(node.shares) or self._ids.make((*scope.path, node.shares))
            changes["shares"] = shared or own
        return node.model_copy(update=changes) if changes else node

    def _value(self, at: _At, name: str, value: Json, scope: _Scope) -> Measured | None:
        """Return what a parameter of a node is set to; None, and a fault, where it refers to what is not there."""
        try:
            measured = substituted(value, scope.values)
            if measured.value is not value:
                self._values_left -= measured.size
                if self._values_left < 0:
                    raise SubstitutionError("makes the graph too large to look at", "Make the values smaller.")
        except SubstitutionError as error:
            self._fault(at, "block/parameter", f"{name} {error}.", error.hint, parameter=name)
            return None
        return measured

    def _maker(self, at: _At, node: Node, made_as: Node | None) -> Node | None:
        """Return the node that an instance is made as; None where it stays as it is."""
        block = self._blocks.get(node.block or "")
        if block is None or made_as is None:
            return None  # told by the rules of types and of sharing
        if node.state == "bypassed":
            self._refuse_ports(at, node, block, "bypassed")
        if node.state is not None:
            return None
        if fault := self._fault_of(made_as, block):
            self._fault(at, *fault)
            return None
        return None if made_as.repeat > 1 and self._refuse_ports(at, node, block, "repeated") else made_as

    def _fault_of(self, node: Node, block: Block) -> tuple[str, str, str] | None:
        size, cycle = self._nesting.size_of(node), self._nesting.cycle or ()
        if node.block not in self._nesting.sizes:
            way = " → ".join((*cycle, *cycle[:1]))
            return "block/cycle", f"its block contains itself: {way}.", "Take one of these out of the other."
        if size.depth > MAX_DEPTH:
            message = f"blocks lie {size.depth} levels deep in each other here; {MAX_DEPTH} is the limit."
            return "block/too-deep", message, "Unpack some of them."
        if self._is_too_large:
            limits = f"all blocks together may stand for {MAX_EXPANDED_NODES:,} and {MAX_EXPANDED_EDGES:,}"
            message = f"it stands for {size.nodes:,} nodes and {size.edges:,} edges; {limits}."
            return "block/too-large", message, "Repeat blocks less often."
        named = [target for port in block.inputs for target in port.targets] + [port.source for port in block.outputs]
        missing = next((way for way in named if way.partition(".")[0] not in block.nodes), None)
        if missing is not None:
            message = f"a port of {node.block} leads to {missing}, and there is no such node in it."
            return "block/port", message, "Lead the port to a node of the block."
        return None

    def _refuse_ports(self, at: _At, node: Node, block: Block, purpose: str) -> bool:
        counts = len(block.inputs), len(block.outputs)
        if counts == (1, 1):
            return False
        message = (
            f"only a block of one input and one output can be {purpose}; {node.block} has {counts[0]} and {counts[1]}."
        )
        self._fault(at, "block/ports", message, "Change the ports of the block, or use it once and as it is.")
        return True

    def _copies(
        self,
        at: _At,
        node: Node,
        scope: _Scope,
        shared: tuple[Mapping[str, Placed], ...],
        *,
        is_trainable: bool,
    ) -> Copy:
        """Return the copies of a block that an instance stands for, in a row."""
        block = self._blocks[node.block or ""]
        values = self._parameters(at, block, node, scope)
        copies: list[Copy] = []
        for number in range(node.repeat):
            path = (*at.path, number + 1) if node.repeat > 1 else at.path
            again = shared[number] if number < len(shared) else None
            copies.append(self.graph(block.nodes, block.edges, _Scope(path, values, is_trainable, again)))
        row = Copy()
        for copy in copies:
            row.nodes |= copy.nodes
            row.edges += copy.edges
        for before, after in itertools.pairwise(copies):
            source = before.exit(block, 0)
            row.edges += [
                Edge(source=source, target=target) for target in after.entries(block, 0) if source is not None
            ]
        exits = {port.name: copies[-1].exit(block, rank) for rank, port in enumerate(block.outputs)}
        row.placed[str(at.path[-1])] = Placed(
            at.node_id,
            {port.name: tuple(copies[0].entries(block, rank)) for rank, port in enumerate(block.inputs)},
            {name: source for name, source in exits.items() if source is not None},
            tuple(copy.placed for copy in copies),
        )
        return row

    def _parameters(self, at: _At, block: Block, node: Node, scope: _Scope) -> Values:
        values = {name: substituted(parameter.default, {}) for name, parameter in block.parameters.items()}
        for name, value in node.parameters.items():
            if name in values:
                values[name] = self._value(at, name, value, scope) or values[name]
            elif scope.path:
                # At an instance of the document itself the rules of parameters say so, and have a cure.
                hint = close_matches(name, values).strip() or "Take it away."
                self._fault(at, "parameter/unknown", f"{node.block} has no parameter {name}.", hint, parameter=name)
        return values

    def _edges(self, edges: Sequence[Edge], copy: Copy, scope: _Scope) -> Iterator[Edge]:
        for edge in edges:
            source, target = edge.source_port, edge.target_port
            above, below = copy.placed.get(source.node), copy.placed.get(target.node)
            from_port = above.source(source.name) if above is not None else None
            to_ports = below.targets(target.name, target.index) if below is not None else ()
            is_kept = not scope.path and not (above and above.copies) and not (below and below.copies)
            if is_kept:
                yield edge
            elif from_port is not None and to_ports:
                yield from (Edge(source=from_port, target=each) for each in to_ports)
            elif scope.path:
                # In the document itself the rules of edges say so, and have a cure.
                at = _At(next(iter(copy.nodes), str(scope.path[0])), scope.path)
                end = edge.source if from_port is None else edge.target
                message = f"there is no {end}, which the edge from {edge.source} to {edge.target} asks for."
                self._fault(at, "edge/dangling", message, "Delete the edge in the block.")

    def _fault(self, at: _At, code: str, message: str, hint: str, *, parameter: str | None = None) -> None:
        way = written_way(at.path)
        self.faults.append(
            BlockFault(code=code, node=at.node_id, message=f"{way}: {message}", hint=hint, parameter=parameter)
        )


def _is_plain(node: Node) -> bool:
    """Tell whether a node refers to no parameter, seen at a glance."""
    return all(type(value) in SCALARS for value in node.parameters.values())
