"""What Keras raised at a node, with what reached it: the facts that faults are told in words from."""

from dataclasses import dataclass

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.inputs import TEXT_DTYPE
from graphnn.document.model import Document, Node
from graphnn.protocol.report import TensorSpec


@dataclass(frozen=True, slots=True)
class Fault:
    """What Keras raised, where, and what reached the node: the sources in order, with what they give."""

    text: str
    node_id: str
    document: Document
    sources: tuple[str, ...]
    inputs: tuple[TensorSpec, ...]

    @property
    def owner_id(self) -> str:
        """The node whose parameters count."""
        return self.document.nodes[self.node_id].shares or self.node_id

    @property
    def node(self) -> Node:
        """The node whose parameters count."""
        return self.document.nodes[self.owner_id]

    @property
    def place(self) -> str:
        """What messages call the node."""
        return f"{self.node_id} ({self.node.type})"

    @property
    def given(self) -> str:
        """What reaches the node, in words: "image gives 28 × 28"."""
        parts = [
            f"{source} gives {format_sample(spec)}" for source, spec in zip(self.sources, self.inputs, strict=False)
        ]
        return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))

    @property
    def port(self) -> str | None:
        """The port that what is wrong reaches; None where several are connected, and Keras does not say which."""
        names = {e.target_port.name for e in self.document.edges if e.target_port.node == self.node_id}
        return next(iter(names)) if len(names) == 1 else None

    def diagnose(self, code: str, message: str, hint: str, fix: Fix | None = None) -> Diagnostic:
        """Return the diagnostic of this node; what is wrong with a shape is wrong at a port."""
        port = self.port if code.startswith("shape/") else None
        return Diagnostic(code=code, nodes=(self.node_id,), port=port, message=message, hint=hint, fix=fix)


def format_sample(spec: TensorSpec) -> str:
    """Return what one sample is: its shape, and whether it is text.

    >>> format_sample(TensorSpec(shape=(None, 3), dtype="string"))
    '3 texts'
    """
    if spec.dtype != TEXT_DTYPE:
        return format_sample_shape(spec.shape)
    return "one text" if len(spec.shape) == 1 else f"{format_sample_shape(spec.shape)} texts"


def format_sample_shape(shape: tuple[int | None, ...]) -> str:
    """Return the shape of one sample, batch axis left out, as people write it.

    >>> format_sample_shape((None, 28, 28))
    '28 × 28'
    """
    return " × ".join("?" if size is None else f"{size}" for size in shape[1:]) or "one number"
