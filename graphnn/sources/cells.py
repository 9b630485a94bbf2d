"""What a cell of a table says: a number, a date, a class, or nothing. Strictly: what is nearly a number is none."""

import math
import re
from datetime import UTC, datetime, timedelta

GAPS = frozenset({"", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "?"})
"""What stands in a cell that has no value."""

MAX_NUMBER_LENGTH = 400

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.+Z-]{2,32})?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS_A_DAY = 86_400


def is_gap(cell: str) -> bool:
    """Tell whether a cell has no value."""
    return cell.strip() in GAPS


def number(cell: str) -> float | None:
    """Return the number in a cell; None where it is no finite one.

    >>> number("3.5e2"), number("1_000"), number("inf")
    (350.0, None, None)
    """
    text = cell.strip()
    if len(text) > MAX_NUMBER_LENGTH or _NUMBER.fullmatch(text) is None:
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def days(cell: str) -> float | None:
    """Return the days from 1970 to a date, or a date and time; None where the cell holds none.

    >>> days("1970-01-02 12:00"), days("1970-02"), days("2.1.1970")
    (1.5, 31.0, None)
    """
    text = cell.strip()
    if _MONTH.fullmatch(text):
        text += "-01"
    elif _DATE.fullmatch(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH).total_seconds() / _SECONDS_A_DAY


def date_of(moment: float) -> str:
    """Return the date, and the time of day where there is one, of so many days from 1970.

    >>> date_of(31.0), date_of(1.5)
    ('1970-02-01', '1970-01-02 12:00:00')
    """
    date = _EPOCH + timedelta(days=moment)
    return f"{date:%Y-%m-%d}" if moment.is_integer() else f"{date:%Y-%m-%d %H:%M:%S}"
