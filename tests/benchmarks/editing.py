"""How long editing takes at the largest document: `python -m tests.benchmarks.editing`.

Each line is a median of nine in this process, beside the plain alternative: validating the whole document again.
"""

import statistics
import time
from collections.abc import Callable

from graphnn.document import codec
from graphnn.document.apply import apply
from graphnn.document.diff import diff
from graphnn.document.edits import Connect, Disconnect, MoveNodes, RemoveNodes, RenameNode, SetParameter
from graphnn.document.layout import arrangement
from graphnn.document.model import MAX_NODES
from tests.document.builders import residual_network

ROUNDS = 9


def main() -> None:
    """Measure and print."""
    document = residual_network(MAX_NODES)
    plain = document.model_dump(mode="json")
    whole = median_seconds(lambda: codec.from_plain(plain, place="document"))
    print(f"validate {MAX_NODES} nodes again   {whole * 1000:8.1f} ms")
    edited = apply(document, SetParameter(id="n500", name="units", value=7))
    thousand = residual_network(1000)
    for name, action in {
        **{type(edit).__name__: (lambda edit=edit: apply(document, edit)) for edit in edits()},
        "diff": lambda: diff(document, edited),
        "dumps": lambda: codec.dumps(document),
        "layout of 1000 nodes": lambda: arrangement(thousand),
        "the same, top to bottom": lambda: arrangement(thousand, direction="top-to-bottom"),
    }.items():
        seconds = median_seconds(action)
        print(f"{name:<27} {seconds * 1000:8.2f} ms  {whole / seconds:6.1f} times as fast")


def edits() -> tuple[SetParameter | MoveNodes | Connect | Disconnect | RenameNode | RemoveNodes, ...]:
    """Return one edit of each kind."""
    return (
        SetParameter(id="n500", name="units", value=7),
        MoveNodes(positions={"n500": (1.0, 1.0)}),
        Connect(source="n5", target="n1900.query"),
        Disconnect(target="n500.inputs.0"),
        RenameNode(id="n500", new_id="renamed"),
        RemoveNodes(ids=("n500",), heal=True),
    )


def median_seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
