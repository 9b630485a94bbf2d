"""The colours of pictures: the tokens of static/src/theme.css that cards and wires need; a test compares the two."""

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The colours of one theme, by the names they have in the style sheet."""

    bg: str
    panel: str
    raise_: str
    line: str
    line_2: str
    text: str
    soft: str
    faint: str
    warn: str
    bad: str
    edge: str
    field: str
    k_input: str
    k_core: str
    k_conv: str
    k_pool: str
    k_rnn: str
    k_attn: str
    k_norm: str
    k_reg: str
    k_shape: str
    k_prep: str
    k_block: str
    k_out: str

    def of_category(self, category: str) -> str:
        """Return the colour of a category of the catalogue; Input's, and an unknown one's, is neutral."""
        name: str = getattr(self, CATEGORIES.get(category, "k_input"))
        return name


LIGHT: Final = Tokens(
    bg="#f6f7f9",
    panel="#ffffff",
    raise_="#ffffff",
    line="#e6e8ee",
    line_2="#d4d8e1",
    text="#171a23",
    soft="#5c6475",
    faint="#687083",
    warn="#a35200",
    bad="#c9292e",
    edge="#aab2c3",
    field="#f9fafb",
    k_input="#60646c",
    k_core="#5b5bd6",
    k_conv="#0d74ce",
    k_pool="#107d98",
    k_rnn="#8347b9",
    k_attn="#c2298a",
    k_norm="#218358",
    k_reg="#cc4e00",
    k_shape="#7c6a4e",
    k_prep="#008573",
    k_block="#5c7c2f",
    k_out="#171a23",
)
DARK: Final = Tokens(
    bg="#111318",
    panel="#171a21",
    raise_="#1d2129",
    line="#262b35",
    line_2="#343b48",
    text="#eceef3",
    soft="#a7afbf",
    faint="#8891a3",
    warn="#ffb657",
    bad="#ff9592",
    edge="#566074",
    field="#12151b",
    k_input="#a1a7b3",
    k_core="#9e9eff",
    k_conv="#70b8ff",
    k_pool="#4ccce6",
    k_rnn="#d19dff",
    k_attn="#ff8dcc",
    k_norm="#3dd68c",
    k_reg="#ffa057",
    k_shape="#d4b48c",
    k_prep="#0bd8b6",
    k_block="#bde56c",
    k_out="#eceef3",
)
PAGE: Final = Tokens(**{each.name: f"var(--{each.name.rstrip('_').replace('_', '-')})" for each in fields(Tokens)})
"""The colours of the page that a picture stands in, whichever its theme."""

CATEGORIES: Final = MappingProxyType(
    {
        "Output": "k_out",
        "Core": "k_core",
        "Activation": "k_core",
        "Convolution": "k_conv",
        "Pooling": "k_pool",
        "Recurrent": "k_rnn",
        "Attention": "k_attn",
        "Normalisation": "k_norm",
        "Regularisation": "k_reg",
        "Shape": "k_shape",
        "Merge": "k_shape",
        "Preprocessing": "k_prep",
        "Augmentation": "k_prep",
        "Operations": "k_shape",
        "Block": "k_block",
    }
)
