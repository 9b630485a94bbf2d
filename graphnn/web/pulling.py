"""What a wire may do, told while it is being pulled: which ports it may end at, and which layers would take it.

What the graph alone tells is said at once; what only Keras knows follows when the engine answers. A wire that was
let go meanwhile is none of the canvas' business any more, which it tells by the port.
"""

from nicegui import background_tasks, ui

from graphnn.analysis.blocks import with_blocks
from graphnn.analysis.fitting import Pulled, refused_nodes
from graphnn.document.model import DEFAULT_SOURCE_PORT, Port, parse_port
from graphnn.errors import EngineError, RefusedError
from graphnn.protocol.messages import Trial
from graphnn.protocol.report import TensorSpec
from graphnn.session.desk import Desk
from graphnn.session.fitting import layer_trials, port_trials
from graphnn.web.adding import starting_node
from graphnn.web.elements.canvas import Canvas
from graphnn.web.elements.intents import Pull, Seek
from graphnn.web.level import Level


class WireGuide:
    """Answers the questions of one canvas about wires."""

    def __init__(self, level: Level, desk: Desk, canvas: Canvas) -> None:
        """Take what is shown, the engine, and the canvas that is told."""
        self._level = level
        self._desk = desk
        self._canvas = canvas
        self._client = ui.context.client

    def spec_at(self, port: Port) -> TensorSpec | None:
        """Return what leaves an output port, as far as it is known."""
        known = self._level.report.nodes.get(port.node) if self._level.report else None
        return known.outputs.get(port.name) if known else None

    def tell_ports(self, intent: Pull) -> None:
        """Tell the canvas where the wire may not end."""
        document, report = self._level.document, self._level.report
        try:
            pulled = Pulled(intent.reference, intent.end)
            nodes = refused_nodes(document, pulled)
        except ValueError:  # no reference of any port
            return
        self._canvas.refuse({"reference": intent.reference, "nodes": nodes, "ports": {}})
        if report is None or self._desk.engine.ready is None:
            return
        trials = port_trials(document, with_blocks(document, self._desk.catalogue), report, pulled)

        async def follow() -> None:
            ports = await self._refusals(trials)
            with self._client:
                self._canvas.refuse({"reference": intent.reference, "nodes": nodes, "ports": ports})

        background_tasks.create(follow(), name="ports that fit", context=self._client)

    def tell_layers(self, intent: Seek) -> None:
        """Tell the canvas which layers would not take the wire."""
        document, report, catalogue = self._level.document, self._level.report, self._desk.catalogue
        if report is None or self._desk.engine.ready is None:
            return
        nodes = {
            name: starting_node(layer_type, document, catalogue)
            for name, layer_type in catalogue.layers.items()
            if layer_type.inputs and layer_type.outputs
        }
        try:
            trials = layer_trials(nodes, catalogue, report, parse_port(intent.source, DEFAULT_SOURCE_PORT))
        except ValueError:  # no reference of any port
            return

        async def follow() -> None:
            refused = await self._refusals(trials)
            with self._client:
                self._canvas.narrow(intent.source, refused)

        background_tasks.create(follow(), name="layers that fit", context=self._client)

    async def _refusals(self, trials: dict[str, Trial]) -> dict[str, str]:
        try:
            refusals = await self._desk.engine.try_layers(tuple(trials.values()))
        except (EngineError, RefusedError):
            return {}  # Nothing is refused that nobody knows to be wrong; the header says what became of the engine.
        return {name: reason for name, reason in zip(trials, refusals, strict=True) if reason is not None}
