"""A trained run on data given apart: samples it has neither learned from nor been scored on."""

from dataclasses import replace
from pathlib import Path

from graphnn.document.model import Data, Document, FileSource
from graphnn.engine.data.opened import open_splits
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.errors import DataError
from graphnn.sources.describe import described


def scored_on(run: TrainedRun, path: Path) -> TrainedRun:
    """Return a run that is scored on another file of the kind it learned from: on the file's test split, else on all.

    Its columns hold what those of the run's own data do, and are filled and scaled by what was measured there.

    Raises:
        DataError: If the run learned from no file, or the other one does not hold what the network takes.
    """
    data = run.document.data
    if data is None or data.file is None:
        raise DataError(
            f"{path}: the run learned from {run.data_name}, which is no file of one's own. "
            "Only what learned from such a file is scored on another."
        )
    kind = next(kind for kind in FileSource.model_fields if getattr(data.file, kind) is not None)
    # Which arrays a file has to watch and to test on is its own matter, as is what it holds that was not learned from.
    without = {"validation": None, "test": None}
    used = {
        name: column.model_copy(update=without) for name, column in data.columns.items() if column.role != "ignored"
    }
    source = FileSource.model_validate({kind: path.name})
    other = _described(Data(source=source, columns=used, time=data.time, windows=data.windows), path.parent)
    columns = {
        name: column if name in used else column.model_copy(update={"role": "ignored"})
        for name, column in other.columns.items()
    }
    other = _described(other.model_copy(update={"columns": columns}), path.parent)
    other = other.model_copy(update={"validation": None})
    _, rows = open_splits(other, path.parent, seed=run.document.training.seed, is_prepared=False).scored
    return replace(run, apart=rows if run.prepare is None else rows.made_by(run.prepare))


def _described(data: Data, folder: Path) -> Data:
    found = described(Document(data=data), folder).data
    return data if found is None else found
