"""The process that reads the weights another network is to start from: reads one job, does it, answers, and ends.

It imports neither Keras nor TensorFlow, so it takes half a second where an import takes seven.
"""

from pathlib import Path
from typing import TextIO

from graphnn.catalogue.load import load_catalogue
from graphnn.engine.importing.kept_arrays import opened_arrays, write_copy
from graphnn.engine.importing.model_file import read_model_file
from graphnn.engine.one_job import answer_once, limit_resources
from graphnn.errors import ModelError
from graphnn.exchange.from_keras import convert
from graphnn.protocol.conversion import KeptLayer, ReadWeights, WeightsRead


def read_weights_once(jobs: TextIO, channel: TextIO) -> int:
    """Do the one job that is asked for; return 0 when done, 1 when it failed, 3 when refused."""
    job = ReadWeights.model_validate_json(jobs.readline())

    def work() -> WeightsRead:
        limit_resources()
        return read_weights(job)

    return answer_once(work, channel)


def read_weights(job: ReadWeights) -> WeightsRead:
    """Copy the arrays of a model file, and say which layers they are of.

    Raises:
        ModelError: If some of the model cannot be taken, or it is unsafe to read.
    """
    folder = Path(job.folder)
    read = read_model_file(Path(job.file), folder)
    if read.weights is None:
        raise ModelError(f"{Path(job.file).name}: has no weights. Name another file, or none.")
    if read.is_oldest:
        raise ModelError(f"{Path(job.file).name}: Keras 1 laid its weights out otherwise. Save it with a newer Keras.")
    converted = convert(read.config, load_catalogue(), name=Path(job.file).stem, vocabularies=read.vocabularies)
    with opened_arrays(read.weights, is_legacy=read.is_legacy) as kept:
        names = write_copy(kept, folder / "weights.npz")
    layers = tuple(
        KeptLayer(node_id=each.node_id, names=each.names, path=each.path, part=each.part) for each in converted.weights
    )
    return WeightsRead(layers=layers, is_legacy=read.is_legacy, arrays=names)
