"""What differs between two documents, in words: what a person did to get from one to the other.

The view is no difference, nor is the order of nodes and edges, but for the places of a list port. A node that is new
tells its wires, so these are no differences of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from graphnn.document.model import Block, Document, Node
from graphnn.document.topology import source_node, target_node
from graphnn.document.values import same

Graph: TypeAlias = Document | Block
Kind: TypeAlias = Literal["added", "removed", "changed"]

LONGEST_VALUE: Final = 60
# Fields that are told in another way, or are none of the experiment.
_GRAPH_FIELDS: Final = frozenset({"graphnn", "nodes", "edges", "blocks", "view", "inputs", "outputs", "parameters"})
_DEFAULT: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs; `field` and both values where it is one value of something that both have."""

    kind: Kind
    place: str
    words: str
    field: str | None = None
    before: Any = None
    after: Any = None

    @property
    def sentence(self) -> str:
        """Place and words as one line."""
        return f"{self.place}: {self.words}" if self.kind == "changed" else self.words


def differences(old: Document, new: Document) -> tuple[Difference, ...]:
    """Return all that differs, apart from how the graphs are drawn.

    >>> before = Document(nodes={"hidden": Node(type="Dense", parameters={"units": 512})})
    >>> after = Document(nodes={"hidden": Node(type="Dense", parameters={"units": 256})})
    >>> [each.sentence for each in differences(before, after)]
    ['hidden: units 512 → 256']
    """
    found = [*_graph_differences(old, new, "")]
    for name in dict.fromkeys([*old.blocks, *new.blocks]):
        before, after = old.blocks.get(name), new.blocks.get(name)
        place = f"block {name}"
        if before is None:
            found.append(Difference(kind="added", place=place, words=f"added the block {name}"))
        elif after is None:
            found.append(Difference(kind="removed", place=place, words=f"removed the block {name}"))
        else:
            found += _block_differences(before, after, place)
    fields = [name for name in Document.model_fields if name not in _GRAPH_FIELDS]
    for name in fields:
        found += _field_differences(name, _plain(getattr(old, name)), _plain(getattr(new, name)))
    return tuple(found)


def _field_differences(name: str, before: Any, after: Any) -> Iterator[Difference]:
    """Yield what differs in one field of a document, told at that field."""
    if name == "description" and not same(before, after):
        yield Difference(kind="changed", place=name, words="changed", field="", before=before, after=after)
        return
    for field, one, other in _leaves("", before, after):
        yield _changed(name, field, one, other)


def _block_differences(old: Block, new: Block, place: str) -> Iterator[Difference]:
    defaults = ({name: _plain(each.default) for name, each in block.parameters.items()} for block in (old, new))
    for field, before, after in _leaves("", *defaults):
        yield _changed(place, f"parameter {field}", before, after)
    yield from _graph_differences(old, new, f"{place}, ")
    for side in ("inputs", "outputs"):
        before, after = _plain(getattr(old, side)), _plain(getattr(new, side))
        if not same(before, after):
            yield Difference(
                kind="changed", place=place, words=f"its {side} changed", field=side, before=before, after=after
            )


def _graph_differences(old: Graph, new: Graph, prefix: str) -> Iterator[Difference]:
    names = renamed_nodes(old, new)
    for before, after in names.items():
        words = f"now called {after}"
        yield Difference(kind="changed", place=f"{prefix}{before}", words=words, field="id", before=before, after=after)
    for node_id, node in new.nodes.items():
        if node_id not in old.nodes and node_id not in names.values():
            words = f"added {node_id} ({node.type}){_where(new, node_id)}"
            yield Difference(kind="added", place=f"{prefix}{node_id}", words=_within(prefix, words))
    for node_id, node in old.nodes.items():
        if node_id not in new.nodes and node_id not in names:
            words = f"removed {node_id} ({node.type}){_where(old, node_id)}"
            yield Difference(kind="removed", place=f"{prefix}{node_id}", words=_within(prefix, words))
    for node_id, node in old.nodes.items():
        now = new.nodes.get(names.get(node_id, node_id))
        if now is not None:
            yield from _node_differences(f"{prefix}{names.get(node_id, node_id)}", node, now, names)
    yield from _edge_differences(old, new, prefix, names)


def _within(prefix: str, words: str) -> str:
    return f"{prefix.rstrip(', ')}: {words}" if prefix else words


def _where(graph: Graph, node_id: str) -> str:
    sources = list(dict.fromkeys(source_node(edge) for edge in graph.edges if target_node(edge) == node_id))
    targets = list(dict.fromkeys(target_node(edge) for edge in graph.edges if source_node(edge) == node_id))
    if sources and targets:
        return f" between {_all(sources)} and {_all(targets)}"
    if sources:
        return f" after {_all(sources)}"
    return f" before {_all(targets)}" if targets else ""


def renamed_nodes(old: Graph, new: Graph) -> dict[str, str]:
    """Return the nodes that have another id but are the same and have the same neighbours."""
    gone = [node_id for node_id in old.nodes if node_id not in new.nodes]
    come = [node_id for node_id in new.nodes if node_id not in old.nodes]
    renamed: dict[str, str] = {}
    for before in gone:
        for after in come:
            is_alike = same(old.nodes[before], new.nodes[after])
            if is_alike and _neighbours(old, before, gone) == _neighbours(new, after, come):
                renamed[before] = after
                come.remove(after)
                break
    return renamed


def _neighbours(graph: Graph, node_id: str, unknown: list[str]) -> list[tuple[str, str]]:
    """Return the ends of a node's wires, with nothing for the nodes that may be renamed themselves."""
    ends = []
    for edge in graph.edges:
        source, target = source_node(edge), target_node(edge)
        if node_id == target:
            ends.append((edge.target[len(target) :], "" if source in unknown else edge.source))
        elif node_id == source:
            ends.append((edge.source[len(source) :], "" if target in unknown else edge.target))
    return sorted(ends)


def _node_differences(place: str, old: Node, new: Node, names: Mapping[str, str]) -> Iterator[Difference]:
    if old.type != new.type:
        yield _changed(place, "type", old.type, new.type, words=f"{old.type} → {new.type}")
    for field, before, after in _leaves("", _plain(old.parameters), _plain(new.parameters), if_missing=_DEFAULT):
        yield _changed(place, field, before, after)
    for name in Node.model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if name == "shares":
            before = names.get(before, before)
        if name not in ("type", "parameters") and not same(before, after):
            yield _changed(place, name, _plain(before), _plain(after), words=_STATES.get((name, after)))


_STATES: Final[Mapping[tuple[str, object], str]] = {
    ("state", "bypassed"): "bypassed",
    ("state", "muted"): "muted",
    ("state", None): "active again",
    ("trainable", False): "frozen",
    ("trainable", True): "trainable again",
    ("shares", None): "has a layer of its own again",
}


def _edge_differences(old: Graph, new: Graph, prefix: str, names: Mapping[str, str]) -> Iterator[Difference]:
    kept = {names.get(node_id, node_id) for node_id in old.nodes} & new.nodes.keys()
    before, after = _sources(old, names), _sources(new, {})
    for port in dict.fromkeys([*before, *after]):
        node_id = port.partition(".")[0]
        if node_id not in kept:
            continue
        left = [source for source in before.get(port, []) if source.partition(".")[0] in kept]
        right = [source for source in after.get(port, []) if source.partition(".")[0] in kept]
        is_inserted = len(right) < len(after.get(port, []))
        is_healed = len(left) < len(before.get(port, []))
        gone = [] if is_inserted else [source for source in left if source not in right]
        come = [] if is_healed else [source for source in right if source not in left]
        place = f"{prefix}{node_id}"
        target = port if "." in port else node_id
        if len(gone) == len(come) == 1:
            yield _changed(
                place, target, gone[0], come[0], words=f"{_port_words(port)}fed by {come[0]} instead of {gone[0]}"
            )
        elif come or gone:
            for source in come:
                words = _within(prefix, f"connected {source} to {target}")
                yield Difference(kind="added", place=place, words=words, field=target, after=source)
            for source in gone:
                words = _within(prefix, f"disconnected {source} from {target}")
                yield Difference(kind="removed", place=place, words=words, field=target, before=source)
        elif left != right and sorted(left) == sorted(right):
            words = f"{_port_words(port)}takes {_all(right)} in this order"
            yield _changed(place, target, left, right, words=words)


def _port_words(port: str) -> str:
    name = port.partition(".")[2]
    return f"{name} " if name else ""


def _sources(graph: Graph, names: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what feeds each port, in the order of its places."""

    def follow(reference: str) -> str:
        node_id, dot, port = reference.partition(".")
        return f"{names.get(node_id, node_id)}{dot}{port}"

    ports: dict[str, list[tuple[int, str]]] = {}
    for edge in graph.edges:
        port = edge.target_port
        key = port.node if port.name == "inputs" else f"{port.node}.{port.name}"
        ports.setdefault(follow(key), []).append((port.index or 0, follow(edge.source)))
    return {port: [source for _, source in sorted(sources)] for port, sources in ports.items()}


def _leaves(path: str, old: Any, new: Any, *, if_missing: Any = None) -> Iterator[tuple[str, Any, Any]]:
    """Yield the innermost values that differ, each with its path; objects of two types differ as a whole."""
    if same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and old.get("type") == new.get("type"):
        for key in dict.fromkeys([*old, *new]):
            inner = path if key == "parameters" else f"{path}.{key}".lstrip(".")
            missing = _DEFAULT if key == "parameters" or if_missing is _DEFAULT else None
            before, after = old.get(key, missing), new.get(key, missing)
            if key == "parameters":
                yield from _leaves(inner, before, after, if_missing=_DEFAULT)
            else:
                yield from _leaves(inner, before, after, if_missing=missing)
        return
    yield path, old, new


def _changed(place: str, field: str, before: Any, after: Any, *, words: str | None = None) -> Difference:
    if words is None:
        words = f"{field} {_value(before)} → {_value(after)}".lstrip()
    values = {"before": None if before is _DEFAULT else before, "after": None if after is _DEFAULT else after}
    return Difference(kind="changed", place=place, words=words, field=field, **values)


def _value(value: Any) -> str:
    match value:
        case dict() if "type" in value:
            inner = value.get("parameters") or {}
            given = ", ".join(f"{name} {_value(item)}" for name, item in inner.items())
            text = f"{value['type']} ({given})" if given else str(value["type"])
        case dict():
            text = ", ".join(f"{name} {_value(item)}" for name, item in value.items()) or "nothing"
        case list():
            text = " × ".join(map(_value, value)) if all(type(item) is int for item in value) else _all(value)
        case str():
            text = value if value and value.isprintable() and " " not in value else repr(value)
        case None:
            text = "none"
        case bool():
            text = "yes" if value else "no"
        case _:
            text = "the default" if value is _DEFAULT else f"{value:,}" if isinstance(value, int) else repr(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _all(items: list[Any]) -> str:
    words = [_value(item) for item in items]
    if len(words) > 4:
        return f"{', '.join(words[:3])} and {len(words) - 3} more"
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _plain(value: Any) -> Any:
    """Return a field's value as plain lists and dicts, defaults included."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
