"""What is still held of a document that has just changed, until it has been looked at anew."""

from collections.abc import Iterable

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.document.diff import Patch
from graphnn.document.model import DEFAULT_TARGET_PORT, parse_port


def standing(found: Iterable[Diagnostic], patch: Patch) -> tuple[Diagnostic, ...]:
    """Return what was found of the document before a change that says nothing of what the change touches.

    A node is touched where it is another now, or another edge ends there. Blocks, data and training reach everywhere.

    >>> loss = Diagnostic(code="shape/loss", nodes=("answer",), message="answer: 9 numbers, 10 asked.", hint="Mend it.")
    >>> standing([loss], Patch(nodes={"hidden": None})) == (loss,), standing([loss], Patch(nodes={"answer": None}))
    (True, ())
    """
    if patch.blocks or patch.data or patch.training:
        return ()
    ends = (parse_port(target, DEFAULT_TARGET_PORT).node for target in patch.edges)
    touched = {*patch.nodes, *ends}
    return tuple(each for each in found if touched.isdisjoint(each.nodes))


def beyond(found: Iterable[Diagnostic], known: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return what was found that is not known already."""
    said = {_words(each) for each in known}
    return tuple(each for each in found if _words(each) not in said)


def _words(diagnostic: Diagnostic) -> tuple[object, ...]:
    """Return what tells diagnostics apart: to compare them whole, with their cures, takes its time in large graphs."""
    return (diagnostic.code, diagnostic.severity, diagnostic.nodes, diagnostic.ways, diagnostic.message)
