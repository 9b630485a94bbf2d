"""What the places of a document are called where a person is told of them."""

from graphnn.document.carry_values import Place


def in_words(place: Place) -> str:
    """Return what a place in a document is called.

    >>> in_words(("nodes", "hidden", "parameters", "units")), in_words(("edges", "add", "inputs"))
    ('units of hidden', 'the wire into add')
    """
    match place:
        case ("blocks", name, *inner) if inner:
            return f"{in_words(tuple(inner))} in the block {name}"
        case ("blocks", name):
            return f"the block {name}"
        case ("nodes", node_id):
            return node_id
        case ("nodes", node_id, "parameters", name, *_) | ("nodes", node_id, name):
            return f"{name} of {node_id}"
        case ("edges", node_id, name):
            return f"the wire into {node_id}" if name == "inputs" else f"the wire into {node_id}.{name}"
        case ("view", "positions", node_id):
            return f"the place of {node_id}"
        case ("view", "waypoints", _, node_id, _):
            return f"the way of the wire into {node_id}"
        case ("view", "frames" | "notes" as kind, *_):
            return f"a {kind[:-1]}"
        case ("view", *_):
            return "the direction"
        case _:
            return ".".join(each for each in place if each != "parameters")
