"""What verbs print: tables for people, JSON for programs."""

import json
import sys
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from graphnn.analysis.diagnostic import faults_in_words
from graphnn.catalogue.model import Catalogue, DataSetType
from graphnn.cli.files import CheckedFile
from graphnn.document.differences import Difference
from graphnn.document.examples import Example
from graphnn.document.model import Document
from graphnn.errors import GraphnnError
from graphnn.protocol.report import GraphReport, NodeReport


def make_printable(*streams: TextIO) -> None:
    """Let a file's name that is no text, or a sign the terminal lacks, be printed in escapes, not end the verb."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def json_document(document: object) -> None:
    """Print one JSON document on stdout."""
    is_unicode = (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
    print(json.dumps(document, indent=2, ensure_ascii=not is_unicode, allow_nan=False))


def words(text: str) -> str:
    r"""Return text that can be printed as it is: a file's control characters, which command a terminal, are escaped.

    >>> words("red \x1b[31m")
    'red \\x1b[31m'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


def failure(message: str) -> None:
    """Say on stderr why a verb failed."""
    print(f"graphnn: {words(message)}", file=sys.stderr)


def plugin_faults(catalogue: Catalogue) -> Catalogue:
    """Say on stderr which plug-ins are left out, and why; return the catalogue."""
    for name, fault in catalogue.plugin_faults.items():
        print(f"graphnn: the plug-in {words(name)} is left out: {words(fault)}.", file=sys.stderr)
    return catalogue


def error(problem: GraphnnError, *, as_json: bool) -> None:
    """Say why a verb failed: in words on stderr, and as JSON on stdout where that was asked for."""
    failure(str(problem))
    if as_json:
        json_document({"status": "refused" if problem.exit_code == 3 else "failed", "message": str(problem)})


def checks(results: Sequence[CheckedFile], *, as_json: bool) -> None:
    """Print the faults of graph files; the JSON names the file where there are several."""
    if as_json:
        found = [
            {
                **({"file": str(result.path)} if len(results) > 1 else {}),
                "code": diagnostic.code,
                "severity": diagnostic.severity,
                "nodes": list(diagnostic.nodes),
                "message": diagnostic.message,
                "hint": diagnostic.hint,
            }
            for result in results
            for diagnostic in result.diagnostics
        ]
        json_document({"valid": all(result.is_valid for result in results), "diagnostics": found})
        return
    console = Console(highlight=False, soft_wrap=True)
    for result in results:
        if not result.diagnostics:
            console.print(words(f"{result.path}: no problems"), markup=False)
        for diagnostic in result.diagnostics:
            # What is wrong with a file as such names it already.
            message = diagnostic.message.removeprefix(f"{result.path}: ")
            console.print(words(f"{result.path}: {diagnostic.severity}: {message}"), markup=False)
            console.print(words(f"    {diagnostic.hint}"), markup=False, style="dim")


def summary(document: Document, report: GraphReport, *, as_json: bool) -> None:
    """Print each node's type, output shape and parameters, and the totals; what is wrong with it, too."""
    faults = "\n".join(faults_in_words(report.diagnostics))
    if faults:
        failure(faults)
    total, trainable = report.parameter_count, report.trainable_parameter_count
    if as_json:
        nodes = {
            node_id: {
                "type": node.type,
                "shape": _shape(report.nodes.get(node_id)),
                "parameters": _count(report, node_id),
            }
            for node_id, node in document.nodes.items()
        }
        totals = {"total": total, "trainable": trainable, "non_trainable": total - trainable}
        refused = {"status": "refused", "message": faults} if faults else {}
        json_document({"parameters": totals, "nodes": nodes, **refused})
        return
    table = Table(title=_cell(document.name), title_justify="left", title_style="bold")
    for heading, justify in (("node", "left"), ("type", "left"), ("output shape", "left"), ("parameters", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]  # rich's literal type, given in a loop
    for node_id, node in document.nodes.items():
        shape = _shape(report.nodes.get(node_id))
        sizes = ["unknown"] if shape is None else ["batch" if size is None else f"{size}" for size in shape]
        count = _count(report, node_id)
        table.add_row(node_id, _cell(node.type), " × ".join(sizes), "" if count is None else f"{count:,}")
    Console().print(table)
    print(f"{total:,} parameters: {trainable:,} trainable, {total - trainable:,} not")


def examples(found: Sequence[Example], *, as_json: bool) -> None:
    """Print the examples."""
    if as_json:
        json_document([{"name": e.name, "title": e.document.name, "path": str(e.path)} for e in found])
        return
    table = Table("name", "title", box=None)
    for example in found:
        table.add_row(example.name, _cell(example.document.name))
    Console().print(table)


def differences(found: Sequence[Difference], *, as_json: bool) -> None:
    """Print what differs between two graphs, one line each."""
    if as_json:
        listed = [
            {
                "kind": each.kind,
                "place": each.place,
                "field": each.field,
                "before": each.before,
                "after": each.after,
                "words": each.words,
            }
            for each in found
        ]
        json_document({"same": not found, "differences": listed})
        return
    for each in found:
        print(words(" ".join(each.sentence.split())))
    if not found:
        print("No differences")


def catalogue(shown: Catalogue, *, as_json: bool) -> None:
    """Print what can be placed and chosen: by category in words, or all that is known of it as JSON."""
    if as_json:
        json_document(shown.model_dump(mode="json", exclude_defaults=True))
        return
    kinds: dict[str, list[str]] = {}
    for layer_type in shown.layers.values():
        kinds.setdefault(layer_type.category, []).append(layer_type.name)
    for name in type(shown).model_fields:
        entries = getattr(shown, name)
        if name != "layers" and isinstance(entries, Mapping):
            kinds[name.replace("_", " ")] = list(entries)
    table = Table("kind", "number", "names", box=None, padding=(0, 2, 0, 0))
    for kind, names in kinds.items():
        table.add_row(kind, f"{len(names)}", ", ".join(names))
    Console().print(table)
    print(f"Keras {shown.keras_version}; graphnn catalogue --json tells their parameters and ports")


def data_sets(found: Mapping[str, DataSetType], *, as_json: bool) -> None:
    """Print the data sets with their columns."""
    if as_json:
        json_document([data_set.model_dump(mode="json") for data_set in found.values()])
        return
    table = Table("name", "samples", "columns", "what it is", box=None)
    for data_set in found.values():
        counts = [f"{count:,}" for count in (data_set.train_count, data_set.test_count) if count]
        columns = [column.name for column in data_set.columns]
        shown = ", ".join(columns[:4]) + (f" and {len(columns) - 4} more" if len(columns) > 4 else "")
        table.add_row(data_set.name, " + ".join(counts) or "generated", shown, data_set.doc)
    Console().print(table)


def _cell(text: str) -> Text:
    """Return a file's text for a table: as it is, where rich would read [brackets] as markup."""
    return Text(words(text))


def _shape(node: NodeReport | None) -> list[Any] | None:
    """Return a node's output shape; an Output node's is that of what reaches it."""
    if node is None:
        return None
    specs = [*node.outputs.values(), *node.inputs]
    return list(specs[0].shape) if specs else None


def _count(report: GraphReport, node_id: str) -> int | None:
    node = report.nodes.get(node_id)
    return None if node is None else node.parameter_count
