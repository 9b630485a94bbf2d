"""Rows as CSV that a spreadsheet shows as it is, and never works out.

Names and notes come from files of others. What begins like a formula is taken for one by Excel, LibreOffice and
Google Sheets, which may then ask other machines or start programs.

Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t")


def csv_text(rows: Iterable[Sequence[str | int | float | None]]) -> str:
    r"""Return rows as CSV; None is an empty cell, and text that begins like a formula stands behind an apostrophe.

    >>> csv_text([["=1+1", "-1", 0.5, None]])
    "'=1+1,-1,0.5,\n"
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue()


def _plain(cell: str | float | None) -> str | float | None:
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n")  # csv leaves a lone \r outside quotes, where it ends the row
    return f"'{text}" if text.startswith(_FORMULA_STARTS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
