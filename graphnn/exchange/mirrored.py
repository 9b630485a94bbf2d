"""What Keras itself makes of the layer that a Bidirectional applies, and writes as if its author had said it."""

from collections.abc import Mapping
from typing import Any, Final

_FORWARD, _BACKWARD = "layer", "backward_layer"
_ZEROED: Final = "zero_output_for_mask"


def without_mirrored(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of a layer without what it makes of its inner one; those of other layers as they are.

    That is the same layer the other way round, and zeros for the steps left out wherever there is a value for each.
    """
    forward = arguments.get(_FORWARD)
    if not _is_mirrored(arguments) or not isinstance(forward, Mapping):
        return arguments
    config = dict(forward["config"])
    if config.get(_ZEROED) == config.get("return_sequences"):
        config.pop(_ZEROED, None)
    others = {name: value for name, value in arguments.items() if name != _BACKWARD}
    return {**others, _FORWARD: {**forward, "config": config}}


def _is_mirrored(arguments: Mapping[str, Any]) -> bool:
    forward, backward = (arguments.get(name) for name in (_FORWARD, _BACKWARD))
    if not isinstance(forward, Mapping) or not isinstance(backward, Mapping):
        return False
    one, other = ({**_unnumbered(each.get("config") or {}), "name": None} for each in (forward, backward))
    one["go_backwards"] = not one.get("go_backwards")
    return one == other and forward.get("class_name") == backward.get("class_name")


def _unnumbered(value: Any) -> Any:
    """Return a value without the numbers by which archives know objects again."""
    if isinstance(value, Mapping):
        return {name: _unnumbered(each) for name, each in value.items() if name != "shared_object_id"}
    return [*map(_unnumbered, value)] if isinstance(value, list) else value
