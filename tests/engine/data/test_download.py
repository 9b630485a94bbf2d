import gzip
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest

# In a process of its own: Keras reads where its cache is when it is imported.
SCRIPT = textwrap.dedent(
    """
    import json, sys
    from graphnn.engine.data.download import download_with_keras

    fashion = download_with_keras("fashion_mnist")
    try:
        download_with_keras("imdb")
    except OSError as error:
        reason = str(error)
    print(json.dumps({"labels": fashion["y_train"].tolist(), "shape": fashion["x_test"].shape, "reason": reason}))
    """
)


def write_cached_fashion(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, count in (("train", 3), ("t10k", 2)):
        images, labels = np.zeros((count, 28, 28), dtype=np.uint8), np.arange(count, dtype=np.uint8)
        for kind, values, header in (("images-idx3", images, 16), ("labels-idx1", labels, 8)):
            with gzip.open(folder / f"{name}-{kind}-ubyte.gz", "wb") as file:
                file.write(bytes(header) + values.tobytes())


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What Keras gives with a cache that has one data set, and a network on which nobody answers."""
    home = tmp_path_factory.mktemp("keras")
    write_cached_fashion(home / "datasets" / "fashion-mnist")
    nobody = "http://127.0.0.1:9"  # the discard port: connections are refused
    environment = {**os.environ, "KERAS_HOME": str(home), "https_proxy": nobody, "HTTPS_PROXY": nobody}
    process = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    # All of stdout is this one line: Keras' own words about downloading have gone elsewhere.
    return json.loads(process.stdout)


def test_what_keras_has_in_its_cache_needs_no_network(answer: Any) -> None:
    assert answer["labels"] == [0, 1, 2]
    assert answer["shape"] == [2, 28, 28]


def test_a_download_that_fails_gives_the_reason_alone(answer: Any) -> None:
    assert "refused" in answer["reason"]
    assert "http" not in answer["reason"]
