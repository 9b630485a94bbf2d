"""A document as the Python script that a person would write for it: Keras' Functional API, fit and evaluate.

Pure text, made from document and catalogue; whatever a document holds becomes a literal, a known name, or a comment.
"""

import ast

from graphnn.analysis.blocks import with_blocks
from graphnn.analysis.check import check
from graphnn.analysis.diagnostic import faults_in_words
from graphnn.catalogue.model import Catalogue
from graphnn.document.expand import expand
from graphnn.document.model import Document
from graphnn.errors import FaultyGraphError
from graphnn.exchange.python_blocks import block_functions
from graphnn.exchange.python_facts import Facts
from graphnn.exchange.python_text import comment
from graphnn.exchange.python_training import training_source


def python_source(document: Document, catalogue: Catalogue) -> str:
    """Return a script that builds a document's network, trains it and scores it.

    Raises:
        FaultyGraphError: If the graph has a fault.
    """
    faults = faults_in_words(check(document, catalogue))
    if faults:
        raise FaultyGraphError("\n".join(faults))
    catalogue = with_blocks(document, catalogue)
    expansion = expand(document)
    facts = Facts(expansion.document, catalogue)
    network = block_functions(document, expansion, catalogue)
    functions = [*network.functions, network.source.build_model()]
    functions += training_source(facts) if facts.trains else [["def main():", "    build_model().summary()"]]
    body = "\n\n\n".join("\n".join(part) for part in functions)
    names = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    parts: list[list[str]] = [
        [f"# {comment(document.name)}", "#", "# Written by graphnn."],
        facts.imports(names),
        [f"SEED = {document.training.seed}"],
    ]
    head = "\n\n".join("\n".join(part) for part in parts)
    return f'{head}\n\n\n{body}\n\n\nif __name__ == "__main__":\n    main()\n'
