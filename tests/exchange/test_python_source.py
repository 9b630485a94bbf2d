import ast

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.examples import load_examples
from graphnn.document.model import Document, Edge, Node
from graphnn.errors import FaultyGraphError
from graphnn.exchange.python_source import python_source
from graphnn.exchange.python_text import LINE_LENGTH

EXAMPLES = {example.name: example.document for example in load_examples()}
NASTY = 'a "quote"\nimport os\r\n\x0cos.system("x") # \u2028 \\'


def source(document: Document) -> str:
    return python_source(document, load_catalogue())


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_becomes_a_script_that_python_reads(name):
    tree = ast.parse(source(EXAMPLES[name]))

    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert names[:2] == ["build_model", "load_data"]
    assert names[-1] == "main"


def test_lines_stay_short_enough_to_read():
    assert max(len(line) for name in EXAMPLES for line in source(EXAMPLES[name]).splitlines()) <= LINE_LENGTH


def test_the_script_says_what_a_person_would():
    lines = source(EXAMPLES["mnist_dense"]).splitlines()

    assert '    hidden = layers.Dense(units=512, activation="relu", name="hidden")(flat)' in lines
    assert "    return keras.Model(inputs=image, outputs=digit)" in lines
    assert '    y = keras.utils.to_categorical(columns["label"], 10)' in lines
    assert "    model.fit(x, y, batch_size=128, epochs=5, validation_data=samples(test))" in lines


def test_words_of_a_file_cannot_leave_their_comment_or_literal():
    nodes = {
        "x": Node(type="Input", parameters={"shape": [4, 4]}),
        "e": Node(type="EinsumDense", parameters={"equation": NASTY, "output_shape": [3]}),
    }

    text = source(Document(name=NASTY[:200], nodes=nodes, edges=(Edge(source="x", target="e"),)))

    tree = ast.parse(text)
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imported] == ["import keras", "from keras import layers"]
    assert NASTY in [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]


def test_a_network_without_a_loss_is_built_and_not_trained():
    nodes = {"x": Node(type="Input", parameters={"shape": [4]}), "d": Node(type="Dense", parameters={"units": 1})}

    text = source(Document(nodes=nodes, edges=(Edge(source="x", target="d"),)))

    assert "model.fit" not in text
    assert "outputs=d" in text


def test_data_that_no_library_loads_is_asked_for_by_its_columns():
    text = source(EXAMPLES["function_fit"])

    assert "NotImplementedError" in text
    assert '# "x": an array of shape (n,).' in text


def test_a_faulty_graph_is_not_exported():
    with pytest.raises(FaultyGraphError, match="units"):
        source(Document(nodes={"d": Node(type="Dense")}))
