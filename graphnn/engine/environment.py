"""What the environment of an engine process says to TensorFlow, before it is imported."""

from collections.abc import Mapping

ENVIRONMENT: Mapping[str, str] = {
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # Compiled steps are of microseconds: on a busy machine each would wait ten times as long for a second thread.
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}
"""By name; what a person has set stays as it is."""
