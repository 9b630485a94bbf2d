"""The versions of a document that were: a folder of whole graph files, each named by the time it was begun.

Saving happens within a second of every edit, which is far too often for a history. So a version stands for a
stretch of editing: what is saved within it takes its place, and the next stretch begins a new one. Old versions are
thinned out, the older the wider, and never all of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from graphnn.document import codec
from graphnn.document.atomic import replace_file
from graphnn.document.model import Document
from graphnn.errors import GraphnnError, UsageError

STRETCH_SECONDS = 120.0
MAX_VERSIONS = 200
_HOUR, _DAY, _MONTH = 3600.0, 86_400.0, 30 * 86_400.0
SPACING_SECONDS = ((_HOUR, 0.0), (_DAY, 600.0), (_MONTH, _HOUR), (float("inf"), _DAY))
"""How far apart versions are kept, up to each age."""

_NAME = re.compile(r"\d{8}T\d{6}\.\d{3}Z")
_FORMAT = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its name, and when it was begun, in seconds since 1970."""

    name: str
    began_seconds: float


@dataclass(slots=True)
class VersionFolder:
    """The versions of one document."""

    folder: Path
    _open: Version | None = field(default=None, init=False)

    def keep(self, content: bytes, *, now_seconds: float) -> None:
        """Keep the bytes of a graph file, as the version of the present stretch of editing.

        Raises:
            GraphnnError: If they cannot be written.
        """
        try:
            self._keep(content, now_seconds)
        except OSError as error:
            raise GraphnnError(
                f"{self.folder}: the version cannot be kept: {error.strerror}. Check the folder and its permissions."
            ) from error

    def close(self) -> None:
        """End the present stretch: what is kept next is a version of its own."""
        self._open = None

    def all(self) -> tuple[Version, ...]:
        """Return all versions, oldest first."""
        names = sorted(path.stem for path in self.folder.glob("*.json") if _NAME.fullmatch(path.stem))
        return tuple(Version(name, _seconds(name)) for name in names)

    def read(self, name: str) -> Document:
        """Return the document as it was in a version.

        Raises:
            UsageError: If there is no such version.
            DocumentError: If its file is no graph file any more.
        """
        if not _NAME.fullmatch(name) or not (path := self.folder / f"{name}.json").is_file():
            raise UsageError(f"{name}: this version is gone. Choose another.")
        return codec.read(path)

    def _keep(self, content: bytes, now_seconds: float) -> None:
        current = self._open
        if current is None or not 0 <= now_seconds - current.began_seconds < STRETCH_SECONDS:
            kept = self.all()
            if kept and self._path(kept[-1]).read_bytes() == content:
                return
            current = _version_at(now_seconds)
            while any(version.name == current.name for version in kept):
                current = _version_at(current.began_seconds + 0.001)
        self.folder.mkdir(parents=True, exist_ok=True)
        replace_file(self._path(current), content)
        self._open = current
        for name in outdated(self.all(), now_seconds=now_seconds):
            (self.folder / f"{name}.json").unlink(missing_ok=True)

    def _path(self, version: Version) -> Path:
        return self.folder / f"{version.name}.json"


def outdated(versions: Sequence[Version], *, now_seconds: float) -> list[str]:
    """Return the names of the versions that are too many: too near to the next newer one, for their age.

    >>> outdated([_version_at(0.0), _version_at(60.0), _version_at(86_400.0)], now_seconds=86_400.0)
    ['19700101T000000.000Z']
    """
    dropped: list[str] = []
    newer: Version | None = None
    kept_count = 0
    for version in sorted(versions, key=lambda each: each.began_seconds, reverse=True):
        age_seconds = now_seconds - version.began_seconds
        spacing = next(spacing for limit, spacing in SPACING_SECONDS if age_seconds < limit)
        is_near = newer is not None and newer.began_seconds - version.began_seconds < spacing
        if is_near or kept_count >= MAX_VERSIONS:
            dropped.append(version.name)
            continue
        newer, kept_count = version, kept_count + 1
    return dropped


def _version_at(seconds: float) -> Version:
    milliseconds = round(seconds * 1000)
    at = datetime.fromtimestamp(milliseconds // 1000, UTC)
    name = f"{at.strftime(_FORMAT)}.{milliseconds % 1000:03}Z"
    return Version(name, milliseconds / 1000)


def _seconds(name: str) -> float:
    whole, _, rest = name.partition(".")
    return datetime.strptime(whole, _FORMAT).replace(tzinfo=UTC).timestamp() + int(rest[:3]) / 1000
