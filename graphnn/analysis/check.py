"""Every fault of a document that can be told without Keras, all at once.

Pure: no I/O, no tensors, and the same document always gives the same diagnostics in the same order. Each rule is
one small function; where a cure exists as an edit, the diagnostic carries it. A block is looked at twice: its
instance as a node among others, and what it stands for, as part of the flat graph.
"""

from dataclasses import dataclass

from graphnn.analysis.blocks import BLOCK_RULES, end_in_block, with_blocks
from graphnn.analysis.data import DATA_RULES
from graphnn.analysis.diagnostic import Diagnostic
from graphnn.analysis.folding import folded
from graphnn.analysis.graph import GRAPH_RULES
from graphnn.analysis.outputs import OUTPUT_RULES
from graphnn.analysis.parameters import PARAMETER_RULES
from graphnn.analysis.subject import Rule, Subject
from graphnn.analysis.training import TRAINING_RULES
from graphnn.catalogue.model import Catalogue
from graphnn.document.expand import expand
from graphnn.document.expansion import BlockFault, Expansion
from graphnn.document.model import Document

# What a node, its edges and its parameters are by themselves; an instance of a block is such a node, too.
NODE_RULES: tuple[Rule, ...] = (*GRAPH_RULES, *PARAMETER_RULES)
# What depends on the way data takes, which leads through blocks.
WAY_RULES: tuple[Rule, ...] = (*DATA_RULES, *OUTPUT_RULES, *TRAINING_RULES)
RULES: tuple[Rule, ...] = (*BLOCK_RULES, *NODE_RULES, *WAY_RULES)


@dataclass(frozen=True, slots=True)
class Examination:
    """A document looked at: the flat graph it stands for, with the catalogue that speaks of it, and what is wrong.

    `diagnostics` name nodes of the document; `faulty` and `unused` are nodes of the flat graph.
    """

    expansion: Expansion
    flat: Subject
    diagnostics: tuple[Diagnostic, ...]
    faulty: frozenset[str]
    unused: frozenset[str]


def check(document: Document, catalogue: Catalogue) -> tuple[Diagnostic, ...]:
    """Return the faults of a document: errors keep it from being built or trained, warnings do not.

    >>> from graphnn.catalogue.load import load_catalogue
    >>> [diagnostic.code for diagnostic in check(Document(), load_catalogue())]
    ['graph/empty']
    """
    return examine(document, catalogue).diagnostics


def examine(document: Document, catalogue: Catalogue) -> Examination:
    """Return the faults of a document with what it stands for."""
    catalogue = with_blocks(document, catalogue)
    expansion = expand(document)
    outside = Subject(document, catalogue)
    faults = [_diagnostic(fault) for fault in expansion.faults]
    if not expansion.paths:
        found = (*faults, *_found(RULES, outside))
        unexpanded = frozenset(n for n, node in outside.nodes.items() if node.block is not None and node.state is None)
        return Examination(expansion, outside, found, _faulty(found) | unexpanded, _unused(found))
    flat = Subject(expansion.document, catalogue, is_flat=True)
    own = _found((*BLOCK_RULES, *NODE_RULES), outside)
    own_faulty = _faulty(own)
    nodes = _found((*NODE_RULES, end_in_block), flat)
    inner = [each for each in nodes if any(node_id in expansion.paths for node_id in each.nodes)]
    told = _faulty(faults)
    # A node below a fault is unknown, and no second fault: neither is what a faulty instance stands for.
    said = {(each.code, node_id) for each in own for node_id in each.nodes}

    def is_new(each: Diagnostic) -> bool:
        homes = set(map(expansion.home, each.nodes))
        is_said = any((each.code, home) in said for home in homes)
        return told.isdisjoint(each.nodes) and own_faulty.isdisjoint(homes) and not is_said

    inner = [each for each in inner if is_new(each)]
    ways = _found(WAY_RULES, flat)
    homeless = {n for n in flat.nodes if expansion.home(n) in own_faulty}
    whole = {n for n, node in flat.nodes.items() if node.block is not None and node.state is None}
    return Examination(
        expansion,
        flat,
        (*own, *folded((*faults, *inner, *ways), document, expansion)),
        own_faulty | told | _faulty((*inner, *ways)) | homeless | whole,
        _unused(nodes),
    )


def _found(rules: tuple[Rule, ...], subject: Subject) -> tuple[Diagnostic, ...]:
    return tuple(diagnostic for rule in rules for diagnostic in rule(subject))


def _diagnostic(fault: BlockFault) -> Diagnostic:
    return Diagnostic(
        code=fault.code, nodes=(fault.node,), parameter=fault.parameter, message=fault.message, hint=fault.hint
    )


def _faulty(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic]) -> frozenset[str]:
    return frozenset(node for each in diagnostics if each.is_error for node in each.nodes)


def _unused(diagnostics: tuple[Diagnostic, ...]) -> frozenset[str]:
    return frozenset(each.nodes[0] for each in diagnostics if each.code == "node/unused")
