"""What layers have learned: their weights as pictures and histograms, and the weights through all layers at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import keras
import numpy as np

from graphnn.engine.data.model import Array
from graphnn.engine.explaining.pictures import is_picture, png, sheet, weight_pixels, weight_scale
from graphnn.engine.explaining.submodels import above, kernel_of, layer_of, layers_in_order, weights_of
from graphnn.engine.explaining.trained import TrainedRun
from graphnn.protocol.figures import Figure, Histogram, Pictures, Series, Sheet, Tile

PICTURES_ON_A_SHEET = 1024
LONGEST_SIDE = 512
BINS = 50


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """An Input whose pictures reach a layer unmixed, pixel by pixel, in the order of its weights."""

    node_id: str
    shape: tuple[int, ...]


def weight_figures(run: TrainedRun, node_id: str) -> Iterator[Figure]:
    """Yield what a node's layer has learned; nothing, where it has no weights."""
    layer = layer_of(run, node_id)
    if layer is None or not layer.weights:
        return
    weights = [*weights_of(layer)]
    kernel = next((name for _, name, values in weights if values.ndim >= 2), None)
    for part, name, values in weights:
        if name == kernel and values.ndim >= 2:
            yield kernel_figure(run, node_id, values, part=part)
    for place, (part, name, values) in enumerate(weights):
        values = values.astype(np.float64)
        if values.size > 1 and np.isfinite(values).all():
            title = f"{name.replace('_', ' ').capitalize()} of {_named(node_id, part)}"
            yield _histogram(f"{node_id}_histogram_{place}", title, values)


def kernel_figure(run: TrainedRun, node_id: str, kernel: Array, *, part: str = "") -> Sheet:
    """Return a kernel of a layer as pictures: one for each unit or filter, shaped as what it looks at.

    Args:
        run: What was trained.
        node_id: Whose layer it is.
        kernel: The weights.
        part: What of the layer they belong to, where that has several kernels.
    """
    figure = _kernel_figure(run, node_id, kernel)
    if not part:
        return figure
    name, title = f"{figure.name}_{part}", f"Weights of {_named(node_id, part)}"
    return figure.model_copy(update={"name": name, "title": title})


def _kernel_figure(run: TrainedRun, node_id: str, kernel: Array) -> Sheet:
    layer = layer_of(run, node_id)
    seen = seen_picture(run, node_id)
    if kernel.ndim == 2 and seen is not None and len(kernel) == np.prod(seen.shape):
        height, width, *channels = seen.shape
        pictures = kernel.T.reshape(-1, height, width, *channels)
        pictures = pictures.mean(axis=-1) if channels else pictures  # colours count alike
        words = (
            f"One picture for each of the {kernel.shape[1]:,} units: how much it wants of each pixel of {seen.node_id}."
        )
        return _sheet(node_id, pictures, words)
    if kernel.ndim == 4 and max(kernel.shape[:2]) > 1:
        filters = np.moveaxis(kernel, (2, 3), (1, 0)).reshape(-1, *kernel.shape[:2])
        size = f"{kernel.shape[0]} × {kernel.shape[1]}"
        words = f"{counted(kernel.shape[3], 'filter')} of {counted(kernel.shape[2], 'channel')}, each {size}."
        return _sheet(node_id, filters, words, columns=_columns(kernel.shape[3], kernel.shape[2]))
    if kernel.ndim == 3 and not hasattr(layer, "kernel_size"):
        shape = " × ".join(map(str, kernel.shape))
        # Whichever makes the squarer picture: a head's weights are the last of one kernel and the first of another.
        side = kernel.shape[0] if kernel.shape[0] >= kernel.shape[2] else kernel.size // kernel.shape[2]
        down = "the first of these go" if side == kernel.shape[0] else "the first two of these go"
        words = f"{shape} weights: {down} down, the others across."
        flat = kernel.reshape(side, -1)
        return _sheet(node_id, flat[np.newaxis, :LONGEST_SIDE, :LONGEST_SIDE], words)
    if kernel.ndim == 3:
        words = f"{counted(kernel.shape[2], 'kernel')}; in each, time goes down and channels go across."
        return _sheet(node_id, np.moveaxis(kernel, 2, 0), words)
    flat = kernel.reshape(-1, kernel.shape[-1])
    across = _across(layer, flat.shape[1])
    words = f"{counted(flat.shape[0], 'input')} down, {across} across."
    if len(flat) > 2 * flat.shape[1]:
        words = f"{across[0].upper()}{across[1:]} down, {counted(len(flat), 'input')} across."
        flat = flat.T
    return _sheet(node_id, flat[np.newaxis, :LONGEST_SIDE, :LONGEST_SIDE], words)


def seen_picture(run: TrainedRun, node_id: str) -> SeenPicture | None:
    """Return the Input whose pictures reach a node pixel by pixel: nothing on the way mixes them."""
    source = above(run, node_id)
    while source is not None and source not in run.built.inputs:
        layer = layer_of(run, source)
        if layer is not None and kernel_of(layer) is not None:
            return None
        source = above(run, source)
    if source is None:
        return None
    shape = tuple(run.built.inputs[source].shape[1:])
    return SeenPicture(source, shape) if None not in shape and is_picture(np.zeros(shape)) else None


def aggregated_weights(run: TrainedRun, output: str) -> Array | None:
    """Return how each pixel counts for each class through all layers at once: the product of their kernels.

        A = W_1 W_2 … W_n,  A[p, c] = sum over all paths from pixel p to class c of the product of their weights

    Biases and activations are left out: as if every unit let everything through. None where not all weights on the
    way are matrices between the pixels of one picture and the Output.

    Shapes:
        (classes, height, width)
    """
    product: Array | None = None
    node_id = above(run, output)
    while node_id is not None and node_id not in run.built.inputs:
        layer = layer_of(run, node_id)
        kernel = None if layer is None else kernel_of(layer)
        if layer is not None and kernel is not None:
            if kernel.ndim != 2 or len(layer.weights) > 2:  # a kernel and a bias: more is no plain product
                return None
            product = kernel if product is None else kernel @ product
            seen = seen_picture(run, node_id)
            if seen is not None and len(seen.shape) == 2 and len(product) == np.prod(seen.shape):
                return product.T.reshape(-1, *seen.shape)
        node_id = above(run, node_id)
    return None


def aggregated_figure(run: TrainedRun, output: str) -> Pictures | None:
    """Return the aggregated weights of an Output as one picture for each class."""
    weights = aggregated_weights(run, output)
    if weights is None:
        return None
    column = run.column(output)
    names = column.classes if column and len(column.classes) == len(weights) else tuple(map(str, range(len(weights))))
    scale = weight_scale(weights)
    return Pictures(
        name=f"{output}_aggregated_weights",
        title="What speaks for each class",
        caption="The product of the kernels of all layers: orange pixels speak for the class, blue ones against it.",
        tiles=tuple(
            Tile(picture=png(weight_pixels(picture, scale=scale)), title=name)
            for name, picture in zip(names, weights, strict=True)
        ),
        columns=min(len(weights), 10),
        scale=scale,
    )


def first_layer(run: TrainedRun) -> str | None:
    """Return the first node whose layer has a kernel."""
    return next((node_id for node_id, layer in layers_in_order(run) if kernel_of(layer) is not None), None)


def _named(node_id: str, part: str) -> str:
    return f"{node_id}, {part}" if part else node_id


def _sheet(node_id: str, pictures: Array, words: str, *, columns: int | None = None) -> Sheet:
    shown = pictures[:PICTURES_ON_A_SHEET]
    columns = columns or _columns(len(shown), 1)
    scale = weight_scale(shown)
    if len(shown) < len(pictures):
        words += f" The first {len(shown):,} are shown."
    return Sheet(
        name=f"{node_id}_weights",
        title=f"Weights of {node_id}",
        caption=words,
        picture=png(weight_pixels(sheet(shown, columns=columns), scale=scale)),
        rows=-(-len(shown) // columns),
        columns=columns,
        count=len(shown),
        scale=scale,
    )


def _across(layer: keras.layers.Layer | None, count: int) -> str:
    """Return what the columns of a kernel are: units, or of a recurrent layer the units of each of its gates."""
    units = getattr(getattr(layer, "forward_layer", layer), "units", count)
    gates, rest = divmod(count, units)
    return counted(count, "unit") if gates < 2 or rest else f"{counted(units, 'unit')} of each of {gates} gates"


def counted(count: int, noun: str) -> str:
    """Return how many there are of something.

    >>> counted(1, "input"), counted(2_000, "unit")
    ('1 input', '2,000 units')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _columns(count: int, channels: int) -> int:
    """Return how many pictures stand in a row: all channels of some filters, about twice as many as rows."""
    if channels > 1:
        return channels * max(1, round((2 * count / channels) ** 0.5)) if channels < 2 * count else channels
    return next((columns for columns in (8, 16, 32, 64) if columns * columns / 2 >= count), 64) if count > 8 else count


def _histogram(name: str, title: str, values: Array) -> Histogram:
    counts, edges = np.histogram(values, BINS)
    return Histogram(
        name=name,
        title=title,
        caption=f"{counted(values.size, 'weight')}, mean {values.mean():.4g}, standard deviation {values.std():.4g}.",
        edges=tuple(map(float, edges)),
        series=(Series(name="weights", values=tuple(map(float, counts))),),
        x_label="weight",
    )
