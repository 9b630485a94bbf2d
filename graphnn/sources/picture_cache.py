"""Unpacked pictures kept in memory, as many as fit: what is read again in every epoch is unpacked once."""

from collections.abc import Callable
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Pictures = NDArray[np.uint8]


class PictureCache:
    """The first pictures that are asked for, up to a number of bytes; those stay, and the others are read anew.

    In an epoch every picture is asked for once, so nothing would be gained by letting one go for another.

    Args:
        count: How many pictures there are.
        shape: That of each.
        maximum_bytes: What they may take.
    """

    def __init__(self, count: int, shape: tuple[int, ...], *, maximum_bytes: int) -> None:
        """See the class."""
        room = maximum_bytes // max(int(np.prod(shape)), 1)
        # Memory is taken as it is written to.
        self._kept: Pictures = np.empty((min(count, room), *shape), dtype=np.uint8)
        self._slots: NDArray[np.int64] = np.full(count, -1, dtype=np.int64)
        self._used = 0
        self._lock = Lock()

    @property
    def kept_count(self) -> int:
        """How many pictures it keeps."""
        return self._used

    def take(self, places: Places, read: Callable[[Places], Pictures]) -> Pictures:
        """Return the pictures at some places, in that order; those not kept are read."""
        with self._lock:
            slots = self._slots[places]
        is_kept = slots >= 0
        pictures = np.empty((len(places), *self._kept.shape[1:]), dtype=np.uint8)
        pictures[is_kept] = self._kept[slots[is_kept]]
        missing = places[~is_kept]
        if len(missing):
            pictures[~is_kept] = found = read(missing)
            self._keep(missing, found)
        return pictures

    def _keep(self, places: Places, pictures: Pictures) -> None:
        with self._lock:
            first = np.sort(np.unique(places, return_index=True)[1])
            is_new = np.flatnonzero(self._slots[places[first]] < 0)
            chosen = first[is_new][: len(self._kept) - self._used]
            slots = np.arange(self._used, self._used + len(chosen))
            self._kept[slots] = pictures[chosen]
            self._slots[places[chosen]] = slots
            self._used += len(chosen)
