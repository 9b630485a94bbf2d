import json
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.examples import examples_folder
from graphnn.engine.budget import available_weight_budget
from graphnn.engine.build import build_model
from graphnn.engine.conversion_process import export_model, import_model
from graphnn.errors import ModelError
from graphnn.protocol.conversion import ExportModel, ImportModel, ModelImported
from tests.engine.builders import SAVING_WARNS
from tests.engine.importing.models import MODELS, disturbed, predictions, samples, texts


def imported(file: Path, folder: Path) -> ModelImported:
    folder.mkdir(exist_ok=True)
    return import_model(ImportModel(file=str(file), name=file.stem, folder=str(folder)))


pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


@pytest.mark.parametrize("kind", ["keras", "h5"])
@pytest.mark.parametrize("name", MODELS)
def test_an_imported_model_answers_exactly_as_the_original(name, kind, tmp_path):
    original = disturbed(MODELS[name]())
    original.save(tmp_path / f"model.{kind}")
    given = dict(zip([tensor.name for tensor in original.inputs], samples(original), strict=True))

    answer = imported(tmp_path / f"model.{kind}", tmp_path / "work")
    rebuilt = keras.saving.load_model(tmp_path / "work" / "model.keras")

    assert answer.has_weights
    assert answer.parameter_count == original.count_params()
    for ours, theirs in zip(predictions(rebuilt, given), predictions(original, given), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_dropout_that_is_called_with_training_predicts_as_keras_lets_it(tmp_path):
    x = keras.Input((40,))
    original = keras.Model(x, keras.layers.Dropout(0.5)(x, training=True))
    original.save(tmp_path / "model.keras")

    answer = imported(tmp_path / "model.keras", tmp_path / "work")
    rebuilt = keras.saving.load_model(tmp_path / "work" / "model.keras")

    assert "training=True" in answer.notes[0]
    for model in (original, rebuilt):
        np.testing.assert_array_equal(model.predict(np.ones((2, 40)), verbose=0), np.ones((2, 40)))


def test_words_that_layers_have_learned_come_out_of_the_archive(tmp_path):
    original = texts()
    original.save(tmp_path / "model.keras")
    given = dict(zip([tensor.name for tensor in original.inputs], samples(original), strict=True))

    answer = imported(tmp_path / "model.keras", tmp_path / "work")
    rebuilt = build_model(answer.document, load_catalogue(), budget=available_weight_budget()).model
    rebuilt.load_weights(tmp_path / "work" / "model.keras")

    np.testing.assert_array_equal(predictions(rebuilt, given)[0], predictions(original, given)[0])


def test_weights_of_another_shape_than_the_layer_has_are_refused(tmp_path):
    model = MODELS["perceptron"]()
    model.save(tmp_path / "model.h5")
    with h5py.File(tmp_path / "model.h5", "r+") as file:
        config = json.loads(file.attrs["model_config"])
        config["config"]["layers"][1]["config"]["units"] = 7
        file.attrs["model_config"] = json.dumps(config)

    with pytest.raises(ModelError, match=r"dense.*its weights in the file are not those of the layer"):
        imported(tmp_path / "model.h5", tmp_path / "work")


def test_parts_of_a_layer_are_found_under_the_names_that_keras_2_gave_them(tmp_path):
    query, value = keras.Input((5, 8), name="query"), keras.Input((4, 8), name="value")
    original = disturbed(keras.Model([query, value], keras.layers.MultiHeadAttention(2, 4)(query, value)))
    original.save(tmp_path / "model.keras")
    weights = tmp_path / "model.weights.h5"
    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        config = archive.read("config.json")
        weights.write_bytes(archive.read("model.weights.h5"))
    with h5py.File(weights, "r+") as file:
        attention = file["layers/multi_head_attention"]
        for part in [name for name in attention if name.endswith("_dense")]:
            attention.move(part, f"_{part}")
    with zipfile.ZipFile(tmp_path / "older.keras", "w") as archive:
        archive.writestr("config.json", config)
        archive.write(weights, "model.weights.h5")
    given = dict(zip(["query", "value"], samples(original), strict=True))

    imported(tmp_path / "older.keras", tmp_path / "work")
    rebuilt = keras.saving.load_model(tmp_path / "work" / "model.keras")

    np.testing.assert_array_equal(predictions(rebuilt, given)[0], predictions(original, given)[0])


def test_weights_alone_are_refused(tmp_path):
    MODELS["perceptron"]().save_weights(tmp_path / "model.weights.h5")

    with pytest.raises(ModelError, match="holds weights without the model"):
        imported(tmp_path / "model.weights.h5", tmp_path / "work")


def test_weights_of_keras_1_stay_behind_with_a_word(tmp_path):
    MODELS["perceptron"]().save(tmp_path / "model.h5")
    with h5py.File(tmp_path / "model.h5", "r+") as file:
        file.attrs["keras_version"] = "1.2.2"

    answer = imported(tmp_path / "model.h5", tmp_path / "work")

    assert not answer.has_weights
    assert "Keras 1" in answer.notes[0]


def test_an_exported_model_has_the_graphs_own_parameters_and_recipe(tmp_path):
    document = codec.read(examples_folder() / "function_fit.json")

    answer = export_model(ExportModel(document=document, file=str(tmp_path / "model.keras")))
    model = keras.saving.load_model(tmp_path / "model.keras")

    assert answer.parameter_count == model.count_params() == 2_209
    assert float(model.optimizer.learning_rate) == pytest.approx(0.003)
    assert [layer.name for layer in model.layers] == ["x", "bend", "bend_more", "bend_again", "y"]
