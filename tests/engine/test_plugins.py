"""A plug-in at work: its layer is built, trained on its data and saved; what is wrong with one is told."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from graphnn.catalogue.model import Catalogue, DataSetType, LayerType
from graphnn.catalogue.plugins import Found, with_plugins
from graphnn.document.codec import dumps
from graphnn.document.model import Data, Document, Split
from graphnn.engine.build import build_model, infer_graph
from graphnn.engine.data.from_plugin import load_from_plugin
from graphnn.errors import DataError
from graphnn.exchange.python_source import python_source
from tests.engine.builders import CATALOGUE, GIGABYTE, SAVING_WARNS, chain, node, shaped, trained_by
from tests.plugins.installed import install
from tests.plugins.wavelets import HAAR, STEPS, plugin

WITH_WAVELETS = with_plugins(CATALOGUE, Found({"wavelets": plugin}))
ROOT = Path(__file__).parent.parent.parent


def with_layer(**changes: object) -> Catalogue:
    layer: LayerType = HAAR.model_copy(update=changes)
    return WITH_WAVELETS.model_copy(update={"layers": {**WITH_WAVELETS.layers, HAAR.name: layer}})


def network() -> Document:
    return chain(signal=shaped(8), split=node("wavelets>Haar", gain=2.0), answer=node("Output"))


@pytest.mark.filterwarnings(SAVING_WARNS)
def test_its_layer_is_shown_built_and_loaded_like_any_other(tmp_path: Path) -> None:
    report = infer_graph(network(), WITH_WAVELETS, budget=GIGABYTE)
    model = build_model(network(), WITH_WAVELETS, budget=GIGABYTE).model
    signal = np.arange(8, dtype="float32")[None]
    model.save(tmp_path / "model.keras")

    loaded = keras.models.load_model(tmp_path / "model.keras")

    assert report.diagnostics == ()
    assert report.nodes["split"].outputs["output"].shape == (None, 8)
    np.testing.assert_array_equal(loaded(signal), [[2, 10, 18, 26, -2, -2, -2, -2]])


@pytest.mark.parametrize(
    ("implementation", "fault"),
    [
        ("tests.plugins.nowhere:Haar", "cannot be imported"),
        ("tests.plugins.wavelets.layers:Nothing", "cannot be imported"),
        ("keras.layers:Dense", "is registered with Keras as Dense"),
    ],
)
def test_a_layer_that_is_not_where_the_plug_in_says_is_a_fault_of_its_node(implementation: str, fault: str) -> None:
    (found,) = infer_graph(network(), with_layer(implementation=implementation), budget=GIGABYTE).diagnostics

    assert found.nodes == ("split",)
    assert fault in found.message


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"implementation": "tests.plugins.wavelets.data:nothing"}, "cannot be imported"),
        ({"columns": (STEPS.columns[0].model_copy(update={"shape": (9,)}), STEPS.columns[1])}, "says signal is 9 of"),
        ({"columns": (STEPS.columns[0].model_copy(update={"name": "sound"}), STEPS.columns[1])}, "gives no column"),
        ({"columns": (STEPS.columns[0].model_copy(update={"dtype": "int32"}), STEPS.columns[1])}, "of int32"),
    ],
)
def test_data_that_is_not_what_the_plug_in_says_is_refused(changes: dict[str, object], fault: str) -> None:
    data_set: DataSetType = STEPS.model_copy(update=changes)

    with pytest.raises((DataError, Exception), match=fault):
        load_from_plugin(data_set, {"samples": 4})


def test_a_data_set_that_fails_is_told_by_its_name() -> None:
    with pytest.raises(DataError, match=r"steps: its plug-in's .* failed \(TypeError"):
        load_from_plugin(STEPS, {"nothing": 4})


def test_a_network_of_an_installed_plug_in_trains_from_the_shell(tmp_path: Path) -> None:
    document = chain(
        signal=node("Input", column="signal"),
        split=node("wavelets>Haar"),
        up=node("Dense", units=1, activation="sigmoid"),
        answer=node("Output", column="direction", loss="binary_crossentropy", metrics=["accuracy"]),
    )
    data = Data(source="steps", parameters={"samples": 300}, test=Split(fraction=0.2))
    document = trained_by(document.model_copy(update={"data": data}), "Adam", epochs=20, learning_rate=0.1)
    (tmp_path / "steps.json").write_bytes(dumps(document))
    path = os.pathsep.join([str(install(tmp_path / "site", wavelets="tests.plugins.wavelets:plugin")), str(ROOT)])

    done = subprocess.run(
        [sys.executable, "-m", "graphnn", "run", "steps.json", "--json", "--no-progress"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout)["test"]["accuracy"] > 0.9


def test_a_script_imports_its_layer_and_loads_its_data(tmp_path: Path) -> None:
    nodes = {
        "signal": node("Input", column="signal"),
        "tests": node("wavelets>Haar", gain=2.0),
        "turn": node("Dense", units=1, activation="sigmoid"),
        "answer": node("Output", column="direction", loss="binary_crossentropy"),
    }
    data = Data(source="steps", parameters={"samples": 40}, test=Split(fraction=0.25))
    path = tmp_path / "network.py"
    path.write_text(python_source(chain(**nodes).model_copy(update={"data": data}), WITH_WAVELETS), encoding="utf-8")

    script = runpy.run_path(str(path))
    train, test = script["load_data"]()

    assert (len(train["signal"]), len(test["signal"])) == (30, 10)
    np.testing.assert_array_equal(script["build_model"]().get_layer("tests").gain, 2.0)
