"""What is found in the flat graph, told in terms of the document: a fault inside a block is one of its instance."""

import re
from collections.abc import Iterable, Mapping

from graphnn.analysis.diagnostic import Diagnostic, Fix
from graphnn.analysis.inner_fixes import within_block
from graphnn.document.apply import apply
from graphnn.document.edits import Connect, Edit, Together
from graphnn.document.expansion import Expansion
from graphnn.document.model import DEFAULT_SOURCE_PORT, Document, Port, format_port, parse_port
from graphnn.errors import EditError

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def folded(diagnostics: Iterable[Diagnostic], document: Document, expansion: Expansion) -> tuple[Diagnostic, ...]:
    """Return diagnostics of the flat graph as ones of the document; what repeats tell alike is told once.

    Nodes are named by the way to them, and a fix is kept where it fits the document.
    """
    if not expansion.paths:
        return tuple(diagnostics)
    sources = _sources(expansion)
    told: dict[tuple[object, ...], Diagnostic] = {}
    for diagnostic in diagnostics:
        homes = tuple(dict.fromkeys(map(expansion.home, diagnostic.nodes)))
        ways = tuple(map(expansion.way, diagnostic.nodes))
        key = (diagnostic.code, homes, ways, diagnostic.port, diagnostic.parameter)
        if key not in told:
            told[key] = diagnostic.model_copy(
                update={
                    "nodes": homes,
                    "ways": tuple(dict.fromkeys(ways)),
                    "message": _titled(diagnostic.message, expansion),
                    "hint": _titled(diagnostic.hint, expansion),
                    "fix": _fitting(diagnostic.fix, document, expansion, sources),
                }
            )
    return tuple(told.values())


def _titled(text: str, expansion: Expansion) -> str:
    return _WORD.sub(lambda word: expansion.title(word.group()), text)


def _sources(expansion: Expansion) -> Mapping[str, str]:
    """Return for ports of the flat graph the ports of instances that they are."""
    return {
        format_port(parse_port(source, DEFAULT_SOURCE_PORT), DEFAULT_SOURCE_PORT): format_port(
            Port(node_id, name), DEFAULT_SOURCE_PORT
        )
        for node_id, outputs in expansion.outputs.items()
        for name, source in outputs.items()
    }


def _fitting(fix: Fix | None, document: Document, expansion: Expansion, sources: Mapping[str, str]) -> Fix | None:
    if fix is None:
        return None
    fitting = within_block(fix, document, expansion) or Fix(label=fix.label, edit=_outside(fix.edit, sources))
    try:
        apply(document, fitting.edit)
    except EditError:
        return None
    return fitting


def _outside(edit: Edit, sources: Mapping[str, str]) -> Edit:
    match edit:
        case Connect():
            return edit.model_copy(update={"source": sources.get(edit.source, edit.source)})
        case Together():
            return edit.model_copy(update={"edits": tuple(_outside(part, sources) for part in edit.edits)})
        case _:
            return edit
