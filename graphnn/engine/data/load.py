"""From the source that a document names to its samples."""

from pathlib import Path

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Data
from graphnn.engine.data.collected import load_housing, load_pictures, load_reviews
from graphnn.engine.data.generated import draw_function, draw_plane
from graphnn.engine.data.model import DataSet
from graphnn.engine.data.own import load_own
from graphnn.engine.data.parameters import parameter_values
from graphnn.engine.data.scikit_learn import load_from_scikit_learn
from graphnn.engine.data.sources import Sources, sources_of_this_machine
from graphnn.engine.data.texts import load_texts
from graphnn.errors import DataError


def load_data_set(
    data: Data, *, folder: Path | None = None, path: Path | None = None, sources: Sources | None = None
) -> DataSet:
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
    data_sets = load_catalogue().data_sets
    data_set_type = data_sets.get(data.source)
    if data_set_type is None:
        raise DataError(f"data.source: there is no data set {data.source}. Choose one of {', '.join(data_sets)}.")
    parameters = parameter_values(data, data_set_type)
    if data_set_type.implementation is not None:
        # Its implementation may need Keras, which takes seconds to import, and the other data sets do without.
        from graphnn.engine.data.from_plugin import load_from_plugin

        return load_from_plugin(data_set_type, parameters)
    sources = sources or sources_of_this_machine()
    match data_set_type.name:
        case "mnist" | "fashion_mnist" | "cifar10":
            return load_pictures(data_set_type, path=path, sources=sources)
        case "california_housing":
            return load_housing(data_set_type, path=path, sources=sources)
        case "imdb":
            return load_reviews(data_set_type, **parameters, sources=sources)
        case "movie_reviews":
            return load_texts(data_set_type, path=path, sources=sources)
        case "function":
            return draw_function(**parameters)
        case "plane":
            return draw_plane(**parameters)
        case _:
            return load_from_scikit_learn(data_set_type)
