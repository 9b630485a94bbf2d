import os
from pathlib import Path

from graphnn.protocol.run_checkpoints import checkpoints, newest_weights
from graphnn.protocol.run_folder import RunFolder


def write(path: Path, second: int) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"weights")
    os.utime(path, (second, second))
    return path


def test_a_run_is_seen_by_its_last_whole_checkpoint_until_it_has_a_model(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    assert newest_weights(folder) is None

    first, second = (write(folder.checkpoint_folder / f"{number:06}.npz", number) for number in (1, 2))
    write(folder.checkpoint_folder / ".000003.npz", 3)  # being written
    assert checkpoints(folder) == [first, second]
    assert newest_weights(folder) == (second, 2 * 10**9)

    model = write(folder.model_file, 1)  # in a copy of the folder the times are any
    assert newest_weights(folder) == (model, 10**9)


def test_a_run_that_trains_on_is_seen_by_the_checkpoint_after_its_model(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    model, checkpoint = write(folder.model_file, 1), folder.checkpoint_folder / "000001.npz"
    with folder.lock():
        assert newest_weights(folder) == (model, 10**9)
        write(checkpoint, 2)
        assert newest_weights(folder) == (checkpoint, 2 * 10**9)
