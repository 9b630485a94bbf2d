from hypothesis import assume, given

from graphnn.analysis.fitting import Pulled, refused_nodes, target_ports
from graphnn.catalogue.model import PortType
from graphnn.document.apply import apply
from graphnn.document.edits import Connect
from graphnn.document.model import Document, Edge
from graphnn.document.topology import find_cycle
from graphnn.errors import EditError
from tests.document.builders import wired
from tests.document.strategies import documents, quick


@quick
@given(documents)
def test_a_wire_is_refused_at_exactly_the_nodes_where_the_edit_would_be(document: Document) -> None:
    assume(document.nodes and find_cycle(document) is None)
    source = next(iter(document.nodes))

    refused = refused_nodes(document, Pulled(source, "source"))

    for node_id in document.nodes:
        try:
            apply(document, Connect(source=source, target=node_id))
        except EditError:
            assert node_id in refused
        else:
            assert node_id not in refused


def test_a_wire_pulled_from_an_input_is_refused_by_what_that_input_leads_to():
    document = wired("a > b", "b > c", "x")

    refused = refused_nodes(document, Pulled("b", "target"))

    assert set(refused) == {"b", "c"}
    assert "already leads to" in refused["c"]


def test_a_list_port_has_a_place_for_each_edge_and_a_free_one_until_it_is_full():
    edges = [Edge(source="a", target="join.inputs.1"), Edge(source="b", target="join.inputs.0")]

    def indices(maximum: int | None) -> list[int]:
        port = PortType(name="inputs", is_list=True, maximum=maximum)
        return [target.index for _, target in target_ports("join", [port], edges)]

    assert indices(None) == [0, 1, 2]
    assert indices(2) == [0, 1]
