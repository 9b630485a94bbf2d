from pathlib import Path

import pytest

from graphnn.document.model import Document
from graphnn.errors import RunError
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from graphnn.runs.start_weights import lay_beside


def run_with_model(tmp_path: Path, content: bytes = b"weights") -> RunFolder:
    run = create_run_folder(tmp_path / "runs", Document(), name="digits")
    run.model_file.write_bytes(content)
    return run


def test_the_weights_of_a_run_lie_beside_the_graph_once(tmp_path: Path) -> None:
    run = run_with_model(tmp_path)

    names = [lay_beside(run, tmp_path) for _ in range(2)]

    assert names == ["digits.keras", "digits.keras"]
    assert (tmp_path / "digits.keras").read_bytes() == b"weights"


def test_another_file_of_the_same_name_stays(tmp_path: Path) -> None:
    (tmp_path / "digits.keras").write_bytes(b"somebody else's")

    name = lay_beside(run_with_model(tmp_path), tmp_path)

    assert name == "digits_2.keras"
    assert (tmp_path / "digits.keras").read_bytes() == b"somebody else's"
    assert (tmp_path / name).read_bytes() == b"weights"


def test_a_run_without_a_model_is_refused(tmp_path: Path) -> None:
    run = create_run_folder(tmp_path / "runs", Document(), name="digits")

    with pytest.raises(RunError, match=r"model\.keras: cannot be laid beside the graph file: No such file"):
        lay_beside(run, tmp_path)

    assert not (tmp_path / "digits.keras").exists()
