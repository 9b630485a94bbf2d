"""What the engine found out about a graph: shapes, parameter counts and faults."""

from types import MappingProxyType

from pydantic import Field

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.document.entities import changes, merged
from graphnn.document.values import Frozen, FrozenMapping, empty_mapping


class TensorSpec(Frozen):
    """A tensor's shape, batch axis first (None = unknown size), and dtype."""

    shape: tuple[int | None, ...]
    dtype: str


class NodeReport(Frozen):
    """What is known of one node that could be inferred; a node at fault, or below one, has no report.

    `parameter_count` is 0 where the node shares another's layer: the weights count once, at their owner.
    """

    inputs: tuple[TensorSpec, ...] = ()
    outputs: FrozenMapping[TensorSpec] = Field(default_factory=empty_mapping)
    parameter_count: int = 0
    trainable_parameter_count: int = 0


class GraphReport(Frozen):
    """The outcome of one walk over the graph."""

    nodes: FrozenMapping[NodeReport] = Field(default_factory=empty_mapping)
    diagnostics: tuple[Diagnostic, ...] = ()
    inside: FrozenMapping[NodeReport] = Field(
        default_factory=empty_mapping,
        description="nodes inside blocks by the way to them, as 'stage/conv'; of a repeated block, the first copy",
    )
    left_out: tuple[str, ...] = Field(default=(), description="nodes with a report whose layer is no part of the model")
    memory_bytes: int = Field(default=0, description="estimate for training: weights, gradients, slots, activations")

    @property
    def parameter_count(self) -> int:
        """Parameters of the whole model, trainable or not."""
        return sum(node.parameter_count for name, node in self.nodes.items() if name not in self.left_out)

    @property
    def trainable_parameter_count(self) -> int:
        """Parameters that training changes."""
        return sum(node.trainable_parameter_count for name, node in self.nodes.items() if name not in self.left_out)

    @property
    def is_valid(self) -> bool:
        """Whether the graph can be built: it has no error, warnings aside."""
        return not any(diagnostic.is_error for diagnostic in self.diagnostics)


class ReportChange(Frozen):
    """What differs in a report from an earlier one: reports of nodes by id, null where one has none any more."""

    nodes: FrozenMapping[NodeReport | None] = Field(default_factory=empty_mapping)
    inside: FrozenMapping[NodeReport | None] = Field(default_factory=empty_mapping)
    diagnostics: tuple[Diagnostic, ...]
    left_out: tuple[str, ...]
    memory_bytes: int


def change_of(old: GraphReport, new: GraphReport) -> ReportChange:
    """Return what `changed` makes the new report of the old one with.

    >>> list(change_of(GraphReport(), GraphReport(nodes={"hidden": NodeReport()})).nodes)
    ['hidden']
    """
    return ReportChange(
        nodes=changes(old.nodes, new.nodes),
        inside=changes(old.inside, new.inside),
        diagnostics=new.diagnostics,
        left_out=new.left_out,
        memory_bytes=new.memory_bytes,
    )


def changed(old: GraphReport, change: ReportChange) -> GraphReport:
    """Return the report that a change makes of an old one."""
    return GraphReport.model_construct(
        nodes=MappingProxyType(merged(old.nodes, change.nodes)),
        inside=MappingProxyType(merged(old.inside, change.inside)),
        diagnostics=change.diagnostics,
        left_out=change.left_out,
        memory_bytes=change.memory_bytes,
    )
