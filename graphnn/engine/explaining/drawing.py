"""Figures as pictures, by matplotlib: PNG and SVG files, and SVG for a page in the page's own colours.

Drawn in the colours of the light theme; on a page each becomes the variable it is the value of, so that a figure
follows the theme. One unit of length is one pixel. Pictures within a figure are transparent where they show weights.
"""

import io
import re
from typing import Any, Final, assert_never

import matplotlib as mpl
from matplotlib.figure import Figure as Drawing

from graphnn.engine.explaining.charts import chart
from graphnn.engine.explaining.correlations import correlations
from graphnn.engine.explaining.matrices import matrix
from graphnn.engine.explaining.palette import EDGE, FAINT, LINE, PANEL, SOFT, TEXT, VARIABLES
from graphnn.engine.explaining.paper import UNITS_PER_INCH
from graphnn.engine.explaining.tiles import pictures, sheet, table
from graphnn.protocol.explanation import PictureFormat
from graphnn.protocol.figures import (
    Bars,
    Correlations,
    Curves,
    Figure,
    Histogram,
    Matrix,
    Pictures,
    Scatter,
    Sheet,
    Table,
)

PNG_SCALE = 2.5
FILE_DPI = UNITS_PER_INCH * PNG_SCALE

STYLE: Final[Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": TEXT,
    "text.parse_math": False,  # a class may be called $x$
    "axes.facecolor": "none",  # what lies behind the figure, be it a page, a panel or a card
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 10,
    "axes.linewidth": 1,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.unicode_minus": True,
    "grid.color": LINE,
    "grid.linewidth": 1,
    "xtick.color": EDGE,
    "xtick.labelcolor": FAINT,
    "ytick.color": EDGE,
    "ytick.labelcolor": FAINT,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
    "legend.frameon": False,
    "legend.fontsize": 9,
    "legend.labelcolor": SOFT,
    "legend.handlelength": 1.2,
    "svg.fonttype": "none",
    "svg.hashsalt": "graphnn",  # the same figure gives the same bytes
    "image.interpolation": "nearest",
    "savefig.facecolor": "none",
}


def picture_file(figure: Figure, format: PictureFormat) -> bytes:
    """Return a figure as a file, on white."""
    drawing = draw(figure)
    drawing.set_facecolor(PANEL)
    file = io.BytesIO()
    with mpl.rc_context(STYLE):
        drawing.savefig(
            file,
            format=format,
            dpi=FILE_DPI if format == "png" else UNITS_PER_INCH,
            facecolor=PANEL,
            metadata=_NO_DATE[format],
        )
    return file.getvalue()


def page_svg(figure: Figure) -> str:
    """Return a figure as SVG to stand within a page, in the variables of its style sheet; "" for a table."""
    if isinstance(figure, Table):
        return ""
    file = io.StringIO()
    drawing = draw(figure)
    with mpl.rc_context(STYLE):
        drawing.savefig(file, format="svg", dpi=UNITS_PER_INCH, metadata=_NO_DATE["svg"])
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :]
    # What matplotlib says of all elements would hold for the whole page.
    svg = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<svg[^>]*?) width="([\d.]+)pt" height="([\d.]+)pt"', r'\1 width="\2" height="\3"', svg, count=1)
    for color, variable in VARIABLES.items():
        svg = svg.replace(color, f"var({variable})")
    return svg.replace("'DejaVu Sans'", "inherit")


def draw(figure: Figure) -> Drawing:
    """Return a figure drawn."""
    with mpl.rc_context(STYLE):
        match figure:
            case Matrix():
                return matrix(figure)
            case Curves() | Scatter() | Bars() | Histogram():
                return chart(figure)
            case Correlations():
                return correlations(figure)
            case Pictures():
                return pictures(figure)
            case Sheet():
                return sheet(figure)
            case Table():
                return table(figure)
            case _:
                assert_never(figure)


_NO_DATE: Final[dict[PictureFormat, dict[str, None]]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
}
