"""The same networks in PyTorch and in JAX, trained as their tutorials do: for `tests.benchmarks.training`.

Neither is needed by anything here: each is measured where it is installed, and only networks that are a chain of Dense
and Dropout, which is what both tutorials write by hand.
"""

import itertools
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphnn.document.model import Document

MODULES: Mapping[str, str] = {"pytorch": "torch", "jax": "jax"}
"""By what each framework is imported."""

_PASSED_OVER = ("Input", "Rescaling", "Flatten", "Output")
"""What is no layer to write in either: samples come as rows of numbers, scaled."""

LEARNING_RATE = 0.001
"""Keras' default, which both optimizers are given here."""

DECAYS = {"Adam": (0.9, 0.999, 1e-7), "RMSprop": (0.0, 0.9, 1e-7)}
"""Of the mean of gradients and of their squares, and what is added to a divisor, as Keras has them."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a chain."""

    units: int
    activation: str | None
    dropped: float
    """The share of its answers that is dropped behind it while it learns."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to train, and on what."""

    layers: tuple[Layer, ...]
    inputs: NDArray[np.float32]
    targets: NDArray[Any]
    """Classes as whole numbers, or numbers in a row for each sample."""
    optimizer: str
    learning_rate: float
    batch_size: int
    epochs: int

    @property
    def has_classes(self) -> bool:
        """Whether a class is learned."""
        return bool(np.issubdtype(self.targets.dtype, np.integer))


@dataclass(frozen=True, slots=True)
class Trained:
    """When each epoch ended, the first counted from the start, and how well the last learned."""

    ends: list[float]
    score: float


def installed() -> tuple[str, ...]:
    """Return which of the frameworks are."""
    return tuple(name for name, module in MODULES.items() if find_spec(module) is not None)


def layers_of(document: Document) -> tuple[Layer, ...] | None:
    """Return the layers of a network that is a chain of Dense and Dropout; None for any other.

    >>> import graphnn
    >>> [layer.units for layer in layers_of(graphnn.load_example("mnist_dropout"))]
    [48, 15, 10]
    """
    layers: list[Layer] = []
    for node in document.nodes.values():
        given: Mapping[str, Any] = node.parameters
        if node.type == "Dense":
            layers.append(Layer(given["units"], given.get("activation"), 0.0))
        elif node.type == "Dropout" and layers:
            layers[-1] = Layer(layers[-1].units, layers[-1].activation, given["rate"])
        elif node.type not in _PASSED_OVER:
            return None
    return tuple(layers)


def task_of(document: Document, inputs: NDArray[Any], targets: NDArray[Any]) -> Task | None:
    """Return what to train: the document's network on these samples; None where neither framework is written for it."""
    layers = layers_of(document)
    optimizer = document.training.optimizer
    if layers is None or optimizer.type not in DECAYS:
        return None
    scales = [node.parameters.get("scale") for node in document.nodes.values() if node.type == "Rescaling"]
    scaled = inputs.reshape(len(inputs), -1).astype(np.float32) * np.float32(scales[0] if scales else 1.0)
    if layers[-1].activation == "softmax":  # of one-hot classes
        targets = targets.argmax(axis=-1)
    if layers[-1].units > 1:
        targets = targets.reshape(len(targets)).astype(np.int64)
    else:
        targets = targets.reshape(len(targets), 1).astype(np.float32)
    rate: Any = optimizer.parameters.get("learning_rate", LEARNING_RATE)
    recipe = document.training
    return Task(layers, scaled, targets, optimizer.type, float(rate), recipe.batch_size, recipe.epochs)


def train_with(framework: str, task: Task) -> Trained:
    """Train, and return what it took; imports count in nothing."""
    return {"pytorch": _train_with_pytorch, "jax": _train_with_jax}[framework](task)


def _train_with_pytorch(task: Task) -> Trained:
    import torch  # where it is installed, and only where it is measured
    from torch import nn

    torch.manual_seed(0)
    activations: Mapping[str | None, Any] = {"relu": nn.ReLU, "tanh": nn.Tanh}
    modules: list[Any] = []
    size = task.inputs.shape[1]
    for layer in task.layers:
        modules.append(nn.Linear(size, layer.units))
        if layer.activation in activations:
            modules.append(activations[layer.activation]())
        if layer.dropped:
            modules.append(nn.Dropout(layer.dropped))
        size = layer.units
    model = nn.Sequential(*modules)
    loss_of = nn.CrossEntropyLoss() if task.has_classes else nn.MSELoss()
    mean, square, epsilon = DECAYS[task.optimizer]
    optimizer = (
        torch.optim.Adam(model.parameters(), lr=task.learning_rate, betas=(mean, square), eps=epsilon)
        if task.optimizer == "Adam"
        else torch.optim.RMSprop(model.parameters(), lr=task.learning_rate, alpha=square, eps=epsilon)
    )
    samples = torch.utils.data.TensorDataset(torch.from_numpy(task.inputs), torch.from_numpy(task.targets))
    batches = torch.utils.data.DataLoader(samples, batch_size=task.batch_size, shuffle=True)
    ends, score, started = [], 0.0, time.perf_counter()
    for _ in range(task.epochs):
        total = 0.0
        for inputs, targets in batches:
            answers = model(inputs)
            loss = loss_of(answers, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            right = (answers.argmax(1) == targets).sum() if task.has_classes else loss * len(targets)
            total += float(right)
        ends.append(time.perf_counter() - started)
        score = total / len(task.inputs)
    return Trained(ends, score)


def _train_with_jax(task: Task) -> Trained:
    import jax  # where it is installed, and only where it is measured
    import jax.numpy as jnp

    activations: Mapping[str | None, Any] = {"relu": jax.nn.relu, "tanh": jnp.tanh}
    mean, square, epsilon = DECAYS[task.optimizer]

    def answer(weights: Any, inputs: Any, key: Any) -> Any:
        for layer, (kernel, bias) in zip(task.layers, weights, strict=True):
            inputs = activations.get(layer.activation, lambda values: values)(inputs @ kernel + bias)
            if layer.dropped:
                key, drawn = jax.random.split(key)
                is_kept = jax.random.bernoulli(drawn, 1 - layer.dropped, inputs.shape)
                inputs = jnp.where(is_kept, inputs / (1 - layer.dropped), 0.0)
        return inputs

    def loss_of(weights: Any, inputs: Any, targets: Any, key: Any) -> Any:
        answers = answer(weights, inputs, key)
        if not task.has_classes:
            loss = jnp.mean((answers - targets) ** 2)
            return loss, loss * len(targets)
        chosen = jnp.take_along_axis(jax.nn.log_softmax(answers), targets[:, None], axis=1)
        return -jnp.mean(chosen), jnp.sum(answers.argmax(1) == targets)

    @jax.jit
    def step(state: Any, inputs: Any, targets: Any) -> Any:
        weights, means, squares, count, key = state
        key, drawn = jax.random.split(key)
        (_, right), gradients = jax.value_and_grad(loss_of, has_aux=True)(weights, inputs, targets, drawn)
        count += 1
        means = jax.tree.map(lambda old, new: mean * old + (1 - mean) * new, means, gradients)
        squares = jax.tree.map(lambda old, new: square * old + (1 - square) * new**2, squares, gradients)
        rate = task.learning_rate
        if task.optimizer == "Adam":
            rate = rate * jnp.sqrt(1 - square**count) / (1 - mean**count)
        weights = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + epsilon), weights, means, squares)
        return (weights, means, squares, count, key), right

    weights = _first_weights(task)
    zeros = [(np.zeros_like(kernel), np.zeros_like(bias)) for kernel, bias in weights]
    state: Any = (weights, zeros, zeros, 0.0, jax.random.key(0))
    ends, score, started = [], 0.0, time.perf_counter()
    for epoch in range(task.epochs):
        rights = []
        for places in _batches(task, epoch):
            state, right = step(state, task.inputs[places], task.targets[places])
            rights.append(right)
        score = float(sum(np.asarray(rights))) / len(task.inputs)
        ends.append(time.perf_counter() - started)
    return Trained(ends, score)


def _first_weights(task: Task) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Return weights as Keras draws them: kernels evenly within a range that Glorot gives, biases of 0."""
    generator = np.random.default_rng(0)
    sizes = [task.inputs.shape[1], *(layer.units for layer in task.layers)]
    weights = []
    for before, after in itertools.pairwise(sizes):
        reach = np.sqrt(6 / (before + after))
        kernel = generator.uniform(-reach, reach, (before, after)).astype(np.float32)
        weights.append((kernel, np.zeros(after, np.float32)))
    return weights


def _batches(task: Task, epoch: int) -> Iterator[NDArray[np.int64]]:
    order = np.random.default_rng((0, epoch)).permutation(len(task.inputs))
    for start in range(0, len(order), task.batch_size):
        yield order[start : start + task.batch_size]
