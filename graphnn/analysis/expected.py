"""What a parameter takes, in words."""

from collections.abc import Callable, Mapping

from graphnn.catalogue.model import Kind, Parameter


def expected(parameter: Parameter) -> str:
    """Return what a parameter takes, in words.

    >>> expected(Parameter(name="rate", kind=Kind.NUMBER, minimum=0, exclusive_maximum=1))
    'a number, at least 0 and less than 1'
    """
    bounds = _bounds(parameter)
    text = _KIND_IN_WORDS[parameter.kind](parameter) + (f", {bounds}" if bounds else "")
    return f"{text}, or null" if parameter.optional else text


def _bounds(parameter: Parameter) -> str:
    named = (
        ("at least", parameter.minimum),
        ("more than", parameter.exclusive_minimum),
        ("at most", parameter.maximum),
        ("less than", parameter.exclusive_maximum),
    )
    return " and ".join(f"{words} {bound:g}" for words, bound in named if bound is not None)


def _items(one: str, several: str, parameter: Parameter) -> str:
    return f"{one} or a list of {'' if parameter.length is None else f'{parameter.length} '}{several}"


def _pairs_in_words(axes: int | None) -> str:
    pairs = "a list of two whole numbers for each axis, as [[0, 0], [1, 2]]"
    return pairs if axes is None else f"a whole number, or a list of {axes} whole numbers or pairs of them"


def _object_in_words(parameter: Parameter) -> str:
    if parameter.registry == "activations":
        return "the name of an activation"
    return f'the name of one of the {parameter.registry}, or {{"type": …, "parameters": {{…}}}}'


_KIND_IN_WORDS: Mapping[Kind, Callable[[Parameter], str]] = {
    Kind.INTEGER: lambda _: "a whole number",
    Kind.NUMBER: lambda _: "a number",
    Kind.BOOLEAN: lambda _: "true or false",
    Kind.TEXT: lambda _: "text",
    Kind.CHOICE: lambda parameter: f"one of {', '.join(parameter.choices)}",
    Kind.INTEGERS: lambda parameter: _items("a whole number", "whole numbers", parameter),
    Kind.NUMBERS: lambda parameter: _items("a number", "numbers", parameter),
    Kind.PAIRS: lambda parameter: _pairs_in_words(parameter.length),
    Kind.SHAPE: lambda _: "a list of whole numbers or null, batch axis left out",
    Kind.TEXTS: lambda _: "a list of texts",
    Kind.SLICES: lambda _: 'what to take along each axis, as ":, 0:4, -1"',
    Kind.COLUMNS: lambda _: "the name of a column, or a list of different names",
    Kind.OBJECT: _object_in_words,
    Kind.OBJECTS: lambda parameter: f"a list; of each item, {_object_in_words(parameter)}",
    Kind.LAYER: lambda _: 'a layer: {"type": …, "parameters": {…}}',
    Kind.LAYERS: lambda _: 'a list of layers, each {"type": …, "parameters": {…}}',
    Kind.ANY: lambda _: "a value",
}
