"""What the environment of an engine process says to TensorFlow, before it is imported, and to XLA later."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

ENVIRONMENT: Mapping[str, str] = {
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # Several processes share a GPU: the stand-by, runs, the one that answers. Each takes what it needs, not all.
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    # Compiled steps are of microseconds: on a busy machine each would wait ten times as long for a second thread.
    # And a step is compiled while someone waits: LLVM's first level takes a third less, and its code is as fast.
    # And it writes out small products by tiles, of 11 by 9 by default: of 8 by 4 a step of mnist_dropout is compiled in
    # three quarters of the time, of which two such products took a third, and takes as long.
    # What is said here is read again whenever something is compiled, see `compiled_in_order`.
    "XLA_FLAGS": (
        "--xla_cpu_multi_thread_eigen=false --xla_backend_optimization_level=1 "
        "--xla_backend_extra_options=xla_llvm_ir_gemm_tile_size=8:4:1*vectwidth --xla_flags_reset=true"
    ),
}
"""By name; what a person has set stays as it is."""

_IN_ORDER = "--xla_cpu_enable_concurrency_optimized_scheduler=false --xla_disable_hlo_passes=cpu-parallel-task-assigner"
_WITHOUT_YNNPACK = "--xla_cpu_experimental_ynn_fusion_type="


@contextmanager
def compiled_in_order(*, keeps_ynnpack: bool = False) -> Iterator[None]:
    """Have XLA share out little of what it compiles within between cores, which is faster where operations are short.

    Waking a thread takes longer than the update of 40,000 weights by Adam, 11 µs, which takes 23 in two parts. Where a
    person has set flags without `--xla_flags_reset`, XLA goes by those.

    Args:
        keeps_ynnpack: Whether products may be computed by YNNPACK. It is the faster library, by a third of a step
            of LSTM(64). But its products might block, so XLA hands each to another thread while anything else can be
            done: in a small step three times 8 µs, and data then lie in the other core's cache.
    """
    before = os.environ.get("XLA_FLAGS")
    flags = _IN_ORDER if keeps_ynnpack else f"{_IN_ORDER} {_WITHOUT_YNNPACK}"
    os.environ["XLA_FLAGS"] = f"{before or ''} {flags}"
    try:
        yield
    finally:
        if before is None:
            del os.environ["XLA_FLAGS"]
        else:
            os.environ["XLA_FLAGS"] = before
