"""Runs that came from somewhere: what no run has of its own, and would lead out of its folder, is found before use."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from graphnn.errors import RunError
from graphnn.protocol.run_folder import RunFolder


def refuse_links(run: RunFolder) -> None:
    """Refuse a run with links or pipes in it: what is written there would land elsewhere, and a pipe be waited for.

    Raises:
        RunError: If it holds one.
    """
    for path in _all_below(run.path):
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            continue  # Written aside, and moved into its place just now.
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            place = path.relative_to(run.path).as_posix()
            raise RunError(f"{run.path}: {place}: neither a file nor a folder, as no run has. Remove it.")


def _all_below(folder: Path) -> Iterator[Path]:
    for above, names, files in os.walk(folder):
        yield from (Path(above) / name for name in (*names, *files))
