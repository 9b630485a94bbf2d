import pytest

from graphnn.document.apply import apply
from graphnn.document.model import Document, Node
from graphnn.errors import EditError
from graphnn.web.elements.intents import Write
from graphnn.web.writing import written
from tests.analysis.builders import catalogue, classifier, node


def after(document: Document, node_id: str, name: str | None, text: str) -> Document:
    return apply(document, written(Write(id=node_id, name=name, text=text), document, catalogue()))


def test_a_name_is_written_on_the_card_and_followed_by_the_wires():
    renamed = after(classifier(), "hidden", None, " features ")

    assert "features" in renamed.nodes
    assert "hidden" not in renamed.nodes
    assert any(edge.source == "features" for edge in renamed.edges)


def test_where_a_card_shows_a_label_that_is_what_is_renamed():
    document = Document(nodes={"a": Node(type="Dense", parameters={"units": 3}, label="First")})

    assert after(document, "a", None, "Second").nodes["a"].label == "Second"
    assert after(document, "a", None, "").nodes["a"].label is None
    assert after(document, "a", None, "").nodes["a"].parameters == {"units": 3}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("units", "256", 256), ("activation", "tanh", "tanh")],
)
def test_a_value_is_written_as_in_the_form(name, text, value):
    assert after(classifier(), "hidden", name, text).nodes["hidden"].parameters[name] == value


def test_a_value_that_is_the_default_is_no_longer_said():
    document = Document(nodes={"c": node("Conv2D", filters=8, kernel_size=3, padding="same")})

    changed = after(document, "c", "padding", "valid")

    assert "padding" not in changed.nodes["c"].parameters
    assert after(document, "c", "kernel_size", "5 × 3").nodes["c"].parameters["kernel_size"] == (5, 3)


@pytest.mark.parametrize(
    ("node_id", "name", "text", "words"),
    [
        ("hidden", "units", "many", "hidden: units"),
        ("hidden", "units", "-3", "hidden: units"),
        ("hidden", "activation", "rleu", "hidden: activation"),
        ("hidden", "colour", "red", "no parameter colour"),
        ("hidden", None, "2 words", "not a name"),
        ("hidden", None, "digit", "digit"),
        ("gone", None, "x", "nothing to write on"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(node_id, name, text, words):
    with pytest.raises(EditError, match=words):
        after(classifier(), node_id, name, text)
