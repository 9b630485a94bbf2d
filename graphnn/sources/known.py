"""The last descriptions of files, or why there are none: asked for at every edit of an open document."""

from graphnn.document.model import Data
from graphnn.errors import DataError

DESCRIPTIONS_KEPT = 16


class Known:
    """What was found, by what was asked; threads may ask and keep at once."""

    def __init__(self) -> None:
        self._found: dict[str, Data | DataError] = {}

    def get(self, key: str) -> Data | DataError | None:
        """Return what was found; None where it is not known, or no longer."""
        return self._found.get(key)

    def keep(self, key: str, found: Data | DataError) -> None:
        """Keep what was found in place of what has been known longest."""
        self._found = {**dict([*self._found.items()][-DESCRIPTIONS_KEPT:]), key: found}
