"""The weights that a network starts from, where others have been learned before: those of a model file.

The file is read as one that is imported: nobody vouches for it, so another process opens it, which has limits, and
leaves plain arrays.
"""

import sys
import tempfile
from pathlib import Path

import keras

from graphnn.engine.data.sources import BUNDLED_FOLDER
from graphnn.engine.importing.kept_arrays import copied_arrays
from graphnn.engine.importing.weights import set_weights
from graphnn.errors import DataError, EngineError, ModelError, RefusedError
from graphnn.exchange.from_keras import WeightPlace
from graphnn.protocol.conversion import ReadWeights, WeightsRead
from graphnn.protocol.job_process import TIME_LIMIT_SECONDS, do_job

COMMAND = (sys.executable, "-m", "graphnn.engine", "weights")


def start_from(
    model: keras.Model,
    name: str,
    *,
    folder: Path | None,
    command: tuple[str, ...] = COMMAND,
    time_limit_seconds: float = TIME_LIMIT_SECONDS,
) -> tuple[str, ...]:
    """Give layers the weights that layers of the same names have in a model file; return these names.

    Args:
        model: The network as it is drawn by its seed.
        name: The file's path below the folder, or the name of one that comes with graphnn.
        folder: Where paths in the document start.
        command: What starts the process that opens the file.
        time_limit_seconds: How long that may take.

    Raises:
        DataError: If there is no such file, or none of its layers is in the network.
        ModelError: If it is unsafe to read, takes too long, or a layer's weights are of another shape.
    """
    file = _file(name, folder)
    with tempfile.TemporaryDirectory(prefix="graphnn-start-") as work:
        read = _read(name, ReadWeights(file=str(file), folder=work), command, time_limit_seconds)
        weighted = {layer.name for layer in model.layers if layer.weights}
        places = [
            WeightPlace(each.node_id, each.names, each.path, each.part)
            for each in read.layers
            if each.node_id in weighted
        ]
        if not places:
            raise DataError(
                f"training.weights: no layer of {name} is called as one of this network. "
                "Give the nodes that are to start from it the names of its layers."
            )
        with copied_arrays(read.arrays, Path(work) / "weights.npz", is_legacy=read.is_legacy) as kept:
            try:
                set_weights(model, places, kept)
            except ModelError as error:
                raise ModelError(f"training.weights: {error} Rename the node to start it afresh.") from error
    return tuple(place.node_id for place in places)


def _read(name: str, job: ReadWeights, command: tuple[str, ...], time_limit_seconds: float) -> WeightsRead:
    try:
        answer = do_job(job, command, time_limit_seconds=time_limit_seconds)
    except (RefusedError, EngineError) as error:
        raise ModelError(f"training.weights: {name} is not read. {error}") from error
    if not isinstance(answer, WeightsRead):
        raise EngineError(f"training.weights: the process that reads {name} answered with {answer.answer}.")
    return answer


def _file(name: str, folder: Path | None) -> Path:
    """Return the file of that name: in the document's folder, else bundled."""
    if folder is not None:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise DataError(f"training.weights: {name} leads out of the document's folder. Copy the file into it.")
        if file.is_file():
            return file
    bundled = BUNDLED_FOLDER / name
    if bundled.is_file() and bundled.parent == BUNDLED_FOLDER:
        return bundled
    raise DataError(f"training.weights: there is no file {name}. Put it beside the graph file, or take its name away.")
