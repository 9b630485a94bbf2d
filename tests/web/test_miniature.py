import re
from xml.etree import ElementTree

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Document, Node, View
from graphnn.web import miniature
from graphnn.web.miniature import HEIGHT, WIDTH
from tests.document.builders import residual_network, wired


def drawing(document: Document) -> ElementTree.Element:
    return ElementTree.fromstring(miniature.drawing(document, load_catalogue()))


def boxes(document: Document) -> list[tuple[float, float, float, float]]:
    return [
        (float(box.attrib["x"]), float(box.attrib["y"]), float(box.attrib["width"]), float(box.attrib["height"]))
        for box in drawing(document).iter("rect")
        if "data-category" not in box.attrib and "class" not in box.attrib
    ]


def test_each_node_is_a_box_and_each_edge_a_wire():
    picture = drawing(wired("a > b", "b > c", "a > c.other"))

    assert len(boxes(wired("a > b", "b > c", "a > c.other"))) == 3
    assert len(list(picture.iter("path"))) == 3


def test_an_edge_to_a_node_that_is_not_there_is_not_drawn():
    document = wired("a > b")
    gone = document.model_copy(update={"nodes": {"a": document.nodes["a"]}})

    assert len(list(drawing(gone).iter("path"))) == 0


def test_a_network_of_any_size_lies_within_the_picture():
    for document in (wired("a"), wired("a > b"), residual_network(60)):
        for x, y, width, height in boxes(document):
            assert -0.1 <= x <= x + width <= WIDTH + 0.1
            assert -0.1 <= y <= y + height <= HEIGHT + 0.1


def test_a_place_that_is_kept_for_no_node_does_not_shrink_the_picture():
    near = wired("a > b", view=View(positions={"a": (0, 0), "b": (232, 0)}))
    far = near.model_copy(update={"view": View(positions={**near.view.positions, "gone": (1e6, 1e6)})})

    assert boxes(far) == boxes(near)


def test_an_empty_document_is_an_empty_picture():
    assert list(drawing(Document())) == []


def test_no_text_of_the_file_reaches_the_picture():
    nasty = "<script>alert(1)</script>"
    document = Document(name=nasty, description=nasty, nodes={"a": Node(type=nasty, label=nasty)})

    assert not re.search("script|alert", miniature.drawing(document, load_catalogue()))


def test_a_box_has_the_colour_of_its_kind():
    document = Document(nodes={"a": Node(type="Conv2D"), "b": Node(type="Input"), "c": Node(type="block.x")})

    kinds = [box.attrib["data-category"] for box in drawing(document).iter("rect") if "data-category" in box.attrib]

    assert kinds == ["Convolution", "Input", "Block"]
