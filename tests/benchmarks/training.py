"""How long training takes beside `model.fit`: `python -m tests.benchmarks.training [MODEL…]`, about ten minutes in all.

Each measurement is a fresh process, plain and ours in turn, and the figures are medians. Plain is what a tutorial
does: numpy arrays and `fit(verbose=1)`. Imports and loading count in neither; validation is left out of both. The
first figure counts compilation, the second is warm: all epochs at the median of those after the first. Run it on a
quiet machine; the load is printed beside the figures. Where PyTorch or JAX is installed, its tutorial's script takes
its turn too, for chains of Dense and Dropout. With `--tree DIR` only graphnn is measured, here and in another checkout
in turn: on a busy machine that is what can be compared.
"""

import argparse
import functools
import gc
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import graphnn
from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.model import Document
from graphnn.engine.environment import ENVIRONMENT
from graphnn.protocol.events import EpochEnd, Preparing, RunStarted, StepsEnd
from graphnn.protocol.run_folder import RunFolder, create_run_folder
from tests.benchmarks.least import least_figures
from tests.benchmarks.other_frameworks import MODULES, installed, layers_of, task_of, train_with

ROUNDS = 3


def main() -> None:
    """Measure and print a line for each model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", default=list(MODELS), metavar="MODEL")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--one", choices=list(WAYS), help="measure once, in this process")
    parser.add_argument("--tree", type=Path, metavar="DIR", help="compare with graphnn in this checkout")
    chosen = parser.parse_args()
    if chosen.one:
        if chosen.one in ("ours", "least"):
            os.environ.update(ENVIRONMENT)  # here, since another checkout may have another
        print(json.dumps(WAYS[chosen.one](MODELS[chosen.models[0]]())), file=sys.__stderr__)
        return
    print(f"load {os.getloadavg()[0]:.1f}; seconds with compilation / warm")
    missing = [framework for framework in MODULES if framework not in installed()]
    if missing and chosen.tree is None:
        print(f"Not installed, so not measured: {', '.join(missing)}")
    for name in chosen.models:
        if chosen.tree is not None:
            print(line_of_trees(name, chosen.tree.resolve(), chosen.rounds), flush=True)
            continue
        others = installed() if layers_of(MODELS[name]()) is not None else ()
        bounds = ("least",) if name == "mnist_dense" else ()
        taken: dict[str, list[dict[str, Any]]] = {way: [] for way in ("plain", "ours", *others, *bounds)}
        for _ in range(chosen.rounds):
            for way, measures in taken.items():
                measures.append(in_a_fresh_process(way, name))
        print(line(name, taken["plain"], taken["ours"]), flush=True)
        for way in others:
            print(line_of_other(way, taken[way], taken["ours"]), flush=True)
        if bounds:
            print(line_of_least(taken["least"], taken["plain"], taken["ours"]), flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")


def line(name: str, plain: list[dict[str, Any]], ours: list[dict[str, Any]]) -> str:
    """Return the figures of one model in a line."""
    cold, warm = ((median(plain, figure), median(ours, figure)) for figure in ("cold", "warm"))
    return (
        f"{name:<14} fit {cold[0]:6.2f} / {warm[0]:6.2f}   graphnn {cold[1]:6.2f} / {warm[1]:6.2f}   "
        f"{cold[0] / cold[1]:5.2f} / {warm[0] / warm[1]:5.2f} times as fast   "
        f"{ours[0]['metric']} {median(plain, 'score'):.4f} and {median(ours, 'score'):.4f}   "
        f"events {median(ours, 'events'):.2%}   {ours[0]['way']}"
    )


def line_of_other(way: str, other: list[dict[str, Any]], ours: list[dict[str, Any]]) -> str:
    """Return the figures of another framework in a line below."""
    (cold, warm) = ((median(other, figure), median(ours, figure)) for figure in ("cold", "warm"))
    return (
        f"{'':<14} {way} {cold[0]:6.2f} / {warm[0]:6.2f}   graphnn {cold[0] / cold[1]:5.2f} / "
        f"{warm[0] / warm[1]:5.2f} times as fast   {ours[0]['metric']} {median(other, 'score'):.4f}"
    )


def line_of_least(least: list[dict[str, Any]], plain: list[dict[str, Any]], ours: list[dict[str, Any]]) -> str:
    """Return in a line below how near a model's epochs come to what they take of this machine in any case."""
    products, warm = median(least, "products"), median(least, "warm")
    return (
        f"{'':<14} the least  {warm:6.2f}   fit takes {median(plain, 'warm') / warm:.2f} times that, "
        f"graphnn {median(ours, 'warm') / warm:.2f}; an epoch's products alone take {products:.2f} s"
    )


def line_of_trees(name: str, tree: Path, rounds: int) -> str:
    """Return how this checkout compares with another one, each measured in turn."""
    pairs = [(in_a_fresh_process("ours", name, tree=tree), in_a_fresh_process("ours", name)) for _ in range(rounds)]
    there, here = ([pair[place] for pair in pairs] for place in (0, 1))
    words = [f"{name:<14}"]
    for figure in ("cold", "warm"):
        ratio = statistics.median(before[figure] / after[figure] for before, after in pairs)
        words.append(f"{figure} {median(there, figure):.2f} -> {median(here, figure):.2f}, {ratio:.2f} times as fast")
    return "   ".join([*words, f"load {os.getloadavg()[0]:.1f}"])


def median(measures: list[dict[str, Any]], figure: str) -> float:
    """Return a figure's median."""
    return statistics.median(measure[figure] for measure in measures)


def in_a_fresh_process(way: str, name: str, *, tree: Path | None = None) -> dict[str, Any]:
    """Return the figures of one measurement, of this checkout or of another one."""
    command = [sys.executable, "-m", "tests.benchmarks.training", name, "--one", way]
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow"}
    if tree is not None:
        environment["PYTHONPATH"] = str(tree)
    result = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tree)
    if result.returncode != 0:
        raise SystemExit(f"{name}, {way}: {result.stderr[-2000:]}")
    figures: dict[str, Any] = json.loads(result.stderr.strip().splitlines()[-1])
    return figures


def plain_figures(document: Document) -> dict[str, Any]:
    """Train as a tutorial does."""
    import keras  # in the process that measures, and only there

    from graphnn.engine.budget import available_budget
    from graphnn.engine.build import build_model
    from graphnn.engine.training.compile import compile_model

    catalogue, recipe = load_catalogue(), document.training
    keras.utils.set_random_seed(recipe.seed)
    built = build_model(document, catalogue, budget=available_budget())
    inputs, targets = samples_of(built, document)
    model = compile_model(built, document, catalogue)
    ends: list[float] = []
    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: ends.append(time.perf_counter()))
    started = time.perf_counter()
    fitted = model.fit(
        inputs, targets, batch_size=recipe.batch_size, epochs=recipe.epochs, verbose=1, callbacks=[clock]
    )
    cold = time.perf_counter() - started
    later = [end - before for before, end in itertools.pairwise(ends)]
    return figures_of({name: values[-1] for name, values in fitted.history.items()}, cold, later, recipe.epochs)


def samples_of(built: Any, document: Document) -> tuple[Any, Any]:
    """Return the samples that a network trains on, as arrays."""
    from graphnn.engine.data.load import load_data_set
    from graphnn.engine.data.split import split_data
    from graphnn.engine.training.samples import batchable, bind

    assert document.data is not None
    splits = split_data(load_data_set(document.data), document.data, seed=document.training.seed)
    samples = batchable(splits.train, bind(built, document, load_catalogue()))
    return samples.inputs.astype("float32"), samples.targets


def other_figures(framework: str, document: Document) -> dict[str, Any]:
    """Train as a tutorial of another framework does."""
    from graphnn.engine.budget import available_budget
    from graphnn.engine.build import build_model

    built = build_model(document, load_catalogue(), budget=available_budget())
    task = task_of(document, *samples_of(built, document))
    assert task is not None, "no chain of Dense and Dropout"
    trained = train_with(framework, task)
    later = [end - before for before, end in itertools.pairwise(trained.ends)]
    metric = "accuracy" if task.has_classes else "loss"
    return figures_of({metric: trained.score}, trained.ends[-1], later, task.epochs)


def our_figures(document: Document) -> dict[str, Any]:
    """Train as `graphnn run` does."""
    from graphnn.engine.training.train import train

    gc.freeze()  # as the process of a run does, before it trains
    with tempfile.TemporaryDirectory() as parent:
        folder = create_run_folder(Path(parent), document, name="run")
        ended = train(folder)
        assert ended.outcome == "finished", ended.message
        events = folder.events()[0]
        ends = [event for event in events if isinstance(event, EpochEnd)]
        began = next(event.time for event in events if isinstance(event, Preparing) and "Compiling" in event.stage)
        way = next(event.way for event in events if isinstance(event, RunStarted))
        cold = ends[-1].time - began
        later = [end.time - before.time for before, end in itertools.pairwise(ends)]
        share = len(events) * seconds_an_event(Path(parent), document) / cold
    metrics = {name: value or 0.0 for name, value in ends[-1].metrics.items()}
    figures = figures_of(metrics, cold, later, document.training.epochs)
    return {**figures, "way": way, "events": share}


def figures_of(metrics: Mapping[str, float], cold: float, later: list[float], epochs: int) -> dict[str, Any]:
    """Return what both ways tell: seconds, and how well was learned."""
    metric = "accuracy" if "accuracy" in metrics else "loss"
    return {"cold": cold, "warm": statistics.median(later) * epochs, "metric": metric, "score": metrics[metric]}


def seconds_an_event(parent: Path, document: Document) -> float:
    """Return how long it takes to tell of some steps."""
    folder: RunFolder = create_run_folder(parent, document, name="events")
    event = StepsEnd(time=0.0, epoch=1, step=1, metrics={"loss": 0.5, "accuracy": 0.5}, steps_per_second=1.0)
    started = time.perf_counter()
    for _ in range(100):
        folder.append(event)
    return (time.perf_counter() - started) / 100


def example(name: str, **recipe: int) -> Document:
    """Return an example without validation and callbacks: the others that are measured have neither."""
    document = graphnn.load_example(name)
    assert document.data is not None
    data = document.data.model_copy(update={"validation": None})
    training = document.training.model_copy(update={"callbacks": (), **recipe})
    return document.model_copy(update={"data": data, "training": training})


def mnist(*layers: tuple[str, dict[str, object]]) -> Document:
    """Return a network for the digits, with these layers between the picture in grey and the ten answers."""
    base = codec.to_plain(example("mnist_dense", epochs=3))
    names = [f"layer_{place}" for place in range(len(layers))]
    within = {name: {"type": type, "parameters": values} for name, (type, values) in zip(names, layers, strict=True)}
    nodes = {name: base["nodes"][name] for name in ("image", "scale")} | within
    nodes |= {name: base["nodes"][name] for name in ("digit", "answer")}
    edges = [{"source": a, "target": b} for a, b in zip(nodes, [*nodes][1:], strict=False)]
    return codec.from_plain({**base, "nodes": nodes, "edges": edges, "view": {}})


MODELS: Mapping[str, Callable[[], Document]] = {
    "mnist_dense": lambda: example("mnist_dense"),
    "mnist_dropout": lambda: example("mnist_dropout"),
    "function_fit": lambda: example("function_fit", epochs=200),
    "mnist_lstm": lambda: mnist(("LSTM", {"units": 64})),
    "mnist_cnn": lambda: mnist(
        ("Reshape", {"target_shape": [28, 28, 1]}),
        ("Conv2D", {"filters": 16, "kernel_size": 3, "activation": "relu"}),
        ("MaxPooling2D", {}),
        ("Conv2D", {"filters": 32, "kernel_size": 3, "activation": "relu"}),
        ("MaxPooling2D", {}),
        ("Flatten", {}),
    ),
}

WAYS: Mapping[str, Callable[[Document], dict[str, Any]]] = {
    "plain": plain_figures,
    "ours": our_figures,
    "least": least_figures,
    **{framework: functools.partial(other_figures, framework) for framework in MODULES},
}

if __name__ == "__main__":
    main()
