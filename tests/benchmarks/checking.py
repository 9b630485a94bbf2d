"""How long a check of 500 nodes takes in the engine: `python -m tests.benchmarks.checking`.

What is measured is what the editor waits for with the engine warm: a request written and read, shapes, counts and
faults found, the answer written and read. Each line is a median of fifteen, but for the first check, which there is
only once; beside it stands the processor's time, which says more where others use the machine too.
"""

import gc
import itertools
import statistics
import time
from collections.abc import Callable, Iterator

from graphnn.analysis.check import check
from graphnn.catalogue.load import load_catalogue
from graphnn.document.apply import apply
from graphnn.document.diff import diff
from graphnn.document.edits import SetParameter
from graphnn.document.model import Document
from graphnn.engine.budget import Budget
from graphnn.engine.build import infer_graph
from graphnn.engine.inference_cache import InferenceCache
from graphnn.engine.inferring import Inferring
from graphnn.protocol.messages import Infer, InferChange, reply_adapter, request_adapter
from tests.engine.builders import node, shaped, wired

NODES = 500
ROUNDS = 15
BUDGET = Budget(memory_bytes=10**10)


def main() -> None:
    """Measure and print."""
    document, catalogue, cache = network(NODES), load_catalogue(), InferenceCache()
    inferring, numbers = Inferring(catalogue), itertools.count(1)

    def infer(request: Infer | InferChange) -> None:
        read = request_adapter.validate_json(request.model_dump_json())
        reply = inferring.answer(read) if isinstance(read, Infer) else inferring.answer_change(read)  # type: ignore[arg-type]
        assert reply_adapter.validate_json(reply.model_dump_json()).reply != "forgotten"

    def infer_change(edited: Document) -> None:
        infer(InferChange(number=next(numbers), base=0, patch=diff(document, edited)))

    # As the engine does before it is ready.
    gc.freeze()
    started, cpu_started = time.perf_counter(), time.process_time()
    infer(Infer(number=0, document=document))
    show(
        f"first check of {len(document.nodes)} nodes", time.perf_counter() - started, time.process_time() - cpu_started
    )
    infer_graph(document, catalogue, budget=BUDGET, cache=cache)
    rates = (0.2 + number / 1000 for number in itertools.count())
    edited = (apply(document, SetParameter(id="drop80", name="rate", value=rate)) for rate in rates)
    units = (
        apply(document, SetParameter(id="wide80", name="units", value=33 + number)) for number in itertools.count()
    )
    for name, action, documents in (
        ("faults alone, no Keras", lambda each: check(each, catalogue), edited),
        ("after one edit", lambda each: infer_graph(each, catalogue, budget=BUDGET, cache=cache), edited),
        ("after one edit, with messages", infer_change, edited),
        ("after an edit that makes a fault", infer_change, units),
    ):
        show(name, *median_seconds(action, documents))


def show(name: str, seconds: float, cpu_seconds: float) -> None:
    """Print one line."""
    print(f"{name:<33} {seconds * 1000:6.1f} ms  {cpu_seconds * 1000:6.1f} ms of the processor")


def network(node_count: int) -> Document:
    """Return a chain of residual blocks."""
    nodes, wires, last = {"x": shaped(32)}, [], "x"
    for number in range((node_count - 2) // 3):
        wide, drop, join = f"wide{number}", f"drop{number}", f"join{number}"
        nodes |= {wide: node("Dense", units=32, activation="relu"), drop: node("Dropout", rate=0.1), join: node("Add")}
        wires += [f"{last} > {wide}", f"{wide} > {drop}", f"{drop} > {join}.inputs.0", f"{last} > {join}.inputs.1"]
        last = join
    return wired({**nodes, "answer": node("Output")}, *wires, f"{last} > answer")


def median_seconds(action: Callable[[Document], object], documents: Iterator[Document]) -> tuple[float, float]:
    """Return how long an action on one document takes, and for how long it keeps the processor."""
    taken, cpu_taken = [], []
    for document in itertools.islice(documents, ROUNDS):
        started, cpu_started = time.perf_counter(), time.process_time()
        action(document)
        taken.append(time.perf_counter() - started)
        cpu_taken.append(time.process_time() - cpu_started)
    return statistics.median(taken), statistics.median(cpu_taken)


if __name__ == "__main__":
    main()
