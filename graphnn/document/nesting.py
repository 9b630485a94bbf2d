"""Which block holds which: cycles, depth, and how large what they stand for is, all without expanding anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graphnn.document.model import Block, Document, Edge, Node
from graphnn.document.topology import find_cycle, topological_order

MAX_DEPTH = 32
MAX_EXPANDED_NODES = 20_000
MAX_EXPANDED_EDGES = 100_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many nodes and edges a block or an instance stands for, and how many blocks lie in each other there."""

    nodes: int
    edges: int
    depth: int


@dataclass(frozen=True, slots=True)
class Nesting:
    """What is known of the blocks of a document from who holds whom."""

    sizes: Mapping[str, Size]
    """By block; blocks that hold themselves, or hold one that does, have none."""
    cycle: tuple[str, ...] | None
    """Blocks that each hold the next, and the last the first."""

    def size_of(self, node: Node) -> Size:
        """Return how much a node stands for; a layer, or what is not expanded, stands for itself."""
        return _size_of(node, self.sizes)


def nesting(blocks: Mapping[str, Block]) -> Nesting:
    """Return which blocks hold themselves, and how much the others stand for."""
    if not blocks:
        return Nesting({}, None)
    holding = _holding(blocks)
    sizes: dict[str, Size] = {}
    for name in topological_order(holding):
        if all(inner in sizes or inner not in blocks for inner in held(blocks[name])):
            sizes[name] = _block_size(blocks[name], sizes)
    cycle = None if len(sizes) == len(blocks) else find_cycle(holding)
    return Nesting(MappingProxyType(sizes), None if cycle is None else tuple(reversed(cycle)))


def held(block: Block) -> tuple[str, ...]:
    """Return the blocks that stand inside a block, each once."""
    return tuple(dict.fromkeys(name for node in block.nodes.values() if (name := node.block) is not None))


def inner_first(blocks: Mapping[str, Block]) -> tuple[str, ...]:
    """Return the blocks, each after those it is made of; those that contain themselves come last."""
    return topological_order(_holding(blocks))


def _holding(blocks: Mapping[str, Block]) -> Document:
    """Return the graph of blocks in which each is fed by those it is made of."""
    edges = (Edge(source=inner, target=name) for name, block in blocks.items() for inner in held(block))
    return Document.model_construct(nodes={name: Node(type="block") for name in blocks}, edges=tuple(edges))


def _block_size(block: Block, sizes: Mapping[str, Size]) -> Size:
    inner = [_size_of(node, sizes) for node in block.nodes.values()]
    own = len(block.edges) + sum(len(port.targets) for port in block.inputs)
    depth = 1 + max((size.depth for size in inner), default=0)
    # One at least: to copy nothing takes time too, and blocks of nothing may be repeated in each other.
    return Size(max(1, sum(size.nodes for size in inner)), own + sum(size.edges for size in inner), depth)


def _size_of(node: Node, sizes: Mapping[str, Size]) -> Size:
    size = sizes.get(node.block or "")
    if size is None:
        return Size(1, 0, 0)
    return Size(node.repeat * size.nodes, node.repeat * size.edges, size.depth)
