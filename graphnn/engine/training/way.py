"""In which way a run takes its steps: as they are, or compiled with XLA, and why.

XLA turns a step into machine code. It takes away what each operation costs beside its arithmetic, and brings some
of it together; but compiling takes a while, products of matrices then use one core, and convolutions are far slower.
So the choice weighs the steps ahead. It depends on the document alone, never on a clock: a resumed run and a repeated
one compute the same, bit for bit.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from graphnn.engine.training.work import Work

# Measured on two cores with TensorFlow 2.21, for dense and small recurrent networks:
SECONDS_AN_OPERATION = 0.3e-6
"""What an operation costs beside its arithmetic, which XLA saves."""

SECONDS_TO_COMPILE = 0.6
USUAL_OPERATIONS = 250
ARITHMETIC_PER_SECOND = 2e11
"""By how much arithmetic the second core is ahead, which XLA leaves idle."""

SECONDS_A_PARAMETER = 0.9e-9
"""What is saved of the update of a weight where its arithmetic is done in one go."""

SECONDS_TO_COMPILE_UPDATE = 0.4
MANY_PARAMETERS = 100_000

_SLOW = ("Conv", "Pool")
"""Parts of the names of operations that are slower with XLA on a CPU."""

_BY_PYTHON = "PyFunc"

JitCompile: TypeAlias = Literal["auto"] | bool
"""What the recipe says of XLA, in Keras' words."""


@dataclass(frozen=True, slots=True)
class Way:
    """How much of a step is compiled, and in words why."""

    compiled: Literal["nothing", "update", "step", "not traced"]
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


def expects_xla(jit_compile: JitCompile, *, is_supported: bool, step_count: int) -> bool:
    """Tell whether steps are likely to be compiled with XLA, before one of them is looked at.

    >>> expects_xla("auto", is_supported=True, step_count=9375)
    True
    """
    usual_gain = step_count * USUAL_OPERATIONS * SECONDS_AN_OPERATION
    return is_supported and (jit_compile is True or (jit_compile == "auto" and usual_gain >= SECONDS_TO_COMPILE))


def choose_way(
    work: Work, *, jit_compile: JitCompile, is_supported: bool, step_count: int, has_compiled_update: bool
) -> Way:
    """Return in which way to take steps.

    Args:
        work: What one of them takes.
        jit_compile: What the recipe says.
        is_supported: Whether every layer can be compiled, as Keras says.
        step_count: How many there are in the whole run.
        has_compiled_update: Whether the update of the weights is compiled in any case.
    """
    if jit_compile is False:
        return Way("nothing", "the recipe says to do without XLA")
    if not is_supported or work.has_text or any(_BY_PYTHON in kind for kind in work.kinds):
        return Way("nothing", "XLA cannot compile all of its layers")
    if jit_compile is True:
        return Way("step", "the recipe asks for it")
    is_slow = any(word in kind for kind in work.kinds for word in _SLOW)
    gain = work.operations * SECONDS_AN_OPERATION - work.arithmetic / ARITHMETIC_PER_SECOND
    if not is_slow and gain * step_count >= SECONDS_TO_COMPILE:
        return Way("step", f"{step_count:,} steps repay compiling")
    if has_compiled_update:
        return Way("update", f"{step_count:,} steps repay compiling it")
    if is_slow:
        return Way("nothing", "convolutions and pooling are slower with XLA")
    if gain <= 0:
        return Way("nothing", "its large products of matrices gain nothing by XLA")
    return Way("nothing", f"{step_count:,} {'step does' if step_count == 1 else 'steps do'} not repay compiling it")
