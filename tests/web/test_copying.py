import pytest

from graphnn.document import codec
from graphnn.document.apply import apply
from graphnn.document.model import Document, View
from graphnn.errors import EditError
from graphnn.web.copying import cut, pasted_text, text_of
from graphnn.web.elements.intents import Copy, Cut, Paste, parse_intent
from tests.document.builders import wired, wires


def paste(text: str, x: float | None = None, y: float | None = None, *, keeps_wires: bool = False) -> Paste:
    intent = parse_intent(Paste, {"text": text, "x": x, "y": y, "keepsWires": keeps_wires})
    assert isinstance(intent, Paste)
    return intent


def test_what_is_copied_is_a_graph_file_that_is_pasted_where_the_pointer_is():
    document = wired("a > b", "b > c", view=View(positions={"b": (10.0, 20.0), "c": (210.0, 20.0)}))

    text = text_of(Copy(nodes=("b", "c")), document)
    added = pasted_text(paste(text, 500, 300), Document())
    elsewhere = apply(Document(), added.edit)

    assert list(codec.loads(text).nodes) == ["b", "c"]
    assert added.node_ids == ("b", "c")
    assert wires(elsewhere) == ["b > c"]
    assert elsewhere.view.positions["c"] == (700.0, 300.0)


def test_what_is_cut_comes_back_with_its_wires():
    document = wired("a > b", "b > c")
    text = text_of(Copy(nodes=("b",)), document)
    left = apply(document, cut(Cut(nodes=("b",)), document))

    assert wires(left) == []
    assert wires(apply(left, pasted_text(paste(text, keeps_wires=True), left).edit)) == ["a > b"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no layers"),
        ("Meet me at 8", "holds no layers"),
        ('{"version": 1}', "holds no layers"),
        ('{"graphnn": 1, "nodes": {"a": {"type": "Dense", "run": "rm"}}}', "nodes.a.run"),
        ('{"graphnn": 1, "nodes": {":a": {"type": "Dense"}}}', "nodes"),
        ('{"graphnn": 2}', "newer graphnn"),
        ('{"graphnn": 1, "nodes":', "clipboard"),
        ('{"graphnn": 1}', "without layers"),
    ],
)
def test_text_that_holds_no_layers_is_told_in_words(text: str, words: str):
    with pytest.raises(EditError, match=words):
        pasted_text(paste(text), Document())


def test_of_many_faults_the_first_are_told():
    nodes = ", ".join(f'"n{number}": {{"tipe": "Dense"}}' for number in range(50))

    with pytest.raises(EditError) as refused:
        pasted_text(paste(f'{{"graphnn": 1, "nodes": {{{nodes}}}}}'), Document())

    assert len(str(refused.value)) < 400
    assert "more" in str(refused.value)


def test_nothing_to_copy_is_said():
    with pytest.raises(EditError, match="Select the layers"):
        text_of(Copy(nodes=("gone",)), wired("a"))
