"""No card covers another and no wire runs through one, as examples are stored and as they are laid out."""

import pytest

from graphnn.analysis.room import card_room
from graphnn.catalogue.load import load_catalogue
from graphnn.document.examples import load_examples
from graphnn.document.layout import place_missing
from graphnn.document.model import Direction, View
from graphnn.document.updated import updated
from graphnn.web.picture.sizes import card_sizes
from tests.document.builders import wired
from tests.web.picture.geometry import in_the_way, laid_out

EXAMPLES = {example.name: example.document for example in load_examples()}
DIRECTIONS: tuple[Direction, ...] = ("left-to-right", "top-to-bottom")


def test_what_is_in_the_way_is_found():
    across = wired("a > c", "b", view=View(positions={"a": (0.0, 0.0), "b": (248.0, 0.0), "c": (496.0, 0.0)}))
    upon = wired("a", "b", view=View(positions={"a": (0.0, 0.0), "b": (100.0, 20.0)}))

    assert in_the_way(across) == [("c", "b")]
    assert in_the_way(upon) == [("a", "b")]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_stored_with_nothing_in_the_way(name):
    assert in_the_way(EXAMPLES[name]) == []


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_laid_out_with_nothing_in_the_way(name, direction):
    assert in_the_way(laid_out(EXAMPLES[name], direction)) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_without_the_page_the_room_for_cards_is_large_enough(name):
    catalogue = load_catalogue()
    document = updated(EXAMPLES[name], view=View())
    room, sizes = card_room(document, catalogue), card_sizes(document, catalogue)

    placed = place_missing(document, sizes=room)

    assert in_the_way(placed) == []
    for node_id, (width, height) in sizes.items():
        assert width <= room[node_id][0]
        assert height <= room[node_id][1]
