"""Small documents in few words."""

from graphnn.document.model import Document, Edge, Node, parse_port


def wired(*wires: str, **fields: object) -> Document:
    """Return a document of Dense nodes with the wires given, each as "source > target"; a lone id is a lone node."""
    edges = []
    nodes = {}
    for wire in wires:
        ends = [end.strip() for end in wire.split(">")]
        nodes |= {parse_port(end, "").node: Node(type="Dense") for end in ends}
        if len(ends) == 2:
            edges.append(Edge(source=ends[0], target=ends[1]))
    return Document(nodes=nodes, edges=tuple(edges), **fields)


def wires(document: Document) -> list[str]:
    return [f"{edge.source} > {edge.target}" for edge in document.edges]


def residual_network(node_count: int) -> Document:
    """Return blocks of four layers, each with a shortcut around it."""
    nodes = {f"n{index}": Node(type="Dense", parameters={"units": index + 1}) for index in range(node_count)}
    edges = [Edge(source=f"n{index}", target=f"n{index + 1}.inputs.0") for index in range(node_count - 1)]
    edges += [Edge(source=f"n{index}", target=f"n{index + 4}.inputs.1") for index in range(0, node_count - 4, 4)]
    positions = {f"n{index}": (float(index), 0.0) for index in range(node_count)}
    return Document(nodes=nodes, edges=tuple(edges), view={"positions": positions})
