"""What every node gives to one sample while a network learns: `thumbnails.json` in a run's folder.

Only the newest are kept, so the file stays small however long a run is: a megabyte at most, usually some kilobytes. It
is replaced as a whole, and readers never see half of it; what a power cut leaves of it counts as none. A file of the
same name beside the runs says whether they are made at all, and of which sample.
"""

import os
from pathlib import Path

from pydantic import Field, ValidationError

from graphnn.document.values import Frozen, FrozenMapping
from graphnn.protocol.kept import read_kept, write_setting
from graphnn.protocol.run_folder import RunFolder, unwritable

THUMBNAILS_FILE = "thumbnails.json"
SHARE_OF_TIME = 0.02
"""So much of the time of training they may take where nothing else is said."""

GREATEST_SHARE = 0.2
"""More of it nobody can let them take."""


class NodeActivity(Frozen):
    """What a node gives to a sample: a small picture as a PNG data URL, or text where that is short, as one number is.

    Pictures are blue below zero and orange above, but those of Inputs, which are as they are.
    """

    picture: str | None = None
    text: str | None = None
    words: str


class Thumbnails(Frozen):
    """What nodes give to a sample at one moment, by the way to each node, as "stage/conv" inside a block."""

    time: float
    epoch: int
    step: int = Field(description="within the epoch")
    split: str = Field(description="which samples it is one of: test, validation or training")
    sample: int = Field(description="its place among them, from 0")
    cost: float = Field(description="what thumbnails have taken so far, as a share of the time of training")
    nodes: FrozenMapping[NodeActivity]


class ThumbnailSettings(Frozen):
    """What all runs under a folder show on their cards."""

    is_on: bool = Field(default=True, description="whether nodes tell what they give to a sample while they learn")
    sample: int = Field(default=0, ge=0, description="the sample's place among those a run is scored on; else the last")
    share: float = Field(
        default=SHARE_OF_TIME,
        ge=0.0,
        le=GREATEST_SHARE,
        description="of the time of training they may take; 0 makes none but the last, when all is done",
    )


def read_settings(runs: Path) -> ThumbnailSettings:
    """Return what runs show; the usual where nothing was said."""
    return read_kept(runs / THUMBNAILS_FILE, ThumbnailSettings)


def write_settings(runs: Path, settings: ThumbnailSettings) -> None:
    """Say what runs show; those under way follow.

    Raises:
        UnwritableError: If it cannot be written.
    """
    write_setting(runs, THUMBNAILS_FILE, settings)


def write_thumbnails(folder: RunFolder, thumbnails: Thumbnails) -> None:
    """Put thumbnails in the place of those before.

    Raises:
        UnwritableError: If they cannot be written.
    """
    beside = folder.path / f".{THUMBNAILS_FILE}"
    try:
        # Not waiting for the disk: they are made anew in a moment, and waiting would cost more than making them.
        beside.write_text(thumbnails.model_dump_json(exclude_none=True), encoding="utf-8")
        os.replace(beside, folder.path / THUMBNAILS_FILE)
    except OSError as error:
        raise unwritable(folder.path, error) from error


def read_thumbnails(folder: Path) -> Thumbnails | None:
    """Return the newest thumbnails of a run; None where there are none, or none that can be read."""
    try:
        return Thumbnails.model_validate_json((folder / THUMBNAILS_FILE).read_bytes())
    except (OSError, ValidationError):
        return None
