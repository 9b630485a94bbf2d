"""From the source that a document names to its samples."""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Data
from graphnn.engine.data.collected import load_housing, load_pictures, load_reviews
from graphnn.engine.data.generated import draw_function, draw_plane
from graphnn.engine.data.generated_tasks import (
    draw_addition,
    draw_digit_pairs,
    draw_opinions,
    draw_shapes,
    draw_waves,
)
from graphnn.engine.data.model import DataSet, Samples
from graphnn.engine.data.own import load_own
from graphnn.engine.data.parameters import parameter_values
from graphnn.engine.data.scikit_learn import CARRIED, load_from_scikit_learn
from graphnn.engine.data.sources import Sources, find_file, sources_of_this_machine
from graphnn.engine.data.texts import load_texts
from graphnn.errors import DataError

_DRAWN: Mapping[str, Callable[..., DataSet[Samples]]] = {
    "function": draw_function,
    "plane": draw_plane,
    "waves": draw_waves,
    "addition": draw_addition,
    "opinions": draw_opinions,
    "digit_pairs": draw_digit_pairs,
    "shapes": draw_shapes,
}
"""Data sets that are made where they are wanted, by name."""


def load_data_set(
    data: Data, *, folder: Path | None = None, path: Path | None = None, sources: Sources | None = None
) -> DataSet[Samples]:
    """Return the samples of a data set, in the columns its catalogue entry lists; of a file of one's own, as it lies.

    Args:
        data: Names the data set and gives its parameters; its splits are for `split_data`.
        folder: Where paths in the document start, for a file of one's own.
        path: The file to read instead of searching for one, for data sets that come as a file.
        sources: Where to search for files; default: what this machine offers.
    Raises:
        DataError: If there is no such data set, a parameter does not fit, or its file cannot be had.

    >>> load_data_set(Data(source="function", parameters={"samples": 50})).train.count
    50
    """
    if not isinstance(data.source, str):
        return load_own(data, folder)
    if path is not None or sources is not None:
        return _load_named(data, path=path, sources=sources or sources_of_this_machine())
    without_splits = data.model_copy(update={"validation": None, "test": None})
    return _load_once(without_splits.model_dump_json(), sources_of_this_machine())


def load_ahead(data: Data) -> None:
    """Load a registered data set for whoever asks for it next, if it lies on this machine.

    Raises:
        DataError: If it cannot be read.
    """
    if isinstance(data.source, str) and _is_on_this_machine(data.source):
        load_data_set(data)


def _is_on_this_machine(name: str) -> bool:
    is_made_or_installed = name in _DRAWN or name in CARRIED
    return is_made_or_installed or find_file(f"{name}.npz", sources_of_this_machine()) is not None


# The last is kept: a process may be told of the data of its run before it is told of the run.
@functools.lru_cache(maxsize=1)
def _load_once(written: str, sources: Sources) -> DataSet[Samples]:
    return _load_named(Data.model_validate_json(written), path=None, sources=sources)


def _load_named(data: Data, *, path: Path | None, sources: Sources) -> DataSet[Samples]:
    data_sets = load_catalogue().data_sets
    data_set_type = data_sets.get(data.source_name)
    if data_set_type is None:
        raise DataError(f"data.source: there is no data set {data.source}. Choose one of {', '.join(data_sets)}.")
    parameters = parameter_values(data, data_set_type)
    if data_set_type.implementation is not None:
        # Its implementation may need Keras, which takes seconds to import, and the other data sets do without.
        from graphnn.engine.data.from_plugin import load_from_plugin

        return load_from_plugin(data_set_type, parameters)
    match data_set_type.name:
        case "mnist" | "fashion_mnist" | "cifar10":
            return load_pictures(data_set_type, path=path, sources=sources)
        case "california_housing":
            return load_housing(data_set_type, path=path, sources=sources)
        case "imdb":
            return load_reviews(data_set_type, **parameters, sources=sources)
        case "movie_reviews":
            return load_texts(data_set_type, path=path, sources=sources)
        case name if name in _DRAWN:
            return _DRAWN[name](**parameters)
        case _:
            return load_from_scikit_learn(data_set_type)
