"""How much memory training a graph takes, and whether it may.

The estimate is made before anything is allocated, from shapes alone: parameters × (weights + gradients +
optimizer slots), the activations of one batch kept for the backward pass, and the data.
"""

import functools
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import keras

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.catalogue.load import load_catalogue
from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Configured, Document
from graphnn.engine.fault import format_sample_shape
from graphnn.engine.objects import make_optimizer
from graphnn.errors import RefusedError
from graphnn.protocol.quantities import size_in_words
from graphnn.protocol.report import GraphReport, NodeReport, TensorSpec

BYTES_PER_NUMBER = 4  # float32, Keras' default
SHARE_OF_AVAILABLE_MEMORY = 0.8
USUAL_SLOTS = 2  # as Adam has; stands in for those of an optimizer that cannot be made
_UNKNOWN_SIZE = 128  # stands in for an axis whose size is not known, such as the steps of a sequence


@dataclass(frozen=True, slots=True)
class TrainingMemory:
    """What training takes, in bytes, and which node takes most of it."""

    parameter_bytes: int
    """The weights alone."""

    weight_bytes: int
    """The weights with what training keeps for each."""

    activation_bytes: int
    data_bytes: int
    largest_node: str | None
    can_stream: bool = False
    """Whether the data may stay on the disk."""

    @property
    def total_bytes(self) -> int:
        """All of it."""
        return self.network_bytes + self.data_bytes

    @property
    def network_bytes(self) -> int:
        """All but the data."""
        return self.weight_bytes + self.activation_bytes

    def within(self, memory_bytes: int) -> bool:
        """Tell whether so much memory is enough, if need be with the data left on the disk."""
        return min(self.total_bytes, self.network_bytes if self.can_stream else self.total_bytes) <= memory_bytes


@dataclass(frozen=True, slots=True)
class Budget:
    """The memory that a graph may take.

    >>> Budget(memory_bytes=10**9).memory_bytes
    1000000000
    """

    memory_bytes: int

    def diagnose(self, memory: TrainingMemory, report: GraphReport) -> Diagnostic | None:
        """Return the fault of a graph that takes more than the budget, naming its largest node."""
        if memory.within(self.memory_bytes) or memory.largest_node is None:
            return None
        node = memory.largest_node
        count = report.nodes[node].parameter_count
        values = " and ".join(format_sample_shape(spec.shape) for spec in report.nodes[node].outputs.values())
        size = f"{count:,} parameters" if count else f"{values} values a sample"
        hint = f"Make {node} smaller, or lower the batch size."
        return self._over("Training would take", memory.total_bytes, node, size, hint)

    def _over(self, what: str, needed_bytes: int, node: str, size: str, hint: str) -> Diagnostic:
        return Diagnostic(
            code="graph/over-budget",
            nodes=(node,),
            message=(
                f"{what} {size_in_words(needed_bytes)} of memory, "
                f"{size_in_words(self.memory_bytes)} may be used; {node} is the largest with {size}."
            ),
            hint=hint,
        )


@dataclass(frozen=True, slots=True)
class WeightBudget(Budget):
    """The memory that a graph may take which is built, and not trained: that of its weights alone."""

    def diagnose(self, memory: TrainingMemory, report: GraphReport) -> Diagnostic | None:
        """Return the fault of a graph whose weights take more than the budget, naming the node with most of them."""
        if memory.parameter_bytes <= self.memory_bytes:
            return None
        node = max(report.nodes, key=lambda name: report.nodes[name].parameter_count)
        size = f"{report.nodes[node].parameter_count:,} parameters"
        return self._over("Its weights would take", memory.parameter_bytes, node, size, f"Make {node} smaller.")


def available_budget() -> Budget:
    """Return a budget of what this machine has to spare, `GRAPHNN_MEMORY_BYTES` if that is set."""
    return Budget(memory_bytes=_budgeted_bytes())


def available_weight_budget() -> WeightBudget:
    """Return the same for a graph that is built, and not trained."""
    return WeightBudget(memory_bytes=_budgeted_bytes())


def _budgeted_bytes() -> int:
    given = os.environ.get("GRAPHNN_MEMORY_BYTES", "")
    return int(given) if given.isdecimal() else int(_available_bytes() * SHARE_OF_AVAILABLE_MEMORY)


def training_memory(document: Document, nodes: Mapping[str, NodeReport], catalogue: Catalogue) -> TrainingMemory:
    """Return what training the graph takes; nodes of unknown shape count nothing."""
    copies = 2 + _optimizer_slots(document, catalogue)  # the weights, their gradients, the optimizer's slots
    batch = document.training.batch_size
    weights = {name: node.parameter_count * BYTES_PER_NUMBER * copies for name, node in nodes.items()}
    # Twice: the forward value, and its gradient on the way back.
    activations = {name: 2 * batch * sum(map(sample_bytes, node.outputs.values())) for name, node in nodes.items()}
    largest = max(nodes, key=lambda name: weights[name] + activations[name], default=None)
    return TrainingMemory(
        parameter_bytes=sum(weights.values()) // copies,
        weight_bytes=sum(weights.values()),
        activation_bytes=sum(activations.values()),
        data_bytes=_data_bytes(document, catalogue),
        largest_node=largest,
        can_stream=document.training.streaming is not False
        and document.data is not None
        and document.data.can_be_streamed,
    )


def sample_bytes(spec: TensorSpec) -> int:
    """Return what one sample of a tensor takes; an axis of unknown size is taken for a middling one."""
    return _sample_bytes(spec.shape)


@functools.lru_cache(maxsize=10_000)
def _sample_bytes(shape: tuple[int | None, ...]) -> int:
    return math.prod(_UNKNOWN_SIZE if size is None else size for size in shape[1:]) * BYTES_PER_NUMBER


def _optimizer_slots(document: Document, catalogue: Catalogue) -> int:
    """Return how many numbers the optimizer keeps per weight."""
    optimizer = document.training.optimizer
    if catalogue.find("optimizers", optimizer.type) is None:
        return USUAL_SLOTS
    return _slots_made(optimizer.model_dump_json())


@functools.lru_cache(maxsize=1000)
def _slots_made(configured: str) -> int:
    """Return the same for the JSON of an optimizer, asked of Keras by building it for one vector."""
    try:
        optimizer = make_optimizer(Configured.model_validate_json(configured), load_catalogue())
        # A real variable, since no optimizer builds inside a stateless scope; three numbers are cheap.
        optimizer.build([keras.Variable(shape=(3,), initializer="zeros")])
    except (RefusedError, TypeError, ValueError):  # Parameters Keras refuses are a diagnostic of their own.
        return USUAL_SLOTS
    return sum(tuple(variable.shape) == (3,) for variable in optimizer.variables)


def _data_bytes(document: Document, catalogue: Catalogue) -> int:
    data_set = catalogue.data_set(document.data)
    if data_set is None:
        return 0
    numbers = sum(math.prod(size or _UNKNOWN_SIZE for size in column.shape) for column in data_set.columns)
    return data_set.sample_count * numbers * BYTES_PER_NUMBER


def _available_bytes() -> int:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    return min([free, *_cgroup_limits()])


def _cgroup_limits() -> list[int]:
    limits = []
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            text = Path(path).read_text(encoding="ascii").strip()
        except OSError:
            continue
        if text.isdecimal():
            limits.append(int(text))
    return limits
