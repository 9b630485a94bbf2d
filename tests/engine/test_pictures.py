import base64
import io

import numpy as np
import pytest
from PIL import Image

from graphnn.document.model import Data
from graphnn.engine.data.load import load_data_set
from graphnn.engine.pictures import sample_pictures
from graphnn.errors import DataError


def pixels(url: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))))


def test_the_pictures_are_the_first_samples_pixel_by_pixel() -> None:
    pictures = sample_pictures(Data(source="mnist"), "image", 4)
    images = load_data_set(Data(source="mnist")).train.columns["image"]

    assert [pixels(picture).tolist() for picture in pictures] == images[:4].tolist()


def test_values_of_another_range_are_brought_to_that_of_a_picture() -> None:
    (picture,) = sample_pictures(Data(source="digits"), "image", 1)
    image = load_data_set(Data(source="digits")).train.columns["image"][0]

    assert pixels(picture).shape == (8, 8)
    np.testing.assert_allclose(pixels(picture) / 255, image / 16, atol=1 / 255)


@pytest.mark.parametrize(
    ("source", "column", "message"),
    [
        ("iris", "features", "features of iris holds no pictures"),
        ("function", "y", "y of function holds no pictures"),
        ("iris", "image", "iris has no column image. It has features, "),
    ],
)
def test_a_column_without_pictures_is_refused(source: str, column: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        sample_pictures(Data(source=source), column, 1)
