import struct
import xml.etree.ElementTree as ElementTree
import zlib

import pytest

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.catalogue.load import load_catalogue
from graphnn.document.codec import loads
from graphnn.document.examples import load_examples
from graphnn.document.model import Document, Node, View
from graphnn.protocol.report import GraphReport, NodeReport, TensorSpec
from graphnn.web.picture.fonts import face
from graphnn.web.picture.graph import picture_file, picture_of
from graphnn.web.picture.marks import Box, Curve, Text
from graphnn.web.picture.tokens import DARK, LIGHT
from tests.document.builders import wired

NASTY = '<script>alert("&")</script>\x00]]>'
EXAMPLES = {example.name: example.document for example in load_examples()}
SVG = "{http://www.w3.org/2000/svg}"


def texts(document: Document, report: GraphReport | None = None) -> list[str]:
    return [mark.text for mark in picture_of(document, load_catalogue(), report).marks if isinstance(mark, Text)]


def test_a_png_carries_the_document_and_is_a_picture_of_its_size():
    document = EXAMPLES["mnist_dense"]

    content = picture_file(document, load_catalogue(), to="png")

    drawn = picture_of(document, load_catalogue())
    width, height = struct.unpack_from(">II", content, 16)
    assert loads(content) == document
    assert (width, height) == pytest.approx((2 * drawn.width, 2 * drawn.height), abs=2)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_svg_shows_every_node_and_wire(name):
    document = EXAMPLES[name]

    root = ElementTree.fromstring(picture_file(document, load_catalogue(), to="svg"))

    shown = [element.text for element in root.iter(f"{SVG}text")]
    assert {node.label or node_id for node_id, node in document.nodes.items()} <= set(shown)
    curves = [
        each for each in picture_of(document, load_catalogue()).marks if isinstance(each, Curve) and each.width == 2
    ]
    assert len(curves) == len(document.edges)


def test_all_that_is_drawn_lies_within_the_picture():
    for document in (
        *EXAMPLES.values(),
        Document(name="Empty"),
        wired("a", view=View(positions={"a": (-900.0, 70.0)})),
    ):
        drawn = picture_of(document, load_catalogue())
        for mark in drawn.marks:
            match mark:
                case Box():
                    assert 0 <= mark.x
                    assert mark.x + mark.width <= drawn.width
                    assert 0 <= mark.y
                    assert mark.y + mark.height <= drawn.height
                case Curve():
                    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for *_, (x, y) in mark.pieces)


def test_what_a_report_knows_is_on_the_cards():
    spec = TensorSpec(shape=(None, 7, 5), dtype="float32")
    node = NodeReport(inputs=(spec,), outputs={"output": spec}, parameter_count=1234, trainable_parameter_count=1234)
    report = GraphReport(nodes={"a": node}, diagnostics=())

    assert {"7 × 5", "1,234", "1,234 parameters"} <= set(texts(wired("a"), report))


def test_a_faulty_card_has_a_red_edge():
    fault = Diagnostic(code="shape/rank", severity="error", nodes=("a",), message="a: no.", hint="Mend it.")

    drawn = picture_of(wired("a > b"), load_catalogue(), GraphReport(nodes={}, diagnostics=(fault,)))

    assert [mark.stroke for mark in drawn.marks if isinstance(mark, Box)].count(LIGHT.bad) == 1
    assert "!" in [mark.text for mark in drawn.marks if isinstance(mark, Text)]


def test_a_files_words_are_text_and_never_markup():
    document = Document(name=NASTY, nodes={"x": Node(type="Dense", label=NASTY), "y": Node(type=NASTY)})

    content = picture_file(document, load_catalogue(), to="svg")

    root = ElementTree.fromstring(content)
    assert b"<script" not in content
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg",
        "title",
        "rect",
        "path",
        "circle",
        "text",
    }
    assert loads(picture_file(document, load_catalogue(), to="png")) == document


def test_dark_is_dark():
    assert picture_of(wired("a"), load_catalogue(), is_dark=True).background == DARK.bg


def test_a_document_without_positions_is_laid_out():
    drawn = picture_of(wired("a > b", "b > c"), load_catalogue())

    assert len({mark.x for mark in drawn.marks if isinstance(mark, Box) and mark.stroke == LIGHT.line_2}) == 3


def test_a_huge_graph_is_drawn_smaller():
    document = wired("a", "b", view=View(positions={"a": (0.0, 0.0), "b": (400_000.0, 90.0)}))

    content = picture_file(document, load_catalogue(), to="png")

    width, height = struct.unpack_from(">II", content, 16)
    assert width <= 30_000
    assert width * height <= 41_000_000
    assert zlib.crc32(content[12:29]) == struct.unpack_from(">I", content, 29)[0]


def test_text_that_is_too_wide_ends_in_an_ellipsis():
    fitted = face(400).fitted("a name much wider than its card", 13, 80)

    assert fitted.endswith("…")
    assert face(400).width(fitted, 13) <= 80
    assert face(400).fitted("name", 13, 80) == "name"


def test_letters_that_the_pages_font_lacks_are_set_in_another():
    document = Document(name="слой 层", nodes={"a": Node(type="Dense", label="层")})

    assert loads(picture_file(document, load_catalogue(), to="png")) == document
    assert face(400).file_for("层") != face(400).file_for("layer") or "DejaVu" in str(face(400).file_for("layer"))
