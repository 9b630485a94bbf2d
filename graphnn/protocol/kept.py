"""Small files beside runs that hold one frozen value each, such as settings: read leniently, written whole."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from graphnn.document.atomic import replacing
from graphnn.document.values import Frozen
from graphnn.protocol.run_folder import unwritable

Kept = TypeVar("Kept", bound=Frozen)


def read_kept(file: Path, kind: type[Kept]) -> Kept:
    """Return the value in a file; the default of its kind where there is none, or none that can be read."""
    try:
        return kind.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return kind()


def write_kept(file: Path, value: Frozen, *, indent: int | None = None, exclude_none: bool = False) -> None:
    """Put a value in the place of the one in a file; what is None may be left out.

    Raises:
        UnwritableError: If it cannot be written.
    """
    try:
        with replacing(file) as place:
            place.write_text(value.model_dump_json(indent=indent, exclude_none=exclude_none) + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritable(file.parent, error) from error


def write_setting(runs: Path, name: str, value: Frozen) -> None:
    """Put a setting of all runs under a folder, which is made if need be, in the place of the one before.

    Raises:
        UnwritableError: If it cannot be written.
    """
    try:
        runs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(runs, error) from error
    write_kept(runs / name, value)
