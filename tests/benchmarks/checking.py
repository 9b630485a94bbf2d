"""How long a check of 500 nodes takes in the engine: `python -m tests.benchmarks.checking`.

What is measured is what the editor waits for with the engine warm: a request read, shapes, counts and faults
found, the answer written. Each line is a median of fifteen, but for the first check, which there is only once.
"""

import itertools
import statistics
import time
from collections.abc import Callable, Iterator

from graphnn.analysis.check import check
from graphnn.catalogue.load import load_catalogue
from graphnn.document.apply import apply
from graphnn.document.edits import SetParameter
from graphnn.document.model import Document
from graphnn.engine.budget import Budget
from graphnn.engine.build import infer_graph
from graphnn.engine.inference_cache import InferenceCache
from graphnn.protocol.messages import Infer, Inferred, request_adapter
from tests.engine.builders import node, shaped, wired

NODES = 500
ROUNDS = 15
BUDGET = Budget(memory_bytes=10**10)


def main() -> None:
    """Measure and print."""
    document, catalogue, cache = network(NODES), load_catalogue(), InferenceCache()

    def infer(each: Document) -> str:
        request = request_adapter.validate_json(Infer(number=1, document=each).model_dump_json())
        report = infer_graph(request.document, catalogue, budget=BUDGET, cache=cache)  # type: ignore[union-attr]
        return Inferred(number=1, report=report).model_dump_json()

    started = time.perf_counter()
    infer(document)
    print(f"first check of {len(document.nodes)} nodes  {(time.perf_counter() - started) * 1000:8.1f} ms")
    rates = (0.2 + number / 1000 for number in itertools.count())
    edited = (apply(document, SetParameter(id="drop80", name="rate", value=rate)) for rate in rates)
    units = (
        apply(document, SetParameter(id="wide80", name="units", value=33 + number)) for number in itertools.count()
    )
    for name, action, documents in (
        ("faults alone, no Keras", lambda each: check(each, catalogue), edited),
        ("after one edit", lambda each: infer_graph(each, catalogue, budget=BUDGET, cache=cache), edited),
        ("after one edit, with messages", infer, edited),
        ("after an edit that makes a fault", infer, units),
    ):
        print(f"{name:<33} {median_seconds(action, documents) * 1000:6.1f} ms")


def network(node_count: int) -> Document:
    """Return a chain of residual blocks."""
    nodes, wires, last = {"x": shaped(32)}, [], "x"
    for number in range((node_count - 2) // 3):
        wide, drop, join = f"wide{number}", f"drop{number}", f"join{number}"
        nodes |= {wide: node("Dense", units=32, activation="relu"), drop: node("Dropout", rate=0.1), join: node("Add")}
        wires += [f"{last} > {wide}", f"{wide} > {drop}", f"{drop} > {join}.inputs.0", f"{last} > {join}.inputs.1"]
        last = join
    return wired({**nodes, "answer": node("Output")}, *wires, f"{last} > answer")


def median_seconds(action: Callable[[Document], object], documents: Iterator[Document]) -> float:
    """Return how long an action on one document takes."""
    taken = []
    for document in itertools.islice(documents, ROUNDS):
        started = time.perf_counter()
        action(document)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
