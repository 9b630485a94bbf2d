"""Anatomy of a fit: how the units of a network draw a curve, and how it divides the plane."""

from collections.abc import Iterator

import keras
import numpy as np

from graphnn.engine.data.model import Array
from graphnn.engine.explaining.answers import ClassAnswers, NumberAnswers, answers_of_output
from graphnn.engine.explaining.pictures import NEGATIVE, POSITIVE, png
from graphnn.engine.explaining.probabilities import probabilities
from graphnn.engine.explaining.samples import feature_names
from graphnn.engine.explaining.submodels import above, kernel_of, layer_of, layers_in_order, values_at
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Curve, Curves, Figure, Group, Scatter, Surface

GRID_POINTS = 201
UNITS_SHOWN = 64
SURFACE_SIDE = 160
POINTS_SHOWN = 600
CLASS_COLORS = (NEGATIVE, POSITIVE, (33, 131, 88), (194, 41, 138), (131, 71, 185), (16, 125, 152))


def fit_figures(run: TrainedRun) -> Iterator[Figure]:
    """Yield what can be drawn of a network of one or two numbers; nothing for any other."""
    tensors = run.built.inputs.values()
    if any(tensor.dtype == "string" for tensor in tensors):
        return
    sizes = [int(np.prod(tensor.shape[1:])) for tensor in tensors if None not in tensor.shape[1:]]
    if sizes == [1]:
        yield from curve_figures(run)
    elif sum(sizes) == 2 and len(sizes) == len(run.built.inputs):
        yield from surface_figures(run)


def curve_figures(run: TrainedRun) -> Iterator[Curves]:
    """Yield the fit, what each hidden layer's units draw over the input, and the weighted sum that is the answer."""
    (input_id,) = run.built.inputs
    name = run.column_names(input_id)[0]
    seen = run.values(input_id).reshape(-1).astype(np.float64)
    grid = np.linspace(seen.min(), seen.max(), GRID_POINTS, dtype=np.float32)[:, np.newaxis]
    for output in run.built.outputs:
        answered = values_at(run, output, grid)
        if answered.ndim == 2 and answered.shape[1] == 1:
            truth = run.values(output).reshape(-1).astype(np.float64)
            order = np.argsort(seen, kind="stable")
            yield Curves(
                name="fit",
                title="The fit",
                x_label=name,
                y_label=run.column_names(output)[0],
                curves=(
                    _curve("true", seen[order], truth[order], role="truth"),
                    _curve("network", grid[:, 0], answered[:, 0]),
                ),
            )
            yield from _weighted_sum(run, output, grid, name)
    for node_id, layer in layers_in_order(run):
        if kernel_of(layer) is not None and node_id not in _answering(run):
            units = values_at(run, node_id, grid)
            if units.ndim == 2:
                yield _units(node_id, grid[:, 0], units, name)


def weighted_parts(run: TrainedRun, node_id: str, inputs: Array) -> tuple[Array, Array] | None:
    """Return what each unit below a node of one unit adds to its sum, and the sum with the bias.

        s(x) = sum_j w_j h_j(x) + b

    None where the node is no plain weighted sum of what reaches it.

    Shapes:
        (n, units), (n,)
    """
    layer, below = layer_of(run, node_id), above(run, node_id)
    kernel = None if layer is None else kernel_of(layer)
    if layer is None or below is None or kernel is None or kernel.ndim != 2 or kernel.shape[1] != 1:
        return None
    features = values_at(run, below, inputs)
    if features.ndim != 2 or features.shape[1] != kernel.shape[0]:
        return None
    parts = features * kernel[:, 0]
    bias = float(np.asarray(layer.bias)[0]) if getattr(layer, "use_bias", False) else 0.0
    return parts, parts.sum(axis=1) + bias


def surface_figures(run: TrainedRun) -> Iterator[Scatter]:
    """Yield what the network answers at each place of the plane, under the samples it is scored on."""
    values = np.hstack([run.values(node_id).reshape(run.samples.count, -1) for node_id in run.built.inputs])
    names = [n for i in run.built.inputs for n in feature_names(run, i, int(np.prod(run.built.inputs[i].shape[1:])))]
    low, high = values.min(axis=0).astype(np.float64), values.max(axis=0).astype(np.float64)
    margin = 0.08 * np.maximum(high - low, 1e-9)
    low, high = low - margin, high + margin
    across, up = np.meshgrid(np.linspace(low[0], high[0], SURFACE_SIDE), np.linspace(high[1], low[1], SURFACE_SIDE))
    plane = np.stack([across.ravel(), up.ravel()], axis=1).astype(np.float32)
    for output, raw in run.predict(_as_inputs(run, plane)).items():
        picture = _surface_picture(run, output, raw)
        if picture is None:
            continue
        yield Scatter(
            name=f"{output}_surface",
            title="Decision surface",
            caption="The colour is the network's answer at each place; the points are samples it has not learned from.",
            x_label=names[0],
            y_label=names[1],
            groups=tuple(_sample_groups(run, output, values)),
            surface=Surface(
                picture=picture, left=float(low[0]), right=float(high[0]), bottom=float(low[1]), top=float(high[1])
            ),
        )


def _weighted_sum(run: TrainedRun, output: str, grid: Array, x_label: str) -> Iterator[Curves]:
    node_id = above(run, output)
    summed = None if node_id is None else weighted_parts(run, node_id, grid)
    if summed is None or node_id is None:
        return
    parts, total = summed
    strongest = np.argsort(-np.ptp(parts, axis=0), kind="stable")[:UNITS_SHOWN]
    layer = layer_of(run, node_id)
    is_linear = layer is not None and getattr(layer, "activation", None) in (None, keras.activations.linear)
    yield Curves(
        name=f"{node_id}_sum",
        title=f"{node_id} as a sum",
        caption=f"Each feature of {above(run, node_id)} by its weight; with the bias they add up to "
        + ("the answer." if is_linear else "what the activation is applied to."),
        x_label=x_label,
        y_label=node_id,
        curves=(
            *(_curve(f"unit {place}", grid[:, 0], parts[:, place], role="part") for place in strongest),
            _curve("sum", grid[:, 0], total),
        ),
    )


def _units(node_id: str, x: Array, units: Array, x_label: str) -> Curves:
    shown = units[:, :UNITS_SHOWN]
    more = "" if shown.shape[1] == units.shape[1] else f" {shown.shape[1]} of {units.shape[1]} are shown."
    return Curves(
        name=f"{node_id}_features",
        title=f"Features of {node_id}",
        caption=f"What each of its units draws over {x_label}.{more}",
        x_label=x_label,
        y_label="feature",
        curves=tuple(_curve(f"unit {place}", x, shown[:, place], role="part") for place in range(shown.shape[1])),
    )


def _answering(run: TrainedRun) -> set[str | None]:
    return {above(run, output) for output in run.built.outputs}


def _curve(name: str, x: Array, y: Array, **role: str) -> Curve:
    return Curve.model_validate({"name": name, "x": tuple(map(float, x)), "y": tuple(map(float, y)), **role})


def _as_inputs(run: TrainedRun, plane: Array) -> Array | dict[str, Array]:
    if len(run.built.inputs) == 1:
        (tensor,) = run.built.inputs.values()
        return plane.reshape(-1, *tensor.shape[1:])
    return {node_id: plane[:, [place]] for place, node_id in enumerate(run.built.inputs)}


def _surface_picture(run: TrainedRun, output: str, raw: Array) -> str | None:
    colors = answer_colors(run, output, raw.reshape(len(raw), -1))
    return None if colors is None else png(np.asarray(colors.reshape(SURFACE_SIDE, SURFACE_SIDE, 4), dtype=np.uint8))


def answer_colors(run: TrainedRun, output: str, raw: Array) -> Array | None:
    """Return the colour of each answer: of its class, the surer the more opaque; of a number, by its sign and size.

    Shapes:
        (n, k) -> (n, 4)
    """
    column = run.column(output)
    if column is not None and column.kind == "label":
        likely = probabilities(raw, run.built.document.nodes[output], run.catalogue)
        best = likely.argmax(axis=1)
        surplus = (likely.max(axis=1) - 1 / likely.shape[1]) / (1 - 1 / likely.shape[1])
        colors = np.array(CLASS_COLORS)[best % len(CLASS_COLORS)]
        return np.column_stack([colors, 40 + 150 * np.clip(surplus, 0, 1)])
    if raw.shape[1] != 1:
        return None
    size = np.abs(raw[:, 0]) / max(float(np.abs(raw).max()), 1e-9)
    colors = np.where(raw < 0, np.array(NEGATIVE), np.array(POSITIVE))
    return np.column_stack([colors, 200 * size])


def _sample_groups(run: TrainedRun, output: str, values: Array) -> Iterator[Group]:
    places = np.unique(np.linspace(0, len(values) - 1, POINTS_SHOWN).astype(int))
    answers = answers_of_output(run, output, run.predictions[output])
    if isinstance(answers, ClassAnswers):
        for number, name in enumerate(answers.classes):
            yield _group(name, values[places][answers.truth[places] == number])
    elif isinstance(answers, NumberAnswers):
        yield _group("samples", values[places])


def _group(name: str, points: Array) -> Group:
    return Group(name=name, x=tuple(map(float, points[:, 0])), y=tuple(map(float, points[:, 1])))
