"""What there is to see of a document's data before anything is trained; the last data set stays open."""

from collections.abc import Iterator
from pathlib import Path

from graphnn.catalogue.model import Catalogue
from graphnn.engine.data.opened import AnySplits, open_splits
from graphnn.engine.explaining.data_figures import data_figures
from graphnn.engine.explaining.preprocessing import preprocessing_figures
from graphnn.errors import DataError
from graphnn.protocol.explanation import ShowData
from graphnn.protocol.figures import Figure
from graphnn.sources.describe import file_stamp


class DataBook:
    """Answers what is asked about data."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._open: tuple[str, AnySplits] | None = None

    def figures(self, request: ShowData) -> tuple[Figure, ...]:
        """Return the figures of a document's data.

        Raises:
            DataError: If it names none, or it cannot be had.
        """
        return tuple(self._figures(request))

    def _figures(self, request: ShowData) -> Iterator[Figure]:
        data_set = self._catalogue.data_set(request.document.data)
        if data_set is None:
            raise DataError("There is no data to look at. Choose a data set, or drop a CSV file on the page.")
        splits = self._splits(request)
        yield from data_figures(data_set, splits, drawn=request.drawn, x=request.x, y=request.y)
        yield from preprocessing_figures(request.document, self._catalogue, splits)

    def _splits(self, request: ShowData) -> AnySplits:
        data, seed = request.document.data, request.document.training.seed
        if data is None:
            raise DataError("There is no data to look at. Choose a data set.")
        folder = None if request.folder is None else Path(request.folder)
        stamp = None if data.file is None or folder is None else file_stamp(data.file, folder)
        key = f"{data.model_dump_json()} {folder} {stamp} {seed}"
        if self._open is None or self._open[0] != key:
            self._open = None  # Before the next is loaded, so that not both are in memory.
            self._open = key, open_splits(data, folder, seed=seed)
        return self._open[1]
