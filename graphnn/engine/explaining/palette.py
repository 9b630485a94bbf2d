"""The colours figures are drawn in: those of the light theme, each the value of a variable of the page."""

from typing import Final

TEXT, SOFT, FAINT, LINE, EDGE = "#171a23", "#5c6475", "#687083", "#e6e8ee", "#aab2c3"
PANEL, ACCENT, ORANGE = "#ffffff", "#5b5bd6", "#cc4e00"
GROUPS: Final = (ACCENT, ORANGE, "#218358", "#c2298a", "#0d74ce", "#7c6a4e", "#8347b9", "#107d98", "#5c7c2f", "#a35200")

VARIABLES: Final = {
    TEXT: "--text",
    SOFT: "--soft",
    FAINT: "--faint",
    LINE: "--line",
    EDGE: "--edge",
    PANEL: "--panel",
    ACCENT: "--accent",
    ORANGE: "--k-reg",
    "#218358": "--k-norm",
    "#c2298a": "--k-attn",
    "#0d74ce": "--k-conv",
    "#7c6a4e": "--k-shape",
    "#8347b9": "--k-rnn",
    "#107d98": "--k-pool",
    "#5c7c2f": "--k-block",
    "#a35200": "--warn",
}
"""The variable of the page's style sheet that each colour is in the light theme."""
