"""How the pictures are that Inputs take: what is white in them, and where strokes on black lie."""

import numpy as np

from graphnn.engine.data.columns import column_values
from graphnn.engine.data.kept import KeptPictures
from graphnn.engine.data.model import AnySamples
from graphnn.engine.explaining.ink import style_of
from graphnn.engine.explaining.pictures import is_picture
from graphnn.engine.training.samples import Bindings

SAMPLES_MEASURED = 500


def pictures_of(samples: AnySamples, bindings: Bindings) -> dict[str, KeptPictures]:
    """Return how the pictures of each Input are that takes some, measured on the first of the samples."""
    first = samples.take(np.arange(min(samples.count, SAMPLES_MEASURED)))
    found = {}
    for node_id, node in bindings.inputs.items():
        values = column_values(first, node.parameters["column"])
        if values.dtype == object or not is_picture(values[0]):
            continue
        column = bindings.catalogue.bound_column(node, bindings.document.data)
        top = (column.maximum if column is not None else None) or float(values.max(initial=1.0))
        style = style_of(np.asarray(values), top=top)
        found[node_id] = KeptPictures(top=style.top, box=style.box)
    return found
