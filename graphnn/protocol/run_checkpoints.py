"""The checkpoints of a run, as files: by the newest one sees how far a network has come that still trains."""

from pathlib import Path

from graphnn.protocol.run_folder import RunFolder


def checkpoints(folder: RunFolder) -> list[Path]:
    """Return the whole checkpoints there are, oldest first."""
    return sorted(path for path in folder.checkpoint_folder.glob("*.npz") if path.stem.isdecimal())


def newest_weights(folder: RunFolder) -> tuple[Path, int] | None:
    """Return the file with the newest weights, and when it was written (nanoseconds); None where there is none yet.

    That is the model of a run that has ended, and the last checkpoint of one that trains, or trains on, or is paused.
    """
    if (ended := _written(folder.model_file)) and not folder.is_running():
        return folder.model_file, ended  # Whenever: a copy of a folder does not keep the times.
    written = {path: time for path in (*checkpoints(folder)[-1:], folder.model_file) if (time := _written(path))}
    return max(written.items(), key=lambda item: item[1], default=None)


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # It is not there, or a newer one has taken its place just now.
        return 0
