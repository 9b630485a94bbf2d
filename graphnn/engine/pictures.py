"""Samples as small pictures for the cards on the canvas."""

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from graphnn.document.model import Data
from graphnn.engine.data.load import load_data_set
from graphnn.errors import DataError


def sample_pictures(data: Data, column: str, count: int, *, folder: Path | None = None) -> tuple[str, ...]:
    """Return the first training samples of an image column as PNG data URLs.

    Raises:
        DataError: If the column is missing or its samples are no pictures: (height, width), or with 1 or 3 channels.
    """
    columns = load_data_set(data, folder=folder).train.columns
    if column not in columns:
        raise DataError(f"{data.source_name} has no column {column}. It has {', '.join(columns)}.")
    values = columns[column][:count]
    is_picture = values.ndim == 3 or (values.ndim == 4 and values.shape[-1] in (1, 3))
    if not is_picture:
        raise DataError(f"{column} of {data.source_name} holds no pictures.")
    top = float(columns[column][:1000].max(initial=1.0))
    return tuple(_data_url(np.squeeze(picture), top) for picture in values)


def _data_url(picture: np.ndarray[Any, Any], top: float) -> str:
    grey = np.clip(picture.astype(np.float32) / top * 255, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(grey).save(file, format="PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
