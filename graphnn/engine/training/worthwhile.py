"""The loop over the training samples traced, and of it compiled with XLA what is worth it."""

import math
import sys
from collections.abc import Callable
from contextlib import ExitStack, nullcontext

import keras

from graphnn.document.model import Document
from graphnn.engine.environment import compiled_in_order
from graphnn.engine.training.compilation import (
    XLA_ERRORS,
    CompiledUpdate,
    draws_by,
    is_slow_with_xla,
    supports_xla,
)
from graphnn.engine.training.halves import Halves, has_halves, most_arithmetic
from graphnn.engine.training.loop import EpochLoop, EpochMetrics
from graphnn.engine.training.products import narrow_products
from graphnn.engine.training.way import (
    JitCompile,
    Way,
    are_halves_large,
    choose_halves,
    choose_way,
    compiles_update,
    expects_xla,
    is_fast_in_order,
)
from graphnn.engine.training.work import Work, work_of_loop

MOST_PARAMETERS_AHEAD = 5_000_000
"""Of so many weights at most the update is compiled and a look rehearsed ahead, which needs room for them once more."""


def compile_worthwhile(
    model: keras.Model,
    loop: EpochLoop,
    document: Document,
    *,
    metrics: Callable[[], EpochMetrics],
    rest: Callable[[], None],
    looks: Callable[[], None],
) -> Way:
    """Trace the loop over the training samples, compile of it what is worth it, and return in which way it is.

    Args:
        model: What learns.
        loop: The loop over the training samples.
        document: Says how many steps there are, and what is wanted of XLA.
        metrics: Makes what reads the metrics, which is done beside what leaves Python free.
        rest: Traces what is not needed before the first epoch ends, which is done beside what takes long.
        looks: Rehearses the looks inside, likewise.
    """
    recipe = document.training
    step_count = recipe.epochs * loop.step_count
    parameter_count = sum(math.prod(variable.shape) for variable in model.trainable_variables)

    def rest_and_looks() -> None:
        rest()
        if parameter_count <= MOST_PARAMETERS_AHEAD:
            looks()

    by_halves = _by_halves(model, loop, recipe.jit_compile, step_count=step_count, rest=rest_and_looks)
    if by_halves is not None:
        return by_halves
    has_compiled_update = compiles_update(
        recipe.jit_compile, precision=recipe.precision, parameter_count=parameter_count, step_count=step_count
    )
    is_supported = supports_xla(model)
    expects = expects_xla(
        recipe.jit_compile,
        is_supported=is_supported,
        is_slow=is_slow_with_xla(model),
        step_count=step_count,
        parameter_count=has_compiled_update * parameter_count,
    )
    update = CompiledUpdate(model) if has_compiled_update else None

    def traced(*, for_xla: bool) -> Work:
        with ExitStack() as made_fit:
            made_fit.enter_context(draws_by("threefry" if for_xla else "philox"))
            if for_xla and not loop.is_on_gpu:
                made_fit.enter_context(narrow_products())
            if update is not None:
                made_fit.enter_context(update.standing_in())
            return work_of_loop(loop.trace())

    with ExitStack() as beside:
        if update is not None and not expects and parameter_count <= MOST_PARAMETERS_AHEAD:
            beside.enter_context(update.compiled_beside())
        work = traced(for_xla=expects)
        way = choose_way(
            work,
            jit_compile=recipe.jit_compile,
            is_supported=is_supported,
            step_count=step_count,
            parameter_count=parameter_count,
            has_compiled_update=has_compiled_update,
        )
        has_step = way.compiled == "step"
        if work.has_draws and has_step != expects:
            traced(for_xla=has_step)
        if not has_step:
            loop.make_ready(lambda: metrics().values())
            return way
        try:
            with compiled_in_order() if is_fast_in_order(work) else nullcontext():
                # XLA is tried by no step, which might put back a generator while a layer that draws is looked at.
                loop.compile(rest if work.has_draws else rest_and_looks)
        except XLA_ERRORS as error:
            print(f"XLA: {error}", file=sys.stderr)  # The run's log keeps the whole of it.
            if work.has_draws:
                traced(for_xla=False)
            return Way("update" if has_compiled_update else "nothing", "XLA cannot compile one of its operations")
    return way


def _by_halves(
    model: keras.Model, loop: EpochLoop, jit_compile: JitCompile, *, step_count: int, rest: Callable[[], None]
) -> Way | None:
    """Trace the loop by halves of a batch and compile them, if that is the best; else return None."""
    if jit_compile != "auto" or loop.is_on_gpu or not has_halves(model, loop.batch_size):
        return None
    size = loop.batch_size // 2
    if not are_halves_large(most_arithmetic(model, size)):
        return None  # Known before a half is traced, which takes a while.
    halves = Halves(model, loop.first_samples(size))
    way = choose_halves(halves.work, step_count=step_count) if halves.are_apart else None
    if way is None:
        return None
    update = CompiledUpdate(model)
    try:
        with compiled_in_order(keeps_ynnpack=True), halves.compiled_beside(), update.compiled_beside():
            with update.standing_in():
                loop.trace(halves.step)
            rest()
    except XLA_ERRORS as error:
        print(f"XLA: {error}", file=sys.stderr)  # The run's log keeps the whole of it.
        return None
    loop.make_ready()
    return way
