"""Pictures have the measures, wires and colours of the canvas, whose own modules say so here."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.apply import apply
from graphnn.document.examples import load_examples
from graphnn.document.layout import arrangement
from graphnn.document.model import Document, Edge, Node
from graphnn.web.cards import Drawing
from graphnn.web.picture.marks import Spot
from graphnn.web.picture.measures import card_size, port_places
from graphnn.web.picture.tokens import CATEGORIES, DARK, LIGHT
from graphnn.web.picture.wire_path import Reach, wire_pieces

STATIC = Path(__file__).resolve().parents[3] / "static" / "src"


def said_by_node(program: str, given: object) -> Any:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed, which runs the canvas' own modules")
    source = f"const given = {json.dumps(given)};\n{program}"
    # By its input, not as an argument: those may not be as long as all examples are.
    command = [node, "--input-type=module", "-"]
    done = subprocess.run(command, cwd=STATIC, input=source, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


def documents() -> list[Document]:
    many = Document(
        nodes={
            "a": Node(type="Input", parameters={"shape": [4, 8]}),
            "scores": Node(type="MultiHeadAttention", parameters={"num_heads": 2, "key_dim": 4}),
            "states": Node(type="LSTM", parameters={"units": 3, "return_state": True, "activation": "relu"}),
            "wide": Node(
                type="Conv2D",
                parameters={"filters": 1024, "kernel_size": [11, 11], "strides": [2, 2], "activation": "softmax"},
            ),
            "join": Node(type="Concatenate"),
            "odd": Node(type="NoSuchLayer"),
        },
        edges=(
            Edge(source="a", target="scores.query"),
            Edge(source="a", target="join.inputs.0"),
            Edge(source="states", target="join.inputs.1"),
        ),
    )
    down = many.model_copy(update={"view": many.view.model_copy(update={"direction": "top-to-bottom"})})
    return [*(example.document for example in load_examples()), many, down]


def test_cards_have_the_size_and_ports_of_the_canvas():
    cards = [
        card
        for document in documents()
        for pictures in ({}, {"image": ("data:,",)})
        for card in Drawing(document, load_catalogue(), None, (), pictures).cards().values()
    ]

    drawn = said_by_node(
        """
        import { cardSize, portPlaces } from "./geometry.js";
        console.log(JSON.stringify(given.map((card) => [
          cardSize(card), portPlaces(card).map(({ side, reference, x, y }) => [`${side} ${reference}`, x, y]),
        ])));
        """,
        cards,
    )

    for card, (size, ports) in zip(cards, drawn, strict=True):
        assert card_size(card) == (size["width"], size["height"]), card
        assert [[name, *spot] for name, spot in port_places(card).items()] == ports


def test_wires_run_as_on_the_canvas():
    ends = [(300.0, 40.0), (20.0, 0.0), (-300.0, 200.0), (-300.0, 0.0), (90.0, -300.0), (0.0, 0.0)]
    ways: list[list[tuple[float, float]]] = [
        [],
        [(100, 50)],
        [(100, 50), (200, 50)],
        [(0, 60), (-200, 60), (-200, 200)],
        [(100, 50), (100, 150), (40, 90), (40.2, 90)],
        [(50, 10), (150, 60), (250, 200)],
    ]
    cards = [((0, 0), (0, 0)), ((19, 240), (46, 80)), ((19, 80), (90, 300))]
    wires = [
        {"target": end, "points": points, "down": down, "cards": reaches}
        for end in ends
        for points in ways
        for down in (False, True)
        for reaches in cards
    ]

    drawn = said_by_node(
        """
        import { wirePath } from "./wire-path.js";
        const point = ([x, y]) => ({ x, y });
        const reach = ([before, after]) => ({ before, after });
        console.log(JSON.stringify(given.map(({ target, points, down, cards }) =>
          wirePath({ x: 0, y: 0 }, point(target), points.map(point), down, cards.map(reach)))));
        """,
        wires,
    )

    for wire, path in zip(wires, drawn, strict=True):
        points = [Spot(*point) for point in wire["points"]]
        reaches = tuple(Reach(*reach) for reach in wire["cards"])
        pieces = wire_pieces(Spot(0, 0), Spot(*wire["target"]), points, runs_down=wire["down"], cards=reaches)
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", path)]
        assert [0, 0, *(value for piece in pieces for spot in piece for value in spot)] == pytest.approx(numbers), wire


@pytest.mark.parametrize(
    ("tokens", "selector"), [(LIGHT, "body {"), (DARK, "body.body--dark {")], ids=["light", "dark"]
)
def test_colours_are_the_tokens_of_the_page(tokens, selector):
    rules = (STATIC / "theme.css").read_text("utf-8").split(selector, 1)[1].split("}", 1)[0]
    named = dict(re.findall(r"--([\w-]+): (#\w+);", rules))

    for name in type(tokens).__dataclass_fields__:
        assert getattr(tokens, name) == named[name.rstrip("_").replace("_", "-")], name


def test_categories_have_the_colours_of_the_page():
    rules = re.findall(
        r"((?:\[data-category=\"\w+\"\],?\s*)+)\{\s*--c: var\(--([\w-]+)\)", (STATIC / "theme.css").read_text("utf-8")
    )
    named = {category: token.replace("-", "_") for names, token in rules for category in re.findall(r'"(\w+)"', names)}

    assert dict(CATEGORIES) == named


def test_a_layout_made_from_these_sizes_has_no_overlap():
    document = documents()[-2]
    cards = Drawing(document, load_catalogue(), None, (), {}).cards()
    sizes = {name: card_size(card) for name, card in cards.items()}

    view = apply(document, arrangement(document, sizes=sizes)).view

    boxes = [(*view.positions[name], *sizes[name]) for name in document.nodes]
    for place, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, other_width, other_height in boxes[place + 1 :]:
            apart = x + width <= other_x or other_x + other_width <= x or y + height <= other_y
            assert apart or other_y + other_height <= y
