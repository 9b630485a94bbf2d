import ast
import itertools
import subprocess
import sys

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.examples import load_examples
from graphnn.document.model import Configured, Data, Document, Edge, Node, Training
from graphnn.document.updated import updated
from graphnn.errors import FaultyGraphError
from graphnn.exchange.python_own import GAPS
from graphnn.exchange.python_source import python_source
from graphnn.exchange.python_text import LINE_LENGTH
from graphnn.sources import cells

EXAMPLES = {example.name: example.document for example in load_examples()}
NASTY = 'a "quote"\nimport os\r\n\x0cos.system("x") # \u2028 \\'


def source(document: Document) -> str:
    return python_source(document, load_catalogue())


def learning(feature: str, target: str, *, data: Data, units: int = 1) -> Document:
    """Return a network of one layer that learns one column from another."""
    nodes = {
        "given": Node(type="Input", parameters={"column": feature}),
        "flat": Node(type="Flatten"),
        "guess": Node(type="Dense", parameters={"units": units}),
        "answer": Node(type="Output", parameters={"column": target, "loss": "mean_squared_error"}),
    }
    edges = tuple(Edge(source=a, target=b) for a, b in itertools.pairwise(nodes))
    return Document(nodes=nodes, edges=edges, data=data)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_becomes_a_script_that_python_reads(name):
    tree = ast.parse(source(EXAMPLES[name]))

    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert {"build_model", "load_data"} <= set(names)
    assert names[-1] == "main"


def wide() -> Document:
    """Return a network whose arguments are too long for a line each: cells within a layer, and many outputs."""
    cells = [{"type": "LSTMCell", "parameters": {"units": units, "recurrent_dropout": 0.1}} for units in (3, 4, 5)]
    outputs = [f"answer_to_question_{number}" for number in range(5)]
    nodes = {
        "waves": Node(type="Input", parameters={"shape": [5, 4]}),
        "read": Node(type="RNN", parameters={"cell": {"type": "StackedRNNCells", "parameters": {"cells": cells}}}),
        **{name: Node(type="Output") for name in outputs},
    }
    edges = [Edge(source="waves", target="read"), *(Edge(source="read", target=name) for name in outputs)]
    return Document(nodes=nodes, edges=tuple(edges))


def test_scripts_are_laid_out_as_a_formatter_would(tmp_path):
    for name, document in {**EXAMPLES, "wide": wide()}.items():
        (tmp_path / f"{name}.py").write_text(source(document), encoding="utf-8")

    for command in ("format", "--diff"), ("check", "--select=E,F,I"):
        options = ("--isolated", f"--line-length={LINE_LENGTH}", str(tmp_path))
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *options], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout


def test_the_script_says_what_a_person_would():
    lines = source(EXAMPLES["mnist_dense"]).splitlines()

    assert '    hidden = layers.Dense(units=512, activation="relu", name="hidden")(flat)' in lines
    assert "    return keras.Model(inputs=image, outputs=digit)" in lines
    assert '    y = keras.utils.to_categorical(columns["label"], 10)' in lines
    assert (
        "    model.fit(x, y, batch_size=128, epochs=5, validation_data=samples(test), callbacks=callbacks())" in lines
    )


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


@pytest.mark.parametrize("name", load_catalogue().data_sets)
def test_every_data_set_is_loaded_by_the_script_itself(name):
    columns = load_catalogue().data_sets[name].columns
    bound = [next(column.name for column in columns if column.role == role) for role in ("feature", "target")]

    script = ast.parse(source(learning(*bound, data=Data(source=name))))

    (load,) = (node for node in script.body if isinstance(node, ast.FunctionDef) and node.name == "load_data")
    assert isinstance(load.body[-1], ast.Return)
    assert not [node for node in ast.walk(script) if isinstance(node, ast.Raise)]


def test_the_script_has_the_callbacks_of_the_recipe():
    schedule = {
        "type": "ExponentialDecay",
        "parameters": {"initial_learning_rate": 0.5, "decay_steps": 2, "decay_rate": 0.9},
    }
    callbacks = (
        Configured(type="EarlyStopping", parameters={"patience": 3, "restore_best_weights": True}),
        Configured(type="LearningRateScheduler", parameters={"schedule": schedule}),
        Configured(type="ModelCheckpoint", parameters={"monitor": "val_accuracy"}),
        Configured(type="CSVLogger", parameters={"separator": ";"}),
        Configured(type="TensorBoard"),
        Configured(type="TerminateOnNaN"),
        Configured(type="MLflow"),
    )

    text = source(updated(EXAMPLES["digits_cnn"], training=Training(callbacks=callbacks)))

    for line in (
        "keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True),",
        "keras.callbacks.LearningRateScheduler(lambda epoch: float(schedule(epoch))),",
        'keras.callbacks.ModelCheckpoint("best.keras", monitor="val_accuracy", save_best_only=True),',
        'keras.callbacks.CSVLogger("history.csv", separator=";"),',
        'keras.callbacks.TensorBoard("tensorboard"),',
        "keras.callbacks.TerminateOnNaN(),",
        "# MLflow: call mlflow.keras.autolog() before training.",
    ):
        assert f"        {line}" in text.splitlines()
    assert "callbacks=callbacks()," in text


def test_the_script_weighs_classes_by_their_numbers():
    weights = {"virginica": 7.0, "0": 0.5}

    text = source(updated(EXAMPLES["iris"], training=Training(class_weights=weights)))

    assert "class_weight={0: 0.5, 2: 7.0}" in text


def test_the_script_computes_in_the_precision_of_the_recipe():
    text = source(updated(EXAMPLES["iris"], training=Training(precision="mixed_float16")))

    assert '    keras.config.set_dtype_policy("mixed_float16")' in text.splitlines()


def test_classes_that_are_compared_value_by_value_become_vectors():
    text = source(learning("features", "species", data=Data(source="iris"), units=3))

    assert 'y = keras.utils.to_categorical(columns["species"], 3)' in text


def test_a_faulty_graph_is_not_exported():
    with pytest.raises(FaultyGraphError, match="units"):
        source(Document(nodes={"d": Node(type="Dense")}))


def test_a_script_takes_for_a_gap_what_graphnn_takes_for_one():
    assert frozenset(GAPS) == cells.GAPS
