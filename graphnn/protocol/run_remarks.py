"""What a person wrote beside a run: a note and tags, in `remarks.json` of its folder."""

from typing import Annotated

from pydantic import Field, ValidationError

from graphnn.document.atomic import replacing
from graphnn.document.values import Frozen
from graphnn.protocol.run_folder import RunFolder, unwritable

REMARKS_FILE = "remarks.json"
LONGEST_NOTE = 2000
LONGEST_TAG = 40
MOST_TAGS = 20


class RunRemarks(Frozen):
    """A note and tags."""

    note: str = Field(default="", max_length=LONGEST_NOTE)
    tags: tuple[Annotated[str, Field(min_length=1, max_length=LONGEST_TAG)], ...] = Field(
        default=(), max_length=MOST_TAGS
    )


def read_remarks(folder: RunFolder) -> RunRemarks:
    """Return what a person wrote beside a run; nothing where it cannot be read."""
    try:
        return RunRemarks.model_validate_json((folder.path / REMARKS_FILE).read_bytes())
    except (OSError, ValidationError):
        return RunRemarks()


def write_remarks(folder: RunFolder, remarks: RunRemarks) -> None:
    """Keep what a person wrote beside a run.

    Raises:
        UnwritableError: If it cannot be written.
    """
    try:
        with replacing(folder.path / REMARKS_FILE) as file:
            file.write_text(remarks.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritable(folder.path, error) from error
