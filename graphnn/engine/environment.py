"""What the environment of an engine process says to TensorFlow, before it is imported."""

from collections.abc import Mapping

ENVIRONMENT: Mapping[str, str] = {
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # Several processes share a GPU: the stand-by, runs, the one that answers. Each takes what it needs, not all.
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    # Compiled steps are of microseconds: on a busy machine each would wait ten times as long for a second thread.
    # And a step is compiled while someone waits: LLVM's first level takes a third less, and its code is as fast.
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false --xla_backend_optimization_level=1",
}
"""By name; what a person has set stays as it is."""
