"""What a person wrote beside a run: a note and tags, in `remarks.json` of its folder."""

from typing import Annotated

from pydantic import Field

from graphnn.document.values import Frozen
from graphnn.protocol.kept import read_kept, write_kept
from graphnn.protocol.run_folder import RunFolder

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
    return read_kept(folder.path / REMARKS_FILE, RunRemarks)


def write_remarks(folder: RunFolder, remarks: RunRemarks) -> None:
    """Keep what a person wrote beside a run.

    Raises:
        UnwritableError: If it cannot be written.
    """
    write_kept(folder.path / REMARKS_FILE, remarks, indent=2)
