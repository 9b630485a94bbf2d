"""What the canvas draws: cards and wires, as views of document, report and catalogue.

Nothing here changes anything; the canvas gets whole cards and wires by id, and only those that differ from what
it has.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, TypeAlias, TypeVar

from graphnn.analysis.blocks import with_blocks
from graphnn.analysis.diagnostic import Diagnostic
from graphnn.analysis.fitting import edges_by_target, target_ports
from graphnn.catalogue.model import Catalogue, DataSetType, Kind, LayerType, Parameter, PortType
from graphnn.document.inside import END_TYPES
from graphnn.document.model import DEFAULT_SOURCE_PORT, DEFAULT_TARGET_PORT, Document, Edge, Node, Port, format_port
from graphnn.document.values import Json
from graphnn.protocol.report import GraphReport, NodeReport
from graphnn.web.elements.scene import Card, Chip, FrameDrawn, InputPort, NoteDrawn, Wire
from graphnn.web.typed import text_of_value
from graphnn.web.words import shape_in_words, title_of, type_in_words, value_in_words

Entity = TypeVar("Entity", Card, Wire, FrameDrawn, NoteDrawn)
Pictures: TypeAlias = Mapping[str, tuple[str, ...]]
"""Sample pictures by column, as data URLs."""


def told_faults(diagnostics: Iterable[Diagnostic]) -> dict[str, Diagnostic]:
    """Return what each card tells, and what its button cures: the first error of its node, else the first warning."""
    told: dict[str, Diagnostic] = {}
    for diagnostic in diagnostics:
        for node_id in diagnostic.nodes:
            known = told.get(node_id)
            if known is None or (known.severity == "warning" and diagnostic.is_error):
                told[node_id] = diagnostic
    return told


class Drawing:
    """Builds the cards and wires of a document; made anew for each state of it."""

    def __init__(
        self,
        document: Document,
        catalogue: Catalogue,
        report: GraphReport | None,
        diagnostics: Iterable[Diagnostic],
        pictures: Pictures,
        *,
        edges_into: Mapping[str, list[Edge]] | None = None,
    ) -> None:
        """Take everything that decides how the graph looks, and the edges by the node they end at if they are known."""
        self._document = document
        self._catalogue = with_blocks(document, catalogue)
        self._report = report
        self._pictures = pictures
        self._collapsed = frozenset(document.view.collapsed)
        self._runs_down = document.view.direction == "top-to-bottom"
        self._data_set = catalogue.data_set(document.data)
        self._faults = told_faults(diagnostics)
        self._refused_nodes = {
            node_id for node_id, fault in self._faults.items() if fault.code.startswith(("shape/", "edge/"))
        }
        self._edges_into = edges_by_target(document) if edges_into is None else edges_into

    def cards(self, only: Collection[str] | None = None) -> dict[str, Card]:
        """Return cards by node id: all, or of these ids those that are there."""
        nodes = self._document.nodes
        wanted = nodes if only is None else [node_id for node_id in only if node_id in nodes]
        return {node_id: self._card(node_id, nodes[node_id]) for node_id in wanted}

    def wires(self, only: Collection[str] | None = None) -> dict[str, Wire]:
        """Return wires by the port they end at: all, or of these ports those that have one."""
        edges = () if only is not None and not only else self._document.edges
        return {edge.target: self._wire(edge) for edge in edges if only is None or edge.target in only}

    def _card(self, node_id: str, node: Node) -> Card:
        layer_type = self._catalogue.layers.get(node.type) or LayerType(name=node.type, category="Unknown", doc="")
        node_report = self._report.nodes.get(node_id) if self._report else None
        fault = self._faults.get(node_id)
        x, y = self._document.view.positions.get(node_id, (0.0, 0.0))
        owner = self._document.nodes.get(node.shares or node_id, node)
        outputs = self._catalogue.outputs_of(layer_type, owner.parameters)
        is_end = layer_type.is_input or layer_type.is_output
        is_end_of_block = node.type in END_TYPES
        left, right = self._footer(node, layer_type, node_report)
        return {
            "id": node_id,
            "title": title_of(node_id, node),
            "type": node.type,
            "category": node.type if is_end else layer_type.category,
            "subtitle": self._subtitle(node, layer_type),
            "dashed": is_end or is_end_of_block,
            "x": x,
            "y": y,
            "inputs": self._input_ports(node_id, layer_type.inputs),
            "outputs": [
                {
                    "name": port.name,
                    "label": _label(port, outputs, node),
                    "source": format_port(Port(node_id, port.name), DEFAULT_SOURCE_PORT),
                }
                for port in outputs
            ],
            "chips": _chips(node, layer_type),
            "left": left,
            "right": right,
            # Ends of a block are what is around them: nothing is known of one that nothing is wired to.
            "status": "ok" if is_end_of_block else self._status(fault, node_report),
            "message": fault.message if fault else None,
            "cure": {"label": fault.fix.label} if fault and fault.fix else None,
            "state": node.state,
            "thumbnails": list(self._thumbnails(node, layer_type)),
            "down": self._runs_down,
            "block": node.block,
            "collapsed": node_id in self._collapsed,
        }

    def frames(self) -> dict[str, FrameDrawn]:
        """Return all frames by their key."""
        return {
            key: {"id": key, "nodes": frame.nodes, "title": frame.title, "colour": frame.colour}
            for key, frame in self._document.view.frames.items()
        }

    def notes(self) -> dict[str, NoteDrawn]:
        """Return all notes by their key."""
        return {
            key: {
                "id": key,
                "text": note.text,
                "x": note.position[0],
                "y": note.position[1],
                "width": note.width,
                "colour": note.colour,
            }
            for key, note in self._document.view.notes.items()
        }

    def _wire(self, edge: Edge) -> Wire:
        source_report = self._report.nodes.get(edge.source_port.node) if self._report else None
        spec = source_report.outputs.get(edge.source_port.name) if source_report else None
        return {
            "id": edge.target,
            "source": edge.source,
            "target": edge.target,
            "status": "refused" if edge.target_port.node in self._refused_nodes else "ok",
            "shape": shape_in_words(spec.shape) if spec else None,
            "points": [{"x": x, "y": y} for x, y in self._document.view.waypoints.get(edge.target, ())],
            "down": self._runs_down,
        }

    def _input_ports(self, node_id: str, ports: tuple[PortType, ...]) -> list[InputPort]:
        """Return the ports of a card; a list port has one for each edge and a free one to add another."""
        return [
            {
                "name": port.name,
                "label": _label(port, ports, self._document.nodes[node_id]),
                "index": target.index,
                "target": format_port(target, DEFAULT_TARGET_PORT),
            }
            for port, target in target_ports(node_id, ports, self._edges_into.get(node_id, []))
        ]

    def _subtitle(self, node: Node, layer_type: LayerType) -> str:
        if layer_type.is_input:
            return self._document.data.source_name if self._document.data else node.type
        if layer_type.is_output:
            return value_in_words(node.parameters["column"]) if "column" in node.parameters else node.type
        if node.type in END_TYPES:
            return "of the block"
        return type_in_words(node)

    def _footer(self, node: Node, layer_type: LayerType, report: NodeReport | None) -> tuple[str | None, str | None]:
        if report is None:
            return None, None
        specs = [*report.outputs.values(), *report.inputs]
        shape = shape_in_words(specs[0].shape) if specs else None
        if layer_type.is_input:
            return shape, _sample_count(self._data_set)
        if layer_type.is_output:
            column = self._data_set.column(str(node.parameters.get("column"))) if self._data_set else None
            return (f"{len(column.classes)} classes" if column and column.classes else shape), None
        return shape, None if node.type in END_TYPES else f"{report.parameter_count:,}"

    def _status(
        self, fault: Diagnostic | None, report: NodeReport | None
    ) -> Literal["ok", "fault", "warning", "unknown"]:
        if fault is not None:
            return "fault" if fault.is_error else "warning"
        return "unknown" if report is None else "ok"

    def _thumbnails(self, node: Node, layer_type: LayerType) -> tuple[str, ...]:
        return self._pictures.get(str(node.parameters.get("column")), ()) if layer_type.is_input else ()


def changes(old: Mapping[str, Entity], new: Mapping[str, Entity]) -> dict[str, Entity | None]:
    """Return what differs: whole entities that are new or other, None for those gone.

    >>> changes({"a": {"x": 1}, "b": {}}, {"a": {"x": 2}})
    {'a': {'x': 2}, 'b': None}
    """
    changed: dict[str, Entity | None] = {key: value for key, value in new.items() if old.get(key) != value}
    return changed | {key: None for key in old if key not in new}


def _label(port: PortType, ports: tuple[PortType, ...], node: Node) -> str | None:
    """Return what a port is called on its card; the one at an end of a block that waits for a wire is a new one."""
    if node.type in END_TYPES and port.is_optional:
        return "new"
    return port.name if len(ports) > 1 else None


def _chips(node: Node, layer_type: LayerType) -> list[Chip]:
    """Return the parameters a card shows: the main ones that are set; an object's name speaks for itself."""
    chips: list[Chip] = []
    for parameter in layer_type.parameters:
        if not parameter.main or parameter.name not in node.parameters or parameter.name == "column":
            continue
        value = node.parameters[parameter.name]
        if parameter.registry is not None or parameter.kind is Kind.LAYER:
            values = value if isinstance(value, tuple) else (value,)
            chips += [_chip(parameter, None, item, is_alone=value is item) for item in values]
        else:
            chips.append(_chip(parameter, parameter.name.replace("_", " "), value, is_alone=True))
    return chips[:4]


def _chip(parameter: Parameter, name: str | None, value: Json, *, is_alone: bool) -> Chip:
    """Return a parameter on a card; one of several values, or an object with parameters, is set in the form alone."""
    is_chosen = parameter.kind is Kind.CHOICE or parameter.registry is not None
    is_plain = is_alone and not isinstance(value, Mapping) and parameter.kind not in (Kind.LAYER, Kind.COLUMNS)
    choices = (parameter.registry or [str(each) for each in parameter.choices]) if is_chosen else None
    return {
        "name": name,
        "value": value_in_words(value),
        "parameter": parameter.name if is_plain else None,
        "text": text_of_value(value) if is_plain else "",
        "choices": choices if is_plain else None,
    }


def _sample_count(data_set: DataSetType | None) -> str | None:
    return f"{data_set.train_count:,} samples" if data_set and data_set.train_count else None
