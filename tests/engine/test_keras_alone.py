import os
import subprocess
import sys

import pytest

LOADED = """
import sys
from graphnn.engine.keras_alone import import_keras_alone
import_keras_alone()
import graphnn.engine.{module}
print(*sorted({{"keras", "matplotlib", "pandas", "sklearn"}} & set(sys.modules)))
import matplotlib.pyplot, pandas, sklearn.metrics
"""


@pytest.mark.parametrize("module", ["run_process", "serve", "conversion_process"])
def test_an_engine_process_starts_without_what_keras_imports_for_others_and_may_import_it_later(module: str) -> None:
    command = [sys.executable, "-c", LOADED.format(module=module)]
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow"}
    done = subprocess.run(command, check=True, timeout=120, env=environment, capture_output=True, text=True)

    assert done.stdout.split() == ["keras"]
