"""The catalogue of this installation, read from a file: Keras itself is never imported here.

The shipped `keras.json` speaks for the Keras it was generated from. Where another Keras is installed, the engine
leaves a catalogue of that one in the user's cache folder by `write_cache`; until it has, the shipped one serves.
"""

import functools
import json
import os
import tempfile
from collections.abc import Mapping
from importlib import metadata, resources
from pathlib import Path
from types import MappingProxyType

import platformdirs
from pydantic import ValidationError

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
    catalogue = read_catalogue(installed_keras_version(), platformdirs.user_cache_path("graphnn"))
    return with_plugins(catalogue, find_plugins())


def read_catalogue(keras_version: str | None, cache_folder: Path) -> Catalogue:
    """Return the catalogue of one version of Keras if there is one, else the shipped one."""
    shipped = resources.files("graphnn.catalogue").joinpath("keras.json").read_text(encoding="utf-8")
    catalogue = Catalogue.model_validate_json(shipped)
    if keras_version not in (None, catalogue.keras_version):
        catalogue = _read_cache(cache_path(str(keras_version), cache_folder)) or catalogue
    return catalogue.model_copy(update={"callbacks": CALLBACKS, "data_sets": DATA_SETS})


@functools.cache
def excluded_layers() -> Mapping[str, str]:
    """Return the layers of Keras that no graph can hold, by name, each with the reason.

    >>> excluded_layers()["Lambda"]
    'runs Python code'
    """
    overlay = resources.files("graphnn.catalogue").joinpath("overlay.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(overlay)["excluded"]["layers"])


def write_cache(catalogue: Catalogue, cache_folder: Path | None = None) -> Path:
    """Keep a catalogue for the next start, under the version of its Keras, and return where."""
    path = cache_path(catalogue.keras_version, cache_folder or platformdirs.user_cache_path("graphnn"))
    path.parent.mkdir(parents=True, exist_ok=True)
    text = catalogue.model_dump_json(exclude_defaults=True, exclude={"callbacks", "data_sets"})
    # Written aside and moved: two engines may write at once, and a reader must see one whole file.
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(unfinished, path)
    return path


def cache_path(keras_version: str, cache_folder: Path) -> Path:
    """Return where the catalogue of one version of Keras is kept."""
    return cache_folder / f"keras-{keras_version}.json"


def installed_keras_version() -> str | None:
    """Return the version of the Keras that is installed, without importing it; None if there is none."""
    try:
        return metadata.version("keras")
    except metadata.PackageNotFoundError:
        return None


def _read_cache(path: Path) -> Catalogue | None:
    try:
        return Catalogue.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        # No cache, or one of another graphnn: the shipped catalogue is the answer to both.
        return None
