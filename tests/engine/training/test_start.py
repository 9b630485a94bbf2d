import ast
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.examples import load_examples
from graphnn.document.updated import updated
from graphnn.engine.budget import available_weight_budget
from graphnn.engine.build import build_model
from graphnn.engine.data.sources import BUNDLED_FOLDER
from graphnn.engine.one_job import MEMORY_LIMIT_BYTES
from graphnn.engine.training.start import start_from
from graphnn.engine.training.train import train
from graphnn.errors import DataError, ModelError
from graphnn.exchange.from_keras import convert
from graphnn.protocol.run_folder import create_run_folder
from tests.engine.builders import SAVING_WARNS
from tests.engine.importing.models import MODELS, disturbed, predictions, samples

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)

STROKES = "mnist_strokes.keras"


def network(*, units: int = 3, head: str = "head", seed: int = 0) -> keras.Model:
    keras.utils.set_random_seed(seed)
    x = keras.Input((4,))
    trunk = keras.layers.Dense(units, name="trunk")(x)
    return keras.Model(x, keras.layers.Dense(2, name=head)(trunk))


def saved(model: keras.Model, folder: Path, name: str = "before.keras") -> keras.Model:
    model.save(folder / name)
    return model


def test_layers_of_the_same_name_start_with_the_weights_of_the_file_and_others_afresh(tmp_path: Path) -> None:
    before = saved(network(seed=1), tmp_path)
    model, fresh = network(head="other", seed=2), network(head="other", seed=2)

    names = start_from(model, "before.keras", folder=tmp_path)

    assert names == ("trunk",)
    for ours, theirs in ((before, "trunk"), (fresh, "other")):
        for value, expected in zip(
            model.get_layer(theirs).get_weights(), ours.get_layer(theirs).get_weights(), strict=True
        ):
            np.testing.assert_array_equal(value, expected)


def test_a_layer_of_another_shape_is_refused_by_name_with_the_cure(tmp_path: Path) -> None:
    saved(network(units=5), tmp_path)

    with pytest.raises(ModelError, match=r"training\.weights: trunk: .* Rename the node"):
        start_from(network(), "before.keras", folder=tmp_path)


def test_a_file_that_has_none_of_the_layers_is_refused(tmp_path: Path) -> None:
    saved(network(), tmp_path)
    stranger = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, name="stranger")])

    with pytest.raises(DataError, match=r"no layer of before\.keras is called"):
        start_from(stranger, "before.keras", folder=tmp_path)


@pytest.mark.parametrize("name", ["missing.keras", f"below/{STROKES}"])
def test_a_file_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"there is no file {name}"):
        start_from(network(), name, folder=tmp_path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    saved(network(), tmp_path)
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "link.keras").symlink_to(tmp_path / "before.keras")

    with pytest.raises(DataError, match="leads out of the document's folder"):
        start_from(network(), "link.keras", folder=tmp_path / "inside")


def test_a_frozen_layer_ends_a_run_with_the_weights_of_the_file(tmp_path: Path) -> None:
    document = next(each.document for each in load_examples() if each.name == "transfer")
    short = updated(document, training=updated(document.training, epochs=1))
    folder = create_run_folder(tmp_path, short, name="transfer")

    ended = train(folder)

    assert ended.outcome == "finished", ended.message
    trained, before = keras.models.load_model(folder.model_file), keras.models.load_model(BUNDLED_FOLDER / STROKES)
    for layer in ("strokes", "parts"):
        for value, expected in zip(
            trained.get_layer(layer).get_weights(), before.get_layer(layer).get_weights(), strict=True
        ):
            np.testing.assert_array_equal(value, expected)


def whole_model(path: Path, spoil: Callable[[h5py.File, Path], None]) -> None:
    """Write a model of Keras 2 with one layer called trunk, and spoil its file."""
    saved(network(seed=1), path.parent, path.name)
    secret = path.with_name("secret")
    secret.write_bytes(b"key!")
    with h5py.File(path, "r+") as file:
        spoil(file, secret)


def leads_elsewhere(file: h5py.File, secret: Path) -> None:
    file["model_weights/trunk/linked"] = h5py.ExternalLink(str(secret), "/")


def lies_in_another_file(file: h5py.File, secret: Path) -> None:
    file.create_dataset("model_weights/trunk/w", (4,), dtype="uint8", external=[(str(secret), 0, 4)])


def swells(file: h5py.File, secret: Path) -> None:
    file.create_dataset("model_weights/w", data=np.zeros(50_000_000, "uint8"), compression="gzip")


def runs_code(file: h5py.File, secret: Path) -> None:
    config = json.loads(file.attrs["model_config"])
    config["config"]["layers"][1] |= {"class_name": "Lambda", "config": {"name": "evil", "function": "os.system"}}
    file.attrs["model_config"] = json.dumps(config)


def names_one_array_many_times(file: h5py.File, secret: Path) -> None:
    file["model_weights/trunk/w"] = np.ones(2**20, "float32")
    file["model_weights/trunk"].attrs["weight_names"] = ["w"] * 600


@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (leads_elsewhere, "leads elsewhere"),
        (lies_in_another_file, "lie in another file"),
        (swells, "less than a hundredth"),
        (runs_code, r"trunk \(Lambda\): no node stands for"),
        (names_one_array_many_times, "more than 2,147,483,648 bytes of weights"),
    ],
)
def test_a_file_made_to_harm_is_refused_as_an_import_of_it_is(
    spoil: Callable[[h5py.File, Path], None], reason: str, tmp_path: Path
) -> None:
    whole_model(tmp_path / "before.h5", spoil)
    model = network(seed=2)
    drawn = model.get_weights()

    with pytest.raises(ModelError, match=f"training.weights: before.h5 is not read. .*{reason}"):
        start_from(model, "before.h5", folder=tmp_path)

    for value, before in zip(model.get_weights(), drawn, strict=True):
        np.testing.assert_array_equal(value, before)


def test_the_file_is_opened_in_a_process_with_limits_and_none_here(tmp_path: Path) -> None:
    saved(network(seed=1), tmp_path)
    told = tmp_path / "told"
    lines = (
        "import resource, sys",
        "from graphnn.engine import weights_process",
        "code = weights_process.read_weights_once(sys.stdin, sys.stdout)",
        f"open({str(told)!r}, 'w').write(repr((resource.getrlimit(resource.RLIMIT_AS), sorted(sys.modules))))",
        "sys.exit(code)",
    )
    before = resource.getrlimit(resource.RLIMIT_AS)

    start_from(network(seed=2), "before.keras", folder=tmp_path, command=(sys.executable, "-c", "\n".join(lines)))

    (memory_bytes, _), modules = ast.literal_eval(told.read_text())
    assert 0 < memory_bytes <= MEMORY_LIMIT_BYTES
    assert not {"keras", "tensorflow"} & set(modules)
    assert resource.getrlimit(resource.RLIMIT_AS) == before


@pytest.mark.parametrize(
    ("code", "limit", "words"),
    [
        ("import time; time.sleep(60)", 0.5, "took more than"),
        ("import os; os.kill(os.getpid(), 9)", 60.0, "signal 9 and no answer"),
        ("print('nonsense')", 60.0, "no answer"),
    ],
    ids=["one that takes too long", "one that is killed", "one that says something else"],
)
def test_a_process_that_gives_no_answer_ends_the_start_in_words(
    code: str, limit: float, words: str, tmp_path: Path
) -> None:
    saved(network(), tmp_path)

    with pytest.raises(ModelError, match=rf"training\.weights: before\.keras is not read\. .*{words}"):
        start_from(
            network(), "before.keras", folder=tmp_path, command=(sys.executable, "-c", code), time_limit_seconds=limit
        )


@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
@pytest.mark.parametrize("kind", ["keras", "h5"])
@pytest.mark.parametrize("name", MODELS)
def test_a_network_starts_as_its_import_would_answer(name: str, kind: str, tmp_path: Path) -> None:
    original = disturbed(MODELS[name]())
    original.save(tmp_path / f"model.{kind}")
    converted = convert(json.loads(original.to_json()), load_catalogue(), name="model")
    built = build_model(converted.document, load_catalogue(), budget=available_weight_budget()).model
    if not any(layer.weights for layer in built.layers):
        pytest.skip("it has no weights to start from")
    given = dict(zip([tensor.name for tensor in original.inputs], samples(original), strict=True))

    start_from(built, f"model.{kind}", folder=tmp_path)

    for ours, theirs in zip(predictions(built, given), predictions(original, given), strict=True):
        np.testing.assert_array_equal(ours, theirs)
