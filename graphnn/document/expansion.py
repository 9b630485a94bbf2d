"""What taking blocks apart gives: a flat graph, where its nodes come from, and why some blocks stayed whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphnn.document.model import Document
from graphnn.document.values import Path, empty_mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFault:
    """Why a node cannot be what its block says; `node` is its id in the flat graph."""

    code: str
    node: str
    message: str
    hint: str
    parameter: str | None = None


@dataclass(frozen=True, slots=True)
class Expansion:
    """A flat graph, which may be larger than a file may hold, and the way back to the document."""

    document: Document
    paths: Mapping[str, Path] = field(default_factory=empty_mapping)
    """For each node from inside a block: the instance, then inner ids, with numbers from 1 for repeats."""
    outputs: Mapping[str, Mapping[str, str]] = field(default_factory=empty_mapping)
    """For each expanded instance of the document: its outputs, and the ports of the flat graph they are."""
    faults: tuple[BlockFault, ...] = ()

    def home(self, node_id: str) -> str:
        """Return the node of the document that a node of the flat graph belongs to."""
        return str(self.paths[node_id][0]) if node_id in self.paths else node_id

    def way(self, node_id: str) -> tuple[str, ...]:
        """Return the ids that lead to a node of the flat graph; copies of a repeated block are told as one."""
        return tuple(step for step in self.paths.get(node_id, (node_id,)) if isinstance(step, str))

    def title(self, node_id: str) -> str:
        """Return what people call a node of the flat graph: its own id, or the way to it."""
        return written_way(self.paths[node_id]) if node_id in self.paths else node_id


def written_way(path: Path) -> str:
    """Return the way to a node inside a block as text.

    >>> written_way(("stage", 2, "conv"))
    'stage › 2 › conv'
    """
    return " › ".join(map(str, path))
