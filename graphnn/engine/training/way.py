"""In which way a run takes its steps: as they are, or compiled with XLA, and why.

XLA turns a step into machine code. It takes away what each operation costs beside its arithmetic, and brings some of
it together; but compiling takes a while, large products within a recurrent layer lose by it, and convolutions are far
slower. So the choice weighs the steps ahead. It depends on the document alone, never on a clock: a resumed run and a
repeated one compute the same, bit for bit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from graphnn.engine.training.work import Work

# Measured on two cores with TensorFlow 2.21, for dense and recurrent networks:
SECONDS_AN_OPERATION = 0.3e-6
"""What an operation costs beside its arithmetic, which XLA saves."""

SECONDS_AN_OPERATION_IN_A_LOOP = 1e-6
"""The same within the loop of a recurrent layer: there TensorFlow passes on by name what it passes on by place else."""

SECONDS_TO_COMPILE = 0.6
USUAL_OPERATIONS = 250
ARITHMETIC_PER_SECOND = 2e11
"""How much arithmetic of such a loop takes a second longer with XLA, which shares the small products badly."""

SECONDS_A_PARAMETER = 0.9e-9
"""What is saved of the update of a weight where its arithmetic is done in one go."""

SECONDS_TO_COMPILE_UPDATE = 0.4
MANY_PARAMETERS = 100_000

SECONDS_TO_COMPILE_LOOPS = 2.0
"""What a step takes to compile that has recurrent layers."""

SECONDS_TO_COMPILE_HALF = 0.8
"""What the half of one takes, beside which the rest is traced."""

ARITHMETIC_OF_A_HALF = 2.5e7
"""From so much arithmetic in loops on, two halves of a batch on a core each are ahead of the whole on both."""

LARGEST_IN_ORDER = 100_000
"""So many numbers at most are computed sooner by one core than by two that have to find each other first."""

_SLOW = ("Conv", "Pool")
"""Parts of the names of layers and operations that are slower with XLA on a CPU."""

_BY_PYTHON = "PyFunc"

JitCompile: TypeAlias = Literal["auto"] | bool
"""What the recipe says of XLA, in Keras' words."""


@dataclass(frozen=True, slots=True)
class Way:
    """How much of a step is compiled, and in words why."""

    compiled: Literal["nothing", "update", "halves", "step", "not traced"]
    reason: str

    @property
    def words(self) -> str:
        """Say it for people."""
        match self.compiled:
            case "not traced":
                return f"step by step in Python: {self.reason}"
            case "nothing":
                return f"fast loop: {self.reason}"
            case "update":
                return f"fast loop, the update of the weights compiled with XLA: {self.reason}"
            case "halves":
                return f"fast loop, both halves of a batch at once, compiled with XLA: {self.reason}"
            case "step":
                return f"fast loop, compiled with XLA: {self.reason}"


def compiles_update(
    jit_compile: JitCompile, *, precision: str = "float32", parameter_count: int, step_count: int
) -> bool:
    """Tell whether the steps ahead repay compiling the update of the weights.

    >>> compiles_update("auto", parameter_count=407_050, step_count=2345)
    True
    >>> compiles_update("auto", parameter_count=407_050, step_count=469)
    False
    """
    # An optimizer for 16 bits scales the loss and skips steps that overflow, which XLA computes in full each time.
    if jit_compile != "auto" or precision == "mixed_float16" or parameter_count < MANY_PARAMETERS:
        return False
    return parameter_count * SECONDS_A_PARAMETER * step_count >= SECONDS_TO_COMPILE_UPDATE


def are_slow(names: Iterable[str]) -> bool:
    """Tell whether a layer or operation among these names is of a kind that is slower with XLA.

    >>> are_slow(["Dense", "MaxPooling2D"])
    True
    """
    return any(word in name for name in names for word in _SLOW)


def expects_xla(
    jit_compile: JitCompile, *, is_supported: bool, is_slow: bool = False, step_count: int, parameter_count: int = 0
) -> bool:
    """Tell whether steps are likely to be compiled with XLA, before one of them is looked at.

    >>> expects_xla("auto", is_supported=True, step_count=9375)
    True
    >>> expects_xla("auto", is_supported=True, step_count=2345, parameter_count=407_050)
    True
    """
    saved = USUAL_OPERATIONS * SECONDS_AN_OPERATION + parameter_count * SECONDS_A_PARAMETER
    is_repaid = jit_compile == "auto" and not is_slow and step_count * saved >= SECONDS_TO_COMPILE
    return is_supported and (jit_compile is True or is_repaid)


def is_fast_in_order(work: Work) -> bool:
    """Tell whether a step is compiled best to do one thing after the other, each on one core."""
    return work.largest <= LARGEST_IN_ORDER


def are_halves_large(arithmetic_in_loops: float) -> bool:
    """Tell whether there is so much arithmetic in the loops of a half that a core of its own repays it."""
    return arithmetic_in_loops >= ARITHMETIC_OF_A_HALF


def choose_halves(half: Work, *, step_count: int) -> Way | None:
    """Return the way by halves of a batch, where it is the best.

    Args:
        half: What one half takes.
        step_count: How many steps there are in the whole run.
    """
    is_large = are_halves_large(half.arithmetic_in_loops)
    is_repaid = half.operations_in_loops * SECONDS_AN_OPERATION_IN_A_LOOP * step_count >= SECONDS_TO_COMPILE_HALF
    return Way("halves", f"{step_count:,} steps repay compiling") if is_large and is_repaid else None


def choose_way(
    work: Work,
    *,
    jit_compile: JitCompile,
    is_supported: bool,
    step_count: int,
    parameter_count: int,
    has_compiled_update: bool,
) -> Way:
    """Return in which way to take steps.

    Args:
        work: What one of them takes.
        jit_compile: What the recipe says.
        is_supported: Whether every layer can be compiled, as Keras says.
        step_count: How many there are in the whole run.
        parameter_count: How many weights each of them updates.
        has_compiled_update: Whether the update of the weights is compiled in any case.
    """
    if jit_compile is False:
        return Way("nothing", "the recipe says to do without XLA")
    if not is_supported or work.has_text or any(_BY_PYTHON in kind for kind in work.kinds):
        return Way("nothing", "XLA cannot compile all of its layers")
    if jit_compile is True:
        return Way("step", "the recipe asks for it")
    is_slow = are_slow(work.kinds)
    gain = (
        (work.operations - work.operations_in_loops) * SECONDS_AN_OPERATION
        + work.operations_in_loops * SECONDS_AN_OPERATION_IN_A_LOOP
        - work.arithmetic_in_loops / ARITHMETIC_PER_SECOND
        + has_compiled_update * parameter_count * SECONDS_A_PARAMETER
    )
    compiling = SECONDS_TO_COMPILE_LOOPS if work.operations_in_loops else SECONDS_TO_COMPILE
    if not is_slow and gain * step_count >= compiling:
        return Way("step", f"{step_count:,} steps repay compiling")
    if has_compiled_update:
        return Way("update", f"{step_count:,} steps repay compiling it")
    if is_slow:
        return Way("nothing", "convolutions and pooling are slower with XLA")
    if gain <= 0:
        return Way("nothing", "the large products of its recurrent layers gain nothing by XLA")
    return Way("nothing", f"{step_count:,} {'step does' if step_count == 1 else 'steps do'} not repay compiling it")
