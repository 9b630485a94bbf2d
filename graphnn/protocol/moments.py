"""What a run tells moment by moment apart from its events, in files of one JSON value a line.

Everyone who follows a run reads its events from the start; these are read where they are shown. A process that was
killed may leave half a line, which is passed over.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from graphnn.document.values import Frozen
from graphnn.protocol.run_folder import unwritable

Moment = TypeVar("Moment", bound=Frozen)


def append_moment(file: Path, moment: Frozen) -> None:
    """Append a moment.

    Raises:
        UnwritableError: If it cannot be written.
    """
    try:
        with file.open("ab", buffering=0) as lines:
            # On a line of its own, whatever a process that was killed left of the one before.
            lines.write(b"\n" + moment.model_dump_json().encode() + b"\n")
    except OSError as error:
        raise unwritable(file.parent, error) from error


def read_moments(file: Path, kind: type[Moment], offset: int = 0) -> tuple[tuple[Moment, ...], int]:
    """Return the moments written since `offset` (bytes) and the offset to go on from."""
    try:
        with file.open("rb") as lines:
            lines.seek(offset)
            chunk = lines.read()
    except FileNotFoundError:
        return (), offset
    complete = chunk[: chunk.rfind(b"\n") + 1]
    return tuple(_whole(complete, kind)), offset + len(complete)


def _whole(lines: bytes, kind: type[Moment]) -> Iterator[Moment]:
    for line in lines.splitlines():
        try:
            if line:
                yield kind.model_validate_json(line)
        except ValidationError:
            continue
