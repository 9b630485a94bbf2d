"""What becomes of the nodes of a block when it is copied into a flat graph, and who shares whose copies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graphnn.document.model import DEFAULT_SOURCE_PORT, DEFAULT_TARGET_PORT, Block, Edge, Node, parse_port
from graphnn.document.values import empty_mapping


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of a node: one of the flat graph, or, where it has copies, those of a block with their ports."""

    node_id: str
    inputs: Mapping[str, Sequence[str]] = field(default_factory=empty_mapping)
    outputs: Mapping[str, str] = field(default_factory=empty_mapping)
    copies: tuple[Mapping[str, "Placed"], ...] = ()

    def targets(self, name: str, index: int | None) -> Sequence[str]:
        """Return the ports of the flat graph that one port of the node is; none if it has no such port."""
        if not self.copies:
            return [f"{self.node_id}.{name}" if index is None else f"{self.node_id}.{name}.{index}"]
        return self.inputs.get(name, ()) if index is None else ()

    def source(self, name: str) -> str | None:
        """Return the port of the flat graph that an output of the node is; None if it has no such output."""
        return self.outputs.get(name) if self.copies else f"{self.node_id}.{name}"


@dataclass(slots=True)
class Copy:
    """One copy of a graph: its nodes and edges in the flat graph, and what became of each of its own nodes."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    placed: dict[str, Placed] = field(default_factory=dict)

    def entries(self, block: Block, rank: int) -> Iterator[str]:
        """Yield the ports of the flat graph that one input of the block is, by its place in the list."""
        for target in block.inputs[rank].targets:
            port = parse_port(target, DEFAULT_TARGET_PORT)
            yield from self.placed[port.node].targets(port.name, port.index)

    def exit(self, block: Block, rank: int) -> str | None:
        """Return the port of the flat graph that one output of the block is; None if its node has no such port."""
        port = parse_port(block.outputs[rank].source, DEFAULT_SOURCE_PORT)
        return self.placed[port.node].source(port.name)


@dataclass(slots=True)
class Owners:
    """Who in one graph shares whose layers.

    A block that is muted or bypassed has no copies, so the first that shares them stands in for it.
    """

    nodes: Mapping[str, Node]
    placed: Mapping[str, Placed]
    shared: Mapping[str, Placed] | None
    """The copy of the same graph whose layers this one applies again."""
    stand_ins: dict[str, str] = field(default_factory=dict)

    def maker_of(self, node_id: str) -> Node | None:
        """Return the node that says what an instance is made as; None where it shares what cannot be shared."""
        node = self.nodes[node_id]
        if node.shares is None:
            return node
        owner = self.nodes.get(node.shares)
        if owner is None or owner.type != node.type or owner.shares is not None:
            return None
        has_none = owner.state is None and not self.placed[node.shares].copies
        return None if has_none else owner

    def copies_of(self, node_id: str) -> tuple[Mapping[str, Placed], ...]:
        """Return the copies whose layers an instance applies again; none where it has layers of its own."""
        owner = self.nodes[node_id].shares
        if owner is not None and self.nodes[owner].state is not None:
            owner = self.stand_ins.setdefault(owner, node_id)
        root = owner or node_id
        if self.shared is not None and root in self.shared:
            return self.shared[root].copies
        return () if root == node_id else self.placed[root].copies

    def layer_of(self, node_id: str) -> str | None:
        """Return the node of the copy that this one applies again whose layer a node shares, if there is one."""
        owner = self.nodes[node_id].shares
        root = owner if owner in self.nodes else node_id
        return None if self.shared is None or root not in self.shared else self.shared[str(root)].node_id
