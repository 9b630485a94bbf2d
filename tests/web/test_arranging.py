from graphnn.document.apply import apply
from graphnn.document.layout import layout
from graphnn.document.model import Document, View
from graphnn.web.arranging import laid_out
from graphnn.web.elements.intents import LayOut
from tests.document.builders import residual_network, wired

POSITIONS = {"a": (500.0, 70.0), "b": (400.0, 90.0), "c": (450.0, 300.0), "d": (0.0, 1000.0)}


def chain_of_four() -> Document:
    routes = {"b": ((1.0, 1.0),), "d": ((2.0, 2.0),)}
    return wired("a > b", "b > c", "c > d", view=View(positions=POSITIONS, waypoints=routes))


def after(document: Document, *nodes: str, **fields: object) -> Document:
    return apply(document, laid_out(LayOut(nodes=nodes, **fields), document))


def test_the_whole_graph_is_laid_out_from_where_its_corner_was():
    document = chain_of_four()

    tidy = after(document)

    steps = {(x - layout(document)[n][0], y - layout(document)[n][1]) for n, (x, y) in tidy.view.positions.items()}
    assert steps == {(0.0, 70.0)}
    assert tidy.view.waypoints == {}
    assert after(tidy) == tidy


def test_a_selection_is_laid_out_and_the_rest_stays():
    tidy = after(chain_of_four(), "a", "b")

    assert tidy.view.positions["c"] == POSITIONS["c"]
    assert tidy.view.positions["a"] == (400.0, 70.0)
    assert tidy.view.positions["b"][0] > 500
    assert tidy.view.waypoints == {"d": ((2.0, 2.0),)}


def test_the_direction_can_be_turned_and_stays():
    down = after(chain_of_four(), direction="top-to-bottom")

    assert down.view.direction == after(down).view.direction == "top-to-bottom"
    assert down.view.positions["a"][1] < down.view.positions["b"][1]


def test_sizes_of_cards_are_kept_clear_of_each_other():
    document = residual_network(12)
    sizes = dict.fromkeys(document.nodes, (300.0, 200.0))

    tidy = apply(document, laid_out(LayOut(nodes=(), sizes=sizes), document))

    corners = list(tidy.view.positions.values())
    for index, (x, y) in enumerate(corners):
        assert not any(abs(x - left) < 300 and abs(y - top) < 200 for left, top in corners[:index])
