"""From a constructor's signature and the words on its arguments to parameters with a kind.

Kinds follow from the argument's name, its default and the first words of its documentation, in that order of
trust; what none of them tells is `Kind.ANY`, and the overlay has the last word. Ranges are never guessed.
"""

import inspect
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from graphnn.catalogue.model import Kind, Parameter, Registry
from graphnn.document.values import Json
from graphnn.engine.introspection_docstrings import plain, raw_arguments

_REGISTRY_BY_NAME: tuple[tuple[str, Registry], ...] = (
    (r"(.*_)?initializer", "initializers"),
    (r"(.*_)?regularizer", "regularizers"),
    (r"(.*_)?constraint", "constraints"),
    (r"(.*_)?activation", "activations"),
)
_OPTIONAL = r"^\W*(?:optional(?:ly)?\W+)?(?:an? )?(?:python )?(?:optional )?(?:non-?negative |positive |single )*"
_KIND_BY_WORDS: tuple[tuple[str, Kind], ...] = (
    (r"(?:the )?(?:\w+ )?number of", Kind.INTEGER),
    (r"(?:int|integer)s?\W+(?:or )?(?:(?:a )?(?:tuple|list)|or tuple|or list)", Kind.INTEGERS),
    (r"(?:float|number)s?\W+(?:or )?(?:(?:a )?(?:tuple|list)|or tuple|or list)", Kind.NUMBERS),
    (r"(?:tuple|list|sequence)s?(?:/list|/tuple| or list| or tuple)? of \w*\s?(?:int|integer)", Kind.INTEGERS),
    (r"(?:tuple|list|sequence)s?(?:/list|/tuple| or list| or tuple)? of \w*\s?(?:float|number)", Kind.NUMBERS),
    (r"(?:float|number)s?[^.]*? or (?:a )?(?:tuple|list)", Kind.NUMBERS),
    (r"(?:(?:tuple|list|tuple/list) of (?:two|2) floats|tuple of two floats)", Kind.NUMBERS),
    (r"(?:the )?(?:int|integer)\b", Kind.INTEGER),
    (r"(?:float|scalar|number)", Kind.NUMBER),
    (r"(?:bool|boolean)\b|whether", Kind.BOOLEAN),
    (r"(?:str|string)\b", Kind.TEXT),
)
_QUOTED = re.compile(r"""["']`?([A-Za-z][A-Za-z0-9_]*)["`']""")
_LISTED = re.compile(r"(?:one of|either|can be|could be|must be|options|supported|available|values)\b.*", re.I | re.S)
_LENGTH = re.compile(r"(?:tuple|list|tuple/list|list/tuple)s? of (?:size )?(\d|two)")
_RANK = re.compile(r"([123])D")


def read_parameters(
    owner: Callable[..., Any], patches: Mapping[str, Mapping[str, Json]], hidden: Collection[str] = ()
) -> tuple[Parameter, ...]:
    """Return the arguments a class or function takes by name, with what the overlay says of each laid over.

    Args:
        owner: A class, whose constructor counts, or a function.
        patches: By argument name, the fields of `Parameter` to set.
        hidden: The arguments to leave out.
    """
    named = named_arguments(owner)
    words = argument_words(owner, [argument.name for argument in named])
    rank = _RANK.search(owner.__name__)
    return tuple(
        _read_parameter(argument, words.get(argument.name, ""), int(rank[1]) if rank else None, patches)
        for argument in named
        if argument.name not in hidden
    )


def named_arguments(owner: Callable[..., Any]) -> tuple[inspect.Parameter, ...]:
    """Return the arguments that a class's constructor, or a function, takes by name."""
    # Read off the class, a constructor is a function whose first argument is the object itself.
    signature = inspect.signature(vars(owner).get("__init__", owner.__init__) if inspect.isclass(owner) else owner)
    unnamed = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return tuple(each for each in signature.parameters.values() if each.name != "self" and each.kind not in unnamed)


def argument_words(owner: Callable[..., Any], names: list[str]) -> Mapping[str, str]:
    """Return what the docstrings of a class and of those it inherits from say of each argument."""
    owners = inspect.getmro(owner) if inspect.isclass(owner) else (owner,)
    words: dict[str, str] = {}
    for each in owners:
        found = raw_arguments(each.__doc__, names) if each.__module__.startswith("keras") else {}
        words = {**found, **words}
    return words


def json_value(value: Any) -> Any:
    """Return a default as JSON: tuples become lists, a Keras object the name Keras takes for it.

    Raises:
        TypeError: If the value is neither.
    """
    match value:
        case None | bool() | int() | float() | str():
            return value
        case tuple() | list():
            return [json_value(item) for item in value]
        case _ if callable(value) or hasattr(value, "get_config"):
            return value.__name__ if inspect.isroutine(value) else type(value).__name__
        case _:
            raise TypeError(f"{value!r}: not a default that JSON can hold. Hide the parameter in overlay.json.")


def _read_parameter(
    argument: inspect.Parameter, words: str, rank: int | None, patches: Mapping[str, Mapping[str, Json]]
) -> Parameter:
    patch = patches.get(argument.name, {})
    is_required = argument.default is argument.empty
    default = None if is_required else json_value(argument.default)
    kind, registry = _kind(argument.name, default, words)
    choices = _choices(words, default) if kind is Kind.TEXT else ()
    if choices:
        kind = Kind.CHOICE
    fields: dict[str, Any] = {
        "name": argument.name,
        "kind": kind,
        "required": is_required,
        "default": default,
        # Keras takes no activation for the linear one.
        "optional": (not is_required and default is None) or registry == "activations",
        "choices": choices,
        "registry": registry,
        "length": _length(argument.name, words, default, rank) if kind in (Kind.INTEGERS, Kind.NUMBERS) else None,
        "doc": _sentence_case(plain(words)),
    }
    fields |= patch
    # A patch of the kind takes what belonged to the guessed kind along.
    if fields["kind"] not in (Kind.CHOICE, "choice"):
        fields["choices"] = ()
    if "kind" in patch and "length" not in patch:
        fields["length"] = None
    return Parameter.model_validate(fields | {"kind": Kind(fields["kind"])})


def _kind(name: str, default: Any, words: str) -> tuple[Kind, Registry | None]:
    for pattern, registry in _REGISTRY_BY_NAME:
        if re.fullmatch(pattern, name):
            return Kind.OBJECT, registry
    if isinstance(default, bool):
        return Kind.BOOLEAN, None
    told = _told_kind(words)
    if isinstance(default, list):
        return _list_kind(default), None
    if isinstance(default, str):
        return Kind.TEXT, None
    if isinstance(default, float):
        return (Kind.NUMBERS if told is Kind.NUMBERS else Kind.NUMBER), None
    if isinstance(default, int):
        return (told if told in (Kind.INTEGERS, Kind.NUMBER, Kind.NUMBERS) else Kind.INTEGER), None
    return told, None


def _told_kind(words: str) -> Kind:
    text = words.replace("`", "").replace('"', "").lower()
    for pattern, kind in _KIND_BY_WORDS:
        if re.match(_OPTIONAL + f"(?:{pattern})", text):
            return kind
    return Kind.ANY


def _list_kind(default: list[Any]) -> Kind:
    if all(type(item) is int for item in default):
        return Kind.INTEGERS
    if all(type(item) in (int, float) for item in default):
        return Kind.NUMBERS
    return Kind.ANY


def _length(name: str, words: str, default: Any, rank: int | None) -> int | None:
    if isinstance(default, list):
        return len(default)
    if name == "kernel_size":
        return rank  # Keras' words on Conv2DTranspose and Conv3DTranspose speak of one integer.
    told = _LENGTH.search(words)
    return int(told[1].replace("two", "2")) if told else rank


def _choices(words: str, default: Any) -> tuple[str, ...]:
    """Return the quoted words from where the text starts to list what is allowed, in the order they are listed."""
    listed = _LISTED.search(words)
    quoted = _QUOTED.findall(listed[0] if listed else words)
    choices = tuple(dict.fromkeys(quoted))
    return choices if len(choices) > 1 and (default is None or default in choices) else ()


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
