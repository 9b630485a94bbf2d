"""The arrays that a model file keeps for its layers, by where it keeps them; without Keras.

They are read from an HDF5 file that was checked, or from a copy of such arrays that another process has made.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from graphnn.engine.importing.model_file import MAX_WEIGHTS_BYTES
from graphnn.errors import ModelError

Array = NDArray[Any]
Names = Mapping[str, Mapping[str, str]]
"""By place, and there by the name that Keras gives it, what `read` calls an array."""

VALUES = "vars"
"""The group with the arrays of a layer, beside those of its parts."""


@dataclass(frozen=True, slots=True)
class KeptArrays:
    """The arrays of a model file.

    A place is the path to a part of a layer; as Keras 1 and 2 keep them, `is_legacy`, the name of an outermost layer,
    whose arrays are then numbered in order.
    """

    names: Names
    read: Callable[[str], Array]
    is_legacy: bool

    def at(self, place: str) -> dict[str, Array]:
        """Return the arrays at a place by name, none where there is none."""
        before, _, last = place.rpartition("/")
        # Names of a layer's parts began with _ where Keras 2 wrote them, and before 2.13 those of layers were others.
        ways = (place, f"{before}/_{last}", place.replace("layers", "_layer_checkpoint_dependencies"))
        found: Mapping[str, str] = next((self.names[way] for way in ways if way in self.names), {})
        return {name: self.read(key) for name, key in found.items()}


@contextmanager
def opened_arrays(file: Path, *, is_legacy: bool) -> Iterator[KeptArrays]:
    """Give the arrays in an HDF5 file that was checked.

    Raises:
        ModelError: If those it names take more than it may hold; it may name one of them many times.
    """
    with h5py.File(file, "r") as opened:
        names = _listed(opened["model_weights"] if "model_weights" in opened else opened) if is_legacy else {}
        if not is_legacy:
            opened.visititems(lambda path, item: _note_values(path, item, names))
        if sum(opened[key].nbytes for keys in names.values() for key in keys.values()) > MAX_WEIGHTS_BYTES:
            raise ModelError(f"Its layers name more than {MAX_WEIGHTS_BYTES:,} bytes of weights, the limit.")
        yield KeptArrays(names, lambda key: np.asarray(opened[key]), is_legacy)


def write_copy(kept: KeptArrays, file: Path) -> Names:
    """Write arrays into an npz file, one after the other, and return what it calls them."""
    copied: dict[str, dict[str, str]] = {}
    with zipfile.ZipFile(file, "w") as archive:
        for place, names in kept.names.items():
            for name, key in names.items():
                number = str(len(archive.filelist))
                with archive.open(f"{number}.npy", "w", force_zip64=True) as entry:
                    np.lib.format.write_array(entry, kept.read(key), allow_pickle=False)
                copied.setdefault(place, {})[name] = number
    return copied


@contextmanager
def copied_arrays(names: Names, file: Path, *, is_legacy: bool) -> Iterator[KeptArrays]:
    """Give the arrays that were copied into an npz file."""
    with np.load(file, allow_pickle=False) as archive:
        yield KeptArrays(names, lambda key: np.asarray(archive[key]), is_legacy)


def _note_values(path: str, item: Any, names: dict[str, dict[str, str]]) -> None:
    place, _, name = path.rpartition(f"/{VALUES}/")
    if place and isinstance(item, h5py.Dataset):
        names.setdefault(place, {})[name] = path


def _listed(groups: h5py.Group) -> dict[str, dict[str, str]]:
    """Return the arrays of each outermost layer in the order of its list; one whose list leads nowhere has none."""
    listed: dict[str, dict[str, str]] = {}
    for name, group in groups.items():
        try:
            found = [group[each] for each in _names_of(group)]
        except (KeyError, TypeError, ValueError, OSError):
            continue
        if all(isinstance(each, h5py.Dataset) and each.name.startswith(f"{group.name}/") for each in found):
            listed[name] = {str(number): each.name for number, each in enumerate(found)}
    return listed


def _names_of(group: h5py.Group) -> Iterator[str]:
    # A list too long for one attribute is spread over weight_names0, weight_names1, …
    number, part = 0, "weight_names" if "weight_names" in group.attrs else "weight_names0"
    while part in group.attrs:
        yield from (name.decode() if isinstance(name, bytes) else str(name) for name in group.attrs[part])
        number += 1
        part = f"weight_names{number}"
