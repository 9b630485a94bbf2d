"""How Keras' configs write that a layer was called, and with what: each Keras in its own way, here as one frozen form.

Nothing is looked up and nothing made: a config is text, and names in it are only compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

_CONSTANT: Final = "_CONSTANT_VALUE"
"""What stands in Keras 2 for the layer a first argument comes from, where that is a number."""


class Tensor(NamedTuple):
    """An output of a layer's call: calls and outputs count from 0."""

    layer: str
    call: int
    output: int


Argument: TypeAlias = Tensor | tuple[Tensor, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One application of a layer: its tensors by position or name; `settings` are its other arguments.

    `input_shape` is that of the first tensor, batch axis included, where the file tells it. `is_of_keras_3` tells who
    wrote it.
    """

    arguments: tuple[tuple[int | str, Argument], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    input_shape: tuple[int | None, ...] | None = None
    is_of_keras_3: bool = False

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """All tensors, in order."""
        return tuple(tensor for _, argument in self.arguments for tensor in each_tensor(argument))


def read_call(node: Any, built_with: Any) -> Call:
    """Return the call that one of a layer's `inbound_nodes` describes.

    Args:
        node: The entry, parsed from JSON.
        built_with: The shape that the layer was built with, where the file tells it.

    Raises:
        Exception: Where it is not of a form that Keras writes, whatever the look into it raises.
    """
    if isinstance(node, Mapping):  # Keras 3: arguments as they were given, tensors among them
        given = [*enumerate(node["args"]), *node["kwargs"].items()]
        trees = {key: tuple(_tensors_in(value)) for key, value in given}
        found = {key: tuple(_reference(each["config"]["keras_history"]) for each in trees[key]) for key in trees}
        arguments = [(key, found[key][0] if _is_tensor(value) else found[key]) for key, value in given if found[key]]
        settings = {str(key): value for key, value in given if not found[key] or not _is_of_tensors(value)}
        shapes = (_shape(each["config"].get("shape")) for key in trees for each in trees[key])
        return Call(tuple(arguments), settings, next(shapes, None), is_of_keras_3=True)
    # Keras 1 and 2: [[layer, call, index, {other arguments}], …], or one such entry alone
    entries = [node] if isinstance(node[0], str) else node
    settings = dict(entries[0][3]) if len(entries[0]) > 3 else {}
    named = {key: _named(value) for key, value in settings.items() if _is_reference(value) or _are_references(value)}
    others = {key: value for key, value in settings.items() if key not in named}
    if entries[0][0] == _CONSTANT:
        return Call(tuple(named.items()), {**others, "0": entries[0][2]}, _shape(built_with))
    tensors = tuple(_reference(entry) for entry in entries)
    first: Argument = tensors[0] if len(tensors) == 1 else tensors
    return Call(((0, first), *named.items()), others, _shape(built_with))


def _is_of_tensors(value: Any) -> bool:
    """Tell whether an argument holds nothing but tensors, or nothing at all."""
    if isinstance(value, list):
        return all(_is_of_tensors(item) for item in value)
    if isinstance(value, Mapping) and not _is_tensor(value):
        return all(_is_of_tensors(item) for item in value.values())
    return value is None or _is_tensor(value)


def _tensors_in(value: Any) -> Iterator[Mapping[str, Any]]:
    if _is_tensor(value):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _tensors_in(item)
    elif isinstance(value, Mapping):
        for key in sorted(value):  # Keras flattens dicts in this order
            yield from _tensors_in(value[key])


def _is_tensor(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("class_name") == "__keras_tensor__"


def references(structure: Any) -> Iterator[Tensor]:
    """Yield the tensors of `input_layers` or `output_layers`: one, a list or a dict of them, at any depth."""
    if _is_reference(structure):
        yield _reference(structure)
    elif isinstance(structure, list):
        for item in structure:
            yield from references(item)
    elif isinstance(structure, Mapping):
        for key in sorted(structure):
            yield from references(structure[key])


def _is_reference(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) in (3, 4)
        and isinstance(value[0], str)
        and all(isinstance(number, int) for number in value[1:3])
    )


def _are_references(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_reference, value))


def _named(value: Any) -> Argument:
    return _reference(value) if _is_reference(value) else tuple(map(_reference, value))


def _shape(written: Any) -> tuple[int | None, ...] | None:
    """Return a shape as a file tells it; None where it tells none, or those of several tensors."""
    if isinstance(written, list) and all(size is None or type(size) is int for size in written):
        return tuple(written)
    return None


def _reference(value: Any) -> Tensor:
    if not _is_reference(value):
        raise ValueError(f"{value!r:.60} is no tensor")
    return Tensor(value[0], value[1], value[2])


def each_tensor(argument: Argument) -> tuple[Tensor, ...]:
    """Return the tensors of an argument in order."""
    return (argument,) if isinstance(argument, Tensor) else argument
