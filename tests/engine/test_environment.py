"""What is said to TensorFlow and XLA by the environment."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graphnn.engine.environment import ENVIRONMENT, compiled_in_order

COMPILING_TWICE = """
import os
from graphnn.engine.environment import ENVIRONMENT, compiled_in_order
os.environ.update({**ENVIRONMENT, "TF_CPP_MIN_LOG_LEVEL": "0", "TF_CPP_VMODULE": "thunk_executor=6"})
import tensorflow as tf
tf.function(lambda x: x + 1, jit_compile=True)(tf.constant(1.0))
os.environ["XLA_FLAGS"] += f" --xla_dump_to={os.environ['DUMPED']}"
with compiled_in_order():
    tf.function(lambda x: tf.matmul(x, x), jit_compile=True)(tf.ones((64, 64)))
"""


@pytest.mark.parametrize("before", [None, "--xla_dump_to=elsewhere"])
def test_what_was_said_before_is_said_again(before: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XLA_FLAGS", raising=False)
    if before is not None:
        monkeypatch.setenv("XLA_FLAGS", before)

    with compiled_in_order():
        within = os.environ["XLA_FLAGS"]

    assert within.startswith(before or "")
    assert "--xla_disable_hlo_passes=cpu-parallel-task-assigner" in within
    assert os.environ.get("XLA_FLAGS") == before


def test_xla_hears_what_is_said_after_it_has_begun(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    command = [sys.executable, "-c", COMPILING_TWICE]
    environment["DUMPED"] = str(tmp_path)
    done = subprocess.run(command, check=True, timeout=120, env=environment, capture_output=True, text=True)

    (options,) = (file.read_text() for file in tmp_path.glob("*debug_options"))
    assert 'xla_disable_hlo_passes: "cpu-parallel-task-assigner"' in options
    assert "xla_cpu_enable_concurrency_optimized_scheduler: false" in options
    assert re.search(r'key: "xla_llvm_ir_gemm_tile_size"\s+value: "8:4:1\*vectwidth"', options)
    # Of a product by YNNPACK, which may be handed to another thread, the log would say "ynn-fusion".
    assert set(re.findall("op_name=MatMul[^,]*, kind=([a-z-]+)", done.stderr)) == {"dot"}
