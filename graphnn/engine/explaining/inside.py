"""What a run's network has learned, in figures: of the whole network, or of one node."""

from collections.abc import Iterator

from graphnn.engine.explaining.activity import activity_figures, attention_name, last_hidden, plane_figure
from graphnn.engine.explaining.answers import ClassAnswers, answers_of
from graphnn.engine.explaining.attribution import attribution_figure
from graphnn.engine.explaining.fit import fit_figures
from graphnn.engine.explaining.submodels import kernel_of, layer_of
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.engine.explaining.weights import aggregated_figure, first_layer, kernel_figure, weight_figures
from graphnn.errors import UsageError
from graphnn.protocol.figures import Figure


def network_figures(run: TrainedRun) -> tuple[Figure, ...]:
    """Return what the whole network has learned: how it fits, its first weights, what speaks for each class."""
    return tuple(_network_figures(run))


def node_figures(run: TrainedRun, node_id: str, sample: int) -> tuple[Figure, ...]:
    """Return what a node has learned, and how it answers one of the samples the run is scored on.

    Raises:
        UsageError: If the network has no such node, or the data no such sample.
    """
    if node_id not in run.built.document.nodes:
        raise UsageError(f"{node_id}: no node of the network that was trained.")
    count = run.samples.count
    if sample >= count:
        raise UsageError(f"sample {sample + 1}: there are {count:,} samples.")
    figures = [*weight_figures(run, node_id)]
    if node_id in run.built.tensors or node_id in run.built.outputs:
        figures += activity_figures(run, node_id, sample)
    # Where it looks is what an attention layer is for; its weights say less.
    return tuple(sorted(figures, key=lambda figure: figure.name != attention_name(node_id)))


def _network_figures(run: TrainedRun) -> Iterator[Figure]:
    yield from fit_figures(run)
    first = first_layer(run)
    layer = None if first is None else layer_of(run, first)
    kernel = None if layer is None else kernel_of(layer)
    if first is not None and kernel is not None:
        yield kernel_figure(run, first, kernel)
    for answers in answers_of(run):
        if isinstance(answers, ClassAnswers):
            yield from (f for f in (aggregated_figure(run, answers.node_id), attribution_figure(run, answers)) if f)
    hidden = last_hidden(run)
    plane = None if hidden is None else plane_figure(run, hidden)
    if plane is not None:
        yield plane
