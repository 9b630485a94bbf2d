"""The folder of real data, beside the checkout or where GRAPHNN_DATA says; a user's clone may have neither."""

import os
from pathlib import Path

import pytest

BESIDE_THE_CHECKOUT = Path(__file__).parent.parent.parent / "shared" / "data"


def shared_file(name: str) -> Path:
    """Return a file of real data, or skip the test where there is none."""
    named = [Path(folder) for folder in os.environ.get("GRAPHNN_DATA", "").split(os.pathsep) if folder]
    found = next((folder / name for folder in (*named, BESIDE_THE_CHECKOUT) if (folder / name).is_file()), None)
    if found is None:
        pytest.skip(f"needs {name} in a folder of GRAPHNN_DATA or in ../shared/data")
    return found
