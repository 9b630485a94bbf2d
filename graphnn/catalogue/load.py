"""The catalogue of this installation, read from a file: Keras itself is never imported here.

The shipped `keras.json` was generated from one release of Keras and speaks for all of that minor version, which is
the one that graphnn is installed with.
"""

import functools
import json
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

from graphnn.catalogue.callbacks import CALLBACKS
from graphnn.catalogue.data_sets import DATA_SETS
from graphnn.catalogue.model import Catalogue
from graphnn.catalogue.plugins import find_plugins, with_plugins


@functools.cache
def load_catalogue() -> Catalogue:
    """Return what can be placed, chosen and learned from here.

    >>> load_catalogue().layers["Dense"].parameter("units").minimum
    1.0
    """
    return with_plugins(shipped_catalogue(), find_plugins())


def shipped_catalogue() -> Catalogue:
    """Return what comes with Keras and graphnn, without what plug-ins add."""
    shipped = resources.files("graphnn.catalogue").joinpath("keras.json").read_text(encoding="utf-8")
    catalogue = Catalogue.model_validate_json(shipped)
    return catalogue.model_copy(update={"callbacks": CALLBACKS, "data_sets": DATA_SETS})


@functools.cache
def excluded_layers() -> Mapping[str, str]:
    """Return the layers of Keras that no graph can hold, by name, each with the reason.

    >>> excluded_layers()["Lambda"]
    'runs Python code'
    """
    overlay = resources.files("graphnn.catalogue").joinpath("overlay.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(overlay)["excluded"]["layers"])
