"""Every fault of a document that can be told without Keras, all at once.

Pure: no I/O, no tensors, and the same document always gives the same diagnostics in the same order. Each rule is
one small function; where a cure exists as an edit, the diagnostic carries it.
"""

from graphnn.analysis.data import DATA_RULES
from graphnn.analysis.diagnostic import Diagnostic
from graphnn.analysis.graph import GRAPH_RULES
from graphnn.analysis.outputs import OUTPUT_RULES
from graphnn.analysis.parameters import PARAMETER_RULES
from graphnn.analysis.subject import Rule, Subject
from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document

RULES: tuple[Rule, ...] = (*GRAPH_RULES, *PARAMETER_RULES, *DATA_RULES, *OUTPUT_RULES)


def check(document: Document, catalogue: Catalogue) -> tuple[Diagnostic, ...]:
    """Return the faults of a document: errors keep it from being built or trained, warnings do not.

    >>> from graphnn.catalogue.load import load_catalogue
    >>> [diagnostic.code for diagnostic in check(Document(), load_catalogue())]
    ['graph/empty']
    """
    subject = Subject(document, catalogue)
    return tuple(diagnostic for rule in RULES for diagnostic in rule(subject))
