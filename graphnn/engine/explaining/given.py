"""What a person gives a trained network to answer: rows by name, a text, a drawing, a file, or numbers by Input."""

from pathlib import Path

import numpy as np

from graphnn.document.values import thaw
from graphnn.engine.explaining.fitting import Given, fitting, input_values
from graphnn.engine.explaining.given_files import picture_input, read_file
from graphnn.engine.explaining.given_rows import from_rows, from_text, takes_encoded_rows, usual_row
from graphnn.engine.explaining.ink import from_drawing, picture_of
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.errors import DataError
from graphnn.protocol.explanation import Predict


def given(run: TrainedRun, request: Predict) -> Given:
    """Return the samples that a request gives.

    Raises:
        DataError: If they are missing, too many, or do not fit the network's Inputs.
    """
    if request.drawing is not None:
        node_id, style = picture_input(run, place="the drawing")
        drawn = from_drawing(picture_of(request.drawing), style)
        return fitting(run, {node_id: drawn[np.newaxis]}, place="the drawing")
    if request.sample is not None:
        return _sample(run, request.sample)
    if request.file is not None:
        return read_file(run, Path(request.file))
    if request.text is not None:
        return fitting(run, from_text(run, request.text, "the text"), place="the text")
    if request.rows:
        return fitting(run, from_rows(run, thaw(request.rows), "the row"), place="the row")
    values = {name: input_values(run, name, thaw(each.values)) for name, each in request.inputs.items()}
    return fitting(run, values, place="inputs")


def _sample(run: TrainedRun, sample: int) -> Given:
    if not run.has_data and takes_encoded_rows(run):
        begun = fitting(run, from_rows(run, [usual_row(run)], "the row"), place="the row")
        return Given(begun.inputs, (f"{run.data_name} is not here: this row is made up. Put in your own values.",))
    if sample >= run.samples.count:
        raise DataError(f"sample {sample + 1}: there are {run.samples.count:,} samples in the {run.split} set.")
    inputs = run.inputs_at([sample])
    return Given(inputs if isinstance(inputs, dict) else {next(iter(run.built.inputs)): inputs})
