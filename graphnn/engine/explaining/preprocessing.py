"""What the graph makes of its data before it weighs anything: the same samples before and after, side by side."""

from collections.abc import Iterator

import keras
import numpy as np

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.engine.budget import available_budget
from graphnn.engine.build import BuiltModel, build_model, one_or_all
from graphnn.engine.data.columns import column_values
from graphnn.engine.data.model import Array
from graphnn.engine.data.opened import AnySplits, first_samples
from graphnn.engine.explaining.pictures import is_picture, png, sample_pixels
from graphnn.engine.training.adapt import adapt_layers
from graphnn.engine.training.samples import Batchable, batchable, bind
from graphnn.errors import FaultyGraphError
from graphnn.protocol.figures import Figure, Histogram, Pictures, Series, Tile

SAMPLES_TAKEN = 2_000
PICTURES_SHOWN = 10
BINS = 24
PREPARING = ("Preprocessing", "Augmentation")
"""The kinds of layers that prepare samples, besides those that scale them."""


def preprocessing_figures(document: Document, catalogue: Catalogue, splits: AnySplits) -> Iterator[Figure]:
    """Yield for each Input what its samples are before and after the layers that prepare them."""
    try:
        built = build_model(document, catalogue, budget=available_budget())
        bindings = bind(built, document, catalogue)
    except FaultyGraphError:
        return  # A graph that is not whole yet prepares nothing; what it lacks stands among the problems.
    ends = {node_id: _last_preparing(built, node_id, catalogue) for node_id in built.inputs}
    ends = {node_id: end for node_id, end in ends.items() if end is not None and end in built.tensors}
    if not ends:
        return
    samples = first_samples(splits.train, SAMPLES_TAKEN)
    batch = batchable(samples, bindings)
    adapt_layers(built, catalogue, batch)
    for node_id, end in ends.items():
        before = column_values(samples, built.document.nodes[node_id].parameters["column"])
        if before.dtype != object and (after := _after(built, end or node_id, batch)) is not None:
            yield _compared(node_id, end or node_id, before, after)


def _after(built: BuiltModel, end: str, batch: Batchable) -> Array | None:
    tensor = next(iter(built.tensors[end].values()))
    model = keras.Model(one_or_all(built.inputs), tensor)
    # As in training, so that what layers change at random is seen.
    after = np.asarray(model(batch.inputs, training=True))
    return after if after.dtype.kind in "biuf" else None


def _last_preparing(built: BuiltModel, input_id: str, catalogue: Catalogue) -> str | None:
    """Return the last node of the way from an Input that nothing forks off or joins, before one weighs."""
    node_id, last = input_id, None
    while True:
        targets = [edge.target_port.node for edge in built.document.edges if edge.source_port.node == node_id]
        sources = [edge for edge in built.document.edges if targets and edge.target_port.node == targets[0]]
        if len(targets) != 1 or len(sources) != 1:
            return last
        node_id = targets[0]
        layer_type = catalogue.layers.get(built.document.nodes[node_id].type)
        if layer_type is None or "weighs" in layer_type.traits or layer_type.is_output:
            return last
        # What only lays values out otherwise, as Flatten does, shows nothing new at the end.
        if "scales" in layer_type.traits or layer_type.category in PREPARING:
            last = node_id


def _compared(input_id: str, end: str, before: Array, after: Array) -> Figure:
    title = f"{input_id}, before and after {end}"
    if is_picture(before[0]) and is_picture(after[0]):
        tiles = [
            Tile(
                picture=png(sample_pixels(values[place], low=float(values.min()), high=float(values.max()))), title=word
            )
            for word, values in (("before", before), ("after", after))
            for place in range(min(PICTURES_SHOWN, len(values)))
        ]
        return Pictures(
            name=f"prepared_{input_id}",
            title=title,
            caption=f"From {_range(before)} to {_range(after)}.",
            tiles=tuple(tiles),
            columns=PICTURES_SHOWN,
        )
    both = {"before": np.ravel(before).astype(np.float64), "after": np.ravel(after).astype(np.float64)}
    edges = np.histogram_bin_edges(np.concatenate(list(both.values())), bins=BINS)
    series = (Series(name=n, values=tuple(map(float, np.histogram(v, bins=edges)[0]))) for n, v in both.items())
    return Histogram(
        name=f"prepared_{input_id}",
        title=title,
        caption=f"From {_range(before)} to {_range(after)}.",
        edges=tuple(map(float, edges)),
        series=tuple(series),
        x_label="value",
    )


def _range(values: Array) -> str:
    return f"{float(values.min()):.4g} … {float(values.max()):.4g}"
