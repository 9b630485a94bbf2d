"""What nodes do with samples: feature maps, activations, attention, and where samples lie by what a layer says."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from graphnn.engine.build import one_or_all
from graphnn.engine.data.model import Array
from graphnn.engine.explaining.answers import ClassAnswers, answers_of
from graphnn.engine.explaining.pictures import png, sheet, weight_pixels, weight_scale
from graphnn.engine.explaining.submodels import layer_of, layers_in_order, takes, values_at
from graphnn.engine.explaining.trained import TrainedRun, apply_in_batches
from graphnn.protocol.figures import Bars, Figure, Group, Scatter, Series, Sheet, Table

MAPS_SHOWN = 64
BARS_SHOWN = 40
SAMPLES_IN_THE_PLANE = 1000
LONGEST_SIDE = 512
COLORS = 10
"""So many classes are told apart by colour."""


def activity_figures(run: TrainedRun, node_id: str, sample: int) -> Iterator[Figure]:
    """Yield what a node gives to one of the samples a run is scored on."""
    inputs = run.inputs_at([sample])
    yield activity_figure(node_id, values_at(run, node_id, inputs)[0], sample)
    attention = attention_weights(run, node_id, inputs)
    if attention is not None:
        maps = attention[0]
        yield Sheet(
            name=attention_name(node_id),
            title=f"Attention of {node_id}, sample {sample + 1}",
            caption="One picture for each head: queries down, what they look at across.",
            picture=_picture(maps, len(maps)),
            rows=1,
            columns=len(maps),
            count=len(maps),
            scale=weight_scale(maps),
        )


def attention_name(node_id: str) -> str:
    """Return what the figure of where an attention layer looks is called."""
    return f"{node_id}_attention"


def activity_figure(node_id: str, values: Array, sample: int) -> Figure:
    """Return what a node gives to a sample: maps as pictures, few numbers as bars, many as one picture."""
    name, title = f"{node_id}_activity", f"Answer of {node_id} to sample {sample + 1}"
    values = np.asarray(values)
    if values.dtype.kind not in "biuf":
        texts = [text.decode() if isinstance(text, bytes) else str(text) for text in values.reshape(-1).tolist()]
        return Table(name=name, title=title, columns=("text",), rows=tuple((text,) for text in texts))
    values = values.astype(np.float64)
    if values.ndim == 3:
        maps = np.moveaxis(values, -1, 0)
        columns = min(len(maps), 16 if len(maps) > 16 else 8)
        shown = maps[:MAPS_SHOWN, :LONGEST_SIDE, :LONGEST_SIDE]
        words = f"{len(maps)} feature maps of {values.shape[0]} × {values.shape[1]}."
        return _sheet(name, title, words, shown, columns)
    if values.ndim == 1 and len(values) <= BARS_SHOWN:
        names = tuple(str(place) for place in range(len(values)))
        series = (Series(name=node_id, values=tuple(map(float, values))),)
        return Bars(name=name, title=title, names=names, series=series, value_label="answer")
    if values.ndim == 1:
        columns = int(np.ceil(np.sqrt(2 * len(values))))
        cells = np.zeros(-(-len(values) // columns) * columns)
        cells[: len(values)] = values
        active = np.count_nonzero(values) / len(values)
        words = f"{len(values):,} units row by row; {100 * active:.0f} % answer with other than 0."
        return _sheet(name, title, words, cells.reshape(1, -1, columns), 1)
    flat = values.reshape(values.shape[0] if values.ndim else 1, -1)[:LONGEST_SIDE, :LONGEST_SIDE]
    return _sheet(name, title, f"{flat.shape[0]} steps down, {flat.shape[1]} values across.", flat[np.newaxis], 1)


def attention_weights(run: TrainedRun, node_id: str, inputs: Any) -> Array | None:
    """Return where an attention layer looks; None for any other layer.

    Shapes:
        (batch, heads, queries, keys)
    """
    layer = layer_of(run, node_id)
    if layer is None or not takes(layer, "return_attention_scores"):
        return None
    # Applied once more, to what reaches it; Keras keeps the tensors with the call that made the layer's output.
    call = layer._inbound_nodes[0].arguments
    before = keras.Model(one_or_all(run.built.inputs), list(call.keras_tensors))
    reached = dict(zip(map(id, call.keras_tensors), apply_in_batches(before, inputs), strict=True))
    args, kwargs = keras.tree.map_structure(lambda each: reached.get(id(each), each), (call.args, call.kwargs))
    scores = np.asarray(layer(*args, **{**kwargs, "return_attention_scores": True})[1])
    return scores if scores.ndim == 4 else scores[:, np.newaxis]


def plane_figure(run: TrainedRun, node_id: str) -> Scatter | None:
    """Return the samples in the plane by what a node says of them: its answers' two principal components.

    None where it gives fewer than two numbers a sample.
    """
    count = min(run.samples.count, SAMPLES_IN_THE_PLANE)
    places = np.unique(np.linspace(0, run.samples.count - 1, count).astype(int))
    answers = values_at(run, node_id, run.inputs_at(places)).reshape(len(places), -1).astype(np.float64)
    if answers.shape[1] < 2 or len(places) < 3:
        return None
    plane, shares = principal_components(answers)
    return Scatter(
        name=f"{node_id}_plane",
        title=f"Samples by {node_id}",
        caption=f"Principal components of its {answers.shape[1]:,} values: "
        f"{100 * shares[0]:.0f} % and {100 * shares[1]:.0f} % of their variance.",
        x_label="first component",
        y_label="second component",
        groups=tuple(_groups(run, places, plane)),
    )


def principal_components(values: Array) -> tuple[Array, tuple[float, float]]:
    """Return rows in the plane of their largest variance, and the share of it along each axis.

    Shapes:
        (n, k) -> (n, 2)
    """
    centred = values - values.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    variance = np.maximum(np.sum(sizes**2), 1e-12)
    return left[:, :2] * sizes[:2], (float(sizes[0] ** 2 / variance), float(sizes[1] ** 2 / variance))


def last_hidden(run: TrainedRun) -> str | None:
    """Return the last node but one that has weights: what the network knows before it answers."""
    weighted = [node_id for node_id, layer in layers_in_order(run) if layer.weights]
    return weighted[-2] if len(weighted) > 1 else None


def _groups(run: TrainedRun, places: Array, plane: Array) -> Iterator[Group]:
    sorted_into = next((each for each in answers_of(run) if isinstance(each, ClassAnswers)), None)
    if sorted_into is None:
        yield _group("samples", plane)
        return
    truth, classes = sorted_into.truth[places], sorted_into.classes
    named = len(classes) if len(classes) <= COLORS else COLORS - 1
    if named < len(classes):
        others = _group(f"{len(classes) - named} other classes", plane[truth >= named])
        yield others.model_copy(update={"is_background": True})
    for number, name in enumerate(classes[:named]):
        yield _group(name, plane[truth == number])


def _group(name: str, points: Array) -> Group:
    return Group(name=name, x=tuple(map(float, points[:, 0])), y=tuple(map(float, points[:, 1])))


def _sheet(name: str, title: str, caption: str, pictures: Array, columns: int) -> Sheet:
    return Sheet(
        name=name,
        title=title,
        caption=caption,
        picture=_picture(pictures, columns),
        rows=-(-len(pictures) // columns),
        columns=columns,
        count=len(pictures),
        scale=weight_scale(pictures),
    )


def _picture(pictures: Array, columns: int) -> str:
    return png(weight_pixels(sheet(np.asarray(pictures), columns=columns), scale=weight_scale(pictures)))
