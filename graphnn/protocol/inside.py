"""What goes on inside a network while it learns: the lines of `inside.jsonl` in a run's folder."""

from pathlib import Path

from pydantic import Field

from graphnn.document.values import Frozen, FrozenMapping
from graphnn.protocol.kept import read_kept, write_setting
from graphnn.protocol.moments import append_moment, read_moments
from graphnn.protocol.run_folder import RunFolder

INSIDE_FILE = "inside.jsonl"
SETTINGS_FILE = "inside.json"

BINS = 24
"""Bars of a histogram."""


class Histogram(Frozen):
    """How many values lie in each of equal parts from `low` to `high`; those outside count at the ends."""

    low: float
    high: float
    counts: tuple[int, ...]


class LayerInside(Frozen):
    """One layer at one moment; None where there is nothing to measure, or no finite number."""

    weight_norm: float | None = None
    gradient_norm: float | None = None
    update_ratio: float | None = Field(default=None, description="what one step changed, as a share of the weights")
    dead: float | None = Field(default=None, description="share of units that answer 0 to every sample")
    saturated: float | None = Field(default=None, description="share of units at the end of their range")
    weights: Histogram | None = None
    gradients: Histogram | None = None


class Inside(Frozen):
    """All layers at one moment, by the name of the layer."""

    time: float
    epoch: int
    step: int = Field(description="within the epoch")
    layers: FrozenMapping[LayerInside]


class InsideSettings(Frozen):
    """How much a look inside may cost, for all runs under a folder."""

    share: float = Field(default=0.02, ge=0.0, le=0.2, description="of the time of training; 0 looks at nothing")


def read_settings(runs: Path) -> InsideSettings:
    """Return how much a look may cost; the usual where nothing was said."""
    return read_kept(runs / SETTINGS_FILE, InsideSettings)


def write_settings(runs: Path, settings: InsideSettings) -> None:
    """Say how much a look may cost; runs under way follow.

    Raises:
        UnwritableError: If it cannot be written.
    """
    write_setting(runs, SETTINGS_FILE, settings)


def append_inside(folder: RunFolder, inside: Inside) -> None:
    """Append a look.

    Raises:
        UnwritableError: If it cannot be written.
    """
    append_moment(folder.path / INSIDE_FILE, inside)


def read_inside(folder: RunFolder, offset: int = 0) -> tuple[tuple[Inside, ...], int]:
    """Return the looks written since `offset` (bytes) and the offset to go on from."""
    return read_moments(folder.path / INSIDE_FILE, Inside, offset)
