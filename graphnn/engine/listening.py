"""What an engine process hears of its parent before it reads a line."""

import select
from typing import TextIO


def has_line(lines: TextIO, *, within_seconds: float = 0.0) -> bool:
    """Tell whether something, or the end, can be read within so many seconds."""
    return bool(select.select([lines], [], [], within_seconds)[0])
