"""The weights of a run as a file that other trainings start from."""

import filecmp
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from graphnn.document.atomic import replacing
from graphnn.errors import RunError
from graphnn.protocol.run_folder import RunFolder


def lay_beside(run: RunFolder, folder: Path) -> str:
    """Lay a copy of a run's model into a document's folder and return its name there; it stays if the run is deleted.

    Another file of that name stays too, and the copy gets a number.

    Raises:
        RunError: If the run has no model, or it cannot be copied.
    """
    model = run.model_file
    try:
        place = next(place for place in _places(run.name, folder) if not place.exists() or _is_copy(place, model))
        if not place.exists():
            with replacing(place) as beside:
                shutil.copyfile(model, beside)
    except OSError as error:
        raise RunError(f"{model}: cannot be laid beside the graph file: {error.strerror}.") from error
    return place.name


def _places(name: str, folder: Path) -> Iterator[Path]:
    for number in count(1):
        yield folder / f"{name}{'' if number == 1 else f'_{number}'}.keras"


def _is_copy(place: Path, model: Path) -> bool:
    return place.is_file() and filecmp.cmp(model, place, shallow=False)
