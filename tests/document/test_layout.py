import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphnn.document.apply import apply
from graphnn.document.layout import (
    CARD_SIZE,
    COLUMN_GAP,
    PORT_HEIGHT,
    ROW_GAP,
    arrangement,
    layout,
    place_missing,
)
from graphnn.document.model import Document, Edge, Node, View
from graphnn.document.topology import source_node, target_node
from tests.document.builders import residual_network, wired
from tests.document.strategies import documents, quick

WIDTH, HEIGHT = CARD_SIZE


def graph(node_count: int, pairs: list[tuple[int, int]]) -> Document:
    edges = (
        Edge(source=f"n{source}", target=f"n{target}.inputs.{place}") for place, (source, target) in enumerate(pairs)
    )
    return Document(nodes={f"n{index}": Node(type="Dense") for index in range(node_count)}, edges=tuple(edges))


def random_graph(node_count: int, edge_count: int, *, acyclic: bool = True) -> Document:
    source = random.Random(0)
    pairs = {(source.randrange(node_count), source.randrange(node_count)) for _ in range(edge_count)}
    return graph(node_count, sorted(pair for pair in pairs if not acyclic or pair[0] < pair[1]))


def overlapping(
    positions: dict[str, tuple[float, float]], width: float = WIDTH, height: float = HEIGHT
) -> list[object]:
    pairs = []
    corners = sorted((x, y, node_id) for node_id, (x, y) in positions.items())
    for index, (x, y, node_id) in enumerate(corners):
        for other_x, other_y, other in corners[index + 1 :]:
            if other_x - x >= width:
                break
            if abs(other_y - y) < height:
                pairs.append((node_id, other))
    return pairs


def test_a_chain_is_one_row_left_to_right():
    positions = layout(wired("a > b", "b > c"))

    assert positions == {"a": (0, 0), "b": (WIDTH + COLUMN_GAP, 0), "c": (2 * (WIDTH + COLUMN_GAP), 0)}


def test_two_branches_lie_around_the_line_of_what_they_leave_and_join():
    positions = layout(wired("a > b", "a > c", "b > d.inputs.0", "c > d.inputs.1"))

    assert positions["a"][1] == positions["d"][1] == (positions["b"][1] + positions["c"][1]) / 2
    assert positions["b"][0] == positions["c"][0]
    assert abs(positions["b"][1] - positions["c"][1]) == HEIGHT + ROW_GAP


def test_the_trunk_of_a_residual_network_is_straight():
    assert {y for _, y in layout(residual_network(8)).values()} == {0}


def test_cards_of_any_height_hang_from_the_line_of_their_wires():
    sizes = {"a": (176.0, 200.0), "b": (176.0, 40.0), "c": (176.0, 92.0)}

    assert {y for _, y in layout(wired("a > b", "b > c"), sizes=sizes).values()} == {0}


def test_a_long_chain_continues_in_rows_of_about_the_shape_of_a_screen():
    chain = graph(60, [(index, index + 1) for index in range(59)])

    positions = layout(chain)

    rows = {y for _, y in positions.values()}
    width = max(x for x, _ in positions.values())
    assert len(rows) > 3
    assert 1 < width / max(rows) < 4
    order = [(positions[f"n{index}"][1], positions[f"n{index}"][0]) for index in range(60)]
    assert order == sorted(order)


def test_rows_break_between_blocks_where_one_tensor_passes():
    document = residual_network(101)

    arranged = arrangement(document)

    top = {node_id: y for node_id, (_, y) in arranged.positions.items()}
    sources = [source_node(edge) for edge in document.edges if top[source_node(edge)] != top[target_node(edge)]]
    assert sources
    assert {int(source.removeprefix("n")) % 4 for source in sources} == {0}


def test_top_to_bottom_edges_run_down_a_straight_trunk():
    positions = layout(wired("a > b", "b > c", "a > c.value"), direction="top-to-bottom")

    assert positions["a"][1] < positions["b"][1] < positions["c"][1]
    assert positions["a"][0] == positions["c"][0]


@pytest.mark.parametrize("direction", ["left-to-right", "top-to-bottom"])
@pytest.mark.parametrize("document", [residual_network(120), random_graph(40, 60)], ids=["residual", "sparse"])
def test_wires_run_around_nodes(document, direction):
    document = apply(document, arrangement(document, direction=direction))

    assert document.view.waypoints
    for edge in document.edges:
        for start, end in pairwise(way(document, edge)):
            for node_id, corner in document.view.positions.items():
                if node_id not in (source_node(edge), target_node(edge)):
                    assert not crosses(start, end, corner), (edge, node_id)


def way(document: Document, edge: Edge) -> list[tuple[float, float]]:
    """Return the points of an edge, from the middle of one card's end to the middle of the other's start."""
    (x, y), (to_x, to_y) = (document.view.positions[node] for node in (source_node(edge), target_node(edge)))
    points = document.view.waypoints.get(edge.target, ())
    if document.view.direction == "left-to-right":
        return [(x + WIDTH, y + PORT_HEIGHT), *points, (to_x, to_y + PORT_HEIGHT)]
    return [(x + WIDTH / 2, y + HEIGHT), *points, (to_x + WIDTH / 2, to_y)]


def crosses(start: tuple[float, float], end: tuple[float, float], corner: tuple[float, float]) -> bool:
    """Tell whether the box of a piece of wire, within which it stays, touches a card."""
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return left < corner[0] + WIDTH and corner[0] < right and top < corner[1] + HEIGHT and corner[1] < bottom


def test_an_edge_from_a_short_card_beside_a_longer_one_goes_past_that_one_first():
    document = graph(4, [(0, 2), (1, 2), (1, 3)])
    sizes = {"n0": (WIDTH, 140), "n1": (WIDTH, 60), "n2": (WIDTH, 140), "n3": (WIDTH, 60)}

    arranged = arrangement(document, sizes=sizes, direction="top-to-bottom")

    x, y = arranged.positions["n1"]
    assert arranged.waypoints["n2.inputs.1"] == ((x + WIDTH / 2, y + 140),)
    assert not arranged.waypoints.get("n3.inputs.2")


def test_an_edge_that_needs_no_way_points_has_none():
    assert not arrangement(wired("a > b", "a > c", "b > d.inputs.0", "c > d.inputs.1")).waypoints


def test_wires_that_need_not_cross_do_not():
    positions = layout(wired("a > c", "b > d", "c > f.query", "d > e", "e > f.value"))

    assert (positions["a"][1] < positions["b"][1]) == (positions["c"][1] < positions["d"][1])


@pytest.mark.parametrize(
    "document",
    [
        residual_network(1000),
        random_graph(1000, 1500),
        random_graph(1000, 9000),
        random_graph(1000, 1500, acyclic=False),
        graph(1000, [(0, index) for index in range(1, 1000)]),
        graph(1000, []),
    ],
    ids=["residual", "sparse", "dense", "cyclic", "star", "no edges"],
)
@pytest.mark.parametrize("direction", ["left-to-right", "top-to-bottom"])
def test_a_thousand_nodes_are_laid_out_without_overlap(document, direction):
    positions = layout(document, direction=direction)

    assert list(positions) == list(document.nodes)
    assert overlapping(dict(positions)) == []


@quick
@given(documents)
def test_any_document_is_laid_out_alike_each_time_without_overlap(document):
    positions = layout(document)

    assert positions == layout(document)
    assert positions.keys() == document.nodes.keys()
    assert overlapping(dict(positions)) == []


@quick
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20))
def test_every_edge_of_a_small_graph_without_cycles_runs_down(pairs):
    document = graph(12, sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}))

    positions = layout(document, direction="top-to-bottom")

    for edge in document.edges:
        assert positions[source_node(edge)][1] + HEIGHT < positions[target_node(edge)][1]


def test_known_sizes_of_cards_are_kept_clear():
    document = wired("a > b", "a > c", "a > d", "b > e")
    sizes = {node_id: (300.0, 250.0) for node_id in document.nodes}

    assert overlapping(dict(layout(document, sizes=sizes)), 300, 250) == []


def test_parts_lie_one_below_the_other_and_lone_nodes_in_a_row_at_the_end():
    positions = layout(wired("x", "a > b", "y", "c > d"))

    rows = [[positions[node_id][1] for node_id in row] for row in ("ab", "cd", "xy")]
    assert all(row[0] == row[1] for row in rows)
    assert all(upper[0] + HEIGHT < lower[0] for upper, lower in pairwise(rows))


def test_only_nodes_without_a_position_are_placed():
    document = wired("a > b", "b > c", "lone", view=View(positions={"b": (1000.0, 50.0), "gone": (5.0, 5.0)}))

    positions = place_missing(document).view.positions

    assert positions == {
        "gone": (5, 5),
        "b": (1000, 50),
        "a": (1000 - WIDTH - COLUMN_GAP, 50),
        "c": (1000 + WIDTH + COLUMN_GAP, 50),
        "lone": (positions["lone"]),
    }
    assert positions["lone"][1] > 50 + HEIGHT


def test_a_node_is_not_placed_on_another():
    document = wired("a > b", "a > c", "a > d", view=View(positions={"a": (0.0, 0.0)}))

    assert overlapping(dict(place_missing(document).view.positions)) == []


def test_a_document_without_positions_is_laid_out():
    document = wired("a > b", "b > c")

    assert place_missing(document).view.positions == layout(document)


def test_a_document_without_positions_gets_way_points_too():
    document = wired("a > b", "b > c", "a > c.value")

    assert apply(document, arrangement(document)) == place_missing(document)
    assert list(place_missing(document).view.waypoints) == ["c.value"]


def test_a_node_below_which_others_run_down_is_placed_below():
    view = View(positions={"a": (0.0, 0.0)}, direction="top-to-bottom")

    assert place_missing(wired("a > b", view=view)).view.positions["b"] == (0, HEIGHT + COLUMN_GAP)


def test_a_document_with_all_positions_stays_as_it_is():
    document = place_missing(wired("a > b"))

    assert place_missing(document) is document
