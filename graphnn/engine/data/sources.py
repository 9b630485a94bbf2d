"""Where the files of data sets are looked for, in this order.

    a path that was given → bundled with graphnn → the folders of GRAPHNN_DATA → Keras' cache or its download

The first that has the file counts; a damaged file there is an error, not a reason to look further.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from graphnn.engine.data.download import KERAS_CACHE, download_with_keras
from graphnn.engine.data.model import Array
from graphnn.engine.data.npz import ArraySpec, read_npz
from graphnn.errors import DataError
from graphnn.sources.opening import SEARCH_PATH_VARIABLE, data_folders

BUNDLED_FOLDER = Path(__file__).parent / "bundled"

Arrays: TypeAlias = dict[str, Array]


@dataclass(frozen=True, slots=True)
class Sources:
    """What may be searched beyond the bundled files: folders, then a download that raises OSError if it fails."""

    folders: tuple[Path, ...] = ()
    download: Callable[[str], Arrays] = download_with_keras


def sources_of_this_machine() -> Sources:
    """Return the folders that GRAPHNN_DATA names, separated as in PATH, and Keras' cache and download."""
    return Sources(data_folders())


def read_first(name: str, specs: Mapping[str, ArraySpec], *, path: Path | None, sources: Sources) -> Arrays | None:
    """Return the arrays of the first `<name>.npz` there is: at the path if one is given, else bundled or in a folder.

    Raises:
        DataError: If the path names no file, or the file is not that of the data set.
    """
    if path is not None:
        return read_npz(path, specs)
    found = find_file(f"{name}.npz", sources)
    return None if found is None else read_npz(found, specs)


def find_file(file_name: str, sources: Sources) -> Path | None:
    """Return the first file of that name: bundled, or in one of the folders."""
    files = [folder / file_name for folder in (BUNDLED_FOLDER, *sources.folders)]
    return next((file for file in files if file.is_file()), None)


def missing_file(name: str, file_name: str, sources: Sources) -> DataError:
    """Return what to raise for a data set that nobody offers for download and that is on no folder searched."""
    folders = os.pathsep.join(map(str, sources.folders)) or "not set"
    return DataError(
        f"{name}: not on this machine. Looked for {file_name} in {SEARCH_PATH_VARIABLE} ({folders}). "
        f"Put {file_name} into a folder and set {SEARCH_PATH_VARIABLE} to it."
    )


def download(name: str, sources: Sources) -> Arrays:
    """Return the arrays of a data set from Keras' cache or the network.

    Raises:
        DataError: If they cannot be had; it says what was tried, and how to do without the network.
    """
    try:
        return sources.download(name)
    except OSError as error:
        # imdb.npz holds pickled lists: Keras reads it where its hash is right, graphnn itself never does.
        is_pickled = name == "imdb"
        folders = os.pathsep.join(map(str, sources.folders)) or "not set"
        tried = f"Keras' cache ({KERAS_CACHE})"
        if not is_pickled:
            tried = f"{SEARCH_PATH_VARIABLE} ({folders}), {tried}"
        cure = (
            f"put Keras' imdb.npz into {KERAS_CACHE}"
            if is_pickled
            else f"put {name}.npz into a folder and set {SEARCH_PATH_VARIABLE} to it"
        )
        raise DataError(
            f"{name}: not on this machine, and the download failed ({error}). Looked in {tried}. "
            f"Connect to the network once, or {cure}."
        ) from error
