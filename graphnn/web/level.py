"""Where in a document one page is: in its network, or inside a block, on the way through instances of blocks.

Every page has a level of its own over the document that all share. What it shows is a document either way, so that
canvas, inspector and gestures work inside a block as they do outside; an edit made there changes all instances.
"""

from collections.abc import Mapping

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.document.edits import Edit, InBlock, RemoveBlock, RenameBlock, RenamePort, SetBlock
from graphnn.document.inside import ENTRY_TYPE, EXIT_TYPE, inside
from graphnn.document.model import Document
from graphnn.errors import EditError
from graphnn.protocol.report import GraphReport, NodeReport
from graphnn.session.open_document import OpenDocument
from graphnn.web.elements.scene import Step
from graphnn.web.words import title_of


class Level:
    """What one page looks at, and the way that leads there."""

    def __init__(self, opened: OpenDocument) -> None:
        """Begin in the network itself."""
        self._opened = opened
        self._way: tuple[str, ...] = ()
        self._graphs: tuple[Document, ...] = (opened.document,)

    @property
    def way(self) -> tuple[str, ...]:
        """The instances that lead here, outermost first; empty in the network itself."""
        return self._way

    @property
    def block(self) -> str | None:
        """The block whose inside is shown."""
        graphs = self._current()
        return graphs[len(self._way) - 1].nodes[self._way[-1]].block if self._way else None

    @property
    def document(self) -> Document:
        """The graph that is shown: the document, or the inside of a block as one."""
        return self._current()[-1]

    @property
    def report(self) -> GraphReport | None:
        """What is known of the graph that is shown."""
        report = self._opened.report
        if report is None or not self._way:
            return report
        nodes: Mapping[str, NodeReport] = report.nodes
        graphs = self._current()
        for depth, instance in enumerate(self._way):
            way = self._way[: depth + 1]
            known = {n: r for n in graphs[depth + 1].nodes if (r := report.inside.get("/".join((*way, n)))) is not None}
            nodes = known | _ends(graphs[depth], nodes, instance, graphs[depth + 1], known)
        return GraphReport(nodes=nodes)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The faults of what is shown, by its own nodes; inside a block with the cures that are edits of blocks."""
        found = self._opened.diagnostics
        depth = len(self._way)
        if not depth:
            return found
        ways = ((each, [way[depth] for way in each.ways if way[:depth] == self._way and way[depth:]]) for each in found)
        return tuple(
            each.model_copy(
                update={
                    "nodes": tuple(dict.fromkeys(nodes)),
                    "ways": (),
                    "fix": each.fix if each.fix is not None and isinstance(each.fix.edit, InBlock) else None,
                }
            )
            for each, nodes in ways
            if nodes
        )

    @property
    def steps(self) -> list[Step]:
        """The way as people read it, from the document on."""
        nodes = [(each, graph.nodes[each]) for each, graph in zip(self._way, self._current(), strict=False)]
        inner: list[Step] = [{"id": each, "title": title_of(each, node), "block": node.block} for each, node in nodes]
        return [{"id": "", "title": self._opened.document.name, "block": None}, *inner]

    def enter(self, node_id: str) -> bool:
        """Go inside an instance; nothing happens where there is none."""
        node = self.document.nodes.get(node_id)
        if node is None or node.block not in self._opened.document.blocks:
            return False
        self._way = (*self._way, node_id)
        return True

    def leave(self, depth: int) -> bool:
        """Go back out to where the way has so many steps."""
        if depth >= len(self._way):
            return False
        self._way = self._way[:depth]
        return True

    def go(self, way: tuple[str, ...]) -> bool:
        """Go where a way leads, as far as it does; tell whether that is elsewhere."""
        before = self._way
        self._way = way
        self._current()
        return self._way != before

    def settle(self) -> bool:
        """Go out to where the way still leads, after others changed the document; tell whether that is elsewhere."""
        before = self._way
        self._current()
        return self._way != before

    def edit(self, change: Edit) -> Edit:
        """Return the edit of the document that a change of what is shown is."""
        name = self.block
        if name is None or isinstance(change, SetBlock | RemoveBlock | RenameBlock | RenamePort | InBlock):
            return change
        return InBlock(block=name, change=change)

    def _current(self) -> tuple[Document, ...]:
        """Return the graphs on the way, made anew where the document has changed; a step that is gone ends it."""
        document = self._opened.document
        if self._graphs[0] is document and len(self._graphs) == len(self._way) + 1:
            return self._graphs
        graphs = [document]
        for instance in self._way:
            node = graphs[-1].nodes.get(instance)
            name = node.block if node is not None else None
            if name is None or name not in document.blocks:
                break
            try:
                graphs.append(inside(document, name))
            except EditError:
                break
        self._graphs = tuple(graphs)
        self._way = self._way[: len(graphs) - 1]
        return self._graphs


def _ends(
    outer: Document,
    known_outside: Mapping[str, NodeReport],
    instance: str,
    inner: Document,
    known: dict[str, NodeReport],
) -> dict[str, NodeReport]:
    """Return what is known of the ends: what enters is what the instance is fed, what leaves comes from inside."""
    found: dict[str, NodeReport] = {}
    for node_id, node in inner.nodes.items():
        if node.type == ENTRY_TYPE:
            sources = {e.target_port.name: e.source_port for e in outer.edges if e.target_port.node == instance}
            reports = {name: (known_outside.get(port.node), port.name) for name, port in sources.items()}
            specs = {n: r.outputs[port] for n, (r, port) in reports.items() if r is not None and port in r.outputs}
            if specs:
                found[node_id] = NodeReport(outputs=specs)
        elif node.type == EXIT_TYPE:
            ports = [edge.source_port for edge in inner.edges if edge.target_port.node == node_id]
            given = [known[p.node].outputs.get(p.name) for p in ports if p.node in known]
            if specs_out := tuple(spec for spec in given if spec is not None):
                found[node_id] = NodeReport(inputs=specs_out)
    return found
