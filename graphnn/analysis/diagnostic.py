"""A fault in a graph, as data: where it is, what is wrong, and how to mend it."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from graphnn.document.edits import Edit
from graphnn.document.values import Frozen


class Fix(Frozen):
    """A cure that the page can apply in one click: the button's words, and one edit."""

    label: str = Field(description="says what the button does, as 'Set units to 10'")
    edit: Edit


class Diagnostic(Frozen):
    """One fault or warning.

    >>> Diagnostic(code="edge/cycle", nodes=("a", "b"), message="a and b feed each other.", hint="Delete an edge.")
    ... # doctest: +ELLIPSIS
    Diagnostic(code='edge/cycle', ...)
    """

    code: str = Field(description="what kind of fault, as 'shape/mismatch'; stable, so that scripts can tell by it")
    severity: Literal["error", "warning"] = "error"
    nodes: tuple[str, ...] = ()
    ways: tuple[tuple[str, ...], ...] = Field(default=(), description="to each node, through instances of blocks")
    port: str | None = None
    parameter: str | None = None
    message: str
    hint: str
    fix: Fix | None = None

    @property
    def is_error(self) -> bool:
        """Whether it keeps the graph from being built; a warning does not."""
        return self.severity == "error"


def faults_in_words(diagnostics: Iterable[Diagnostic]) -> tuple[str, ...]:
    """Return the errors among diagnostics as sentences, each with its cure.

    >>> cycle = Diagnostic(code="edge/cycle", message="a and b feed each other.", hint="Delete an edge.")
    >>> faults_in_words([cycle, cycle.model_copy(update={"severity": "warning"})])
    ('a and b feed each other. Delete an edge.',)
    """
    return tuple(f"{each.message} {each.hint}" for each in diagnostics if each.is_error)
