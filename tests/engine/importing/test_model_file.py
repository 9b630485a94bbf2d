"""Files made to harm whoever opens them. Each that could run code would leave a marker; none may appear."""

import base64
import json
import marshal
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from graphnn.engine.conversion_process import import_model
from graphnn.engine.importing import model_file
from graphnn.errors import ModelError
from graphnn.protocol.conversion import ImportModel
from tests.exchange.configs import layer, with_layer


def archive(path: Path, config: Any, *, compression: int = zipfile.ZIP_STORED, **entries: bytes) -> Path:
    """Write a `.keras` archive; other entries have __ for / and _ for . in their names."""
    with zipfile.ZipFile(path, "w", compression) as file:
        file.writestr("metadata.json", "{}")
        file.writestr("config.json", json.dumps(config))
        for name, content in entries.items():
            file.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


def read(path: Path) -> None:
    folder = path.with_suffix(".work")
    folder.mkdir()
    import_model(ImportModel(file=str(path), name="model", folder=str(folder)))


def code_that_leaves(marker: Path) -> str:
    """Return compiled code, as Lambda layers carry it, that makes a file when it is run."""
    code = compile(f"open({str(marker)!r}, 'w').close()", "evil", "exec")
    return base64.b64encode(marshal.dumps(code)).decode()


def evil_layers(marker: Path) -> Mapping[str, Any]:
    lambda_value = {"class_name": "__lambda__", "config": {"value": [code_that_leaves(marker), None, None]}}
    opener = {"module": "builtins", "class_name": "function", "config": "open", "registered_name": "function"}
    return {
        "lambda": layer("Lambda", "evil", function=lambda_value, arguments={}),
        "lambda of Keras 2": layer("Lambda", "evil", function=[code_that_leaves(marker), None, None])
        | {"module": None, "registered_name": None},
        "lambda as activation": layer("Dense", "evil", units=1, activation=lambda_value),
        "lambda as initializer": layer("Dense", "evil", units=1, kernel_initializer=lambda_value),
        "lambda under another name": layer("Dense", "evil", units=lambda_value),
        "function by its path": layer("Dense", "evil", units=1, activation=opener),
        "module by its path": layer("Popen", "evil", args=["touch", str(marker)]) | {"module": "subprocess"},
        "registered function": layer("Dense", "evil", units=1, bias_initializer={**opener, "registered_name": "my>f"}),
        "nested in a dtype": layer("Dense", "evil", units=1, dtype={**opener, "config": {"name": lambda_value}}),
        "helper that downloads": layer("Dense", "evil", units=1, activation={**opener, "module": "keras.utils"}),
        "saved model with code": layer("TFSMLayer", "evil", filepath=str(marker)),
        "unsafe switch": layer("Lambda", "evil", function=lambda_value, safe_mode=False),
    }


@pytest.mark.parametrize("name", evil_layers(Path("marker")))
@pytest.mark.parametrize("kind", ["keras", "h5"])
def test_code_in_a_model_is_refused_by_the_name_of_its_layer_and_never_run(name, kind, tmp_path):
    marker = tmp_path / "marker"
    config = with_layer(evil_layers(marker)[name])
    path = tmp_path / f"model.{kind}"
    if kind == "keras":
        archive(path, config)
    else:
        with h5py.File(path, "w") as file:
            file.attrs["model_config"] = json.dumps(config)

    with pytest.raises(ModelError, match="evil"):
        read(path)

    assert not marker.exists()


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("../outside", "nothing that Keras puts"),
        ("/etc/outside", "nothing that Keras puts"),
        ("assets/../../outside", "nothing that Keras puts"),
        ("code.py", "nothing that Keras puts"),
        ("assets/vocabulary.txt", "a layer's own file"),
        ("assets/layers/../vocabulary.txt", "nothing that Keras puts"),
        ("assets/layers/a/weights.pkl", "a layer's own file"),
        ("model_00000.weights.h5", "weights in several files"),
        ("config.json", "by the same name"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_an_archive_with_other_entries_than_keras_writes_is_not_unpacked(entry, reason, tmp_path):
    path = archive(tmp_path / "model.keras", with_layer(layer("Dense", "d", units=1)))
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(entry, b"evil")

    with pytest.raises(ModelError, match=reason):
        read(path)

    assert not (tmp_path / "outside").exists()
    assert list((tmp_path / "model.work").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "reason"), [(b"word\n" * 500_000, "vocabularies of more than"), (b"\xff\xfe", "no text in UTF-8")]
)
def test_words_that_no_graph_file_can_hold_are_refused(content, reason, tmp_path):
    path = archive(tmp_path / "model.keras", with_layer(layer("Dense", "d", units=1)))
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("assets/layers/string_lookup/vocabulary.txt", content)

    with pytest.raises(ModelError, match=reason):
        read(path)


def test_an_archive_that_would_swell_is_not_unpacked(tmp_path):
    path = tmp_path / "model.keras"
    archive(path, {}, compression=zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("model.weights.h5", bytes(50_000_000))

    with pytest.raises(ModelError, match="less than a hundredth"):
        read(path)

    assert list((tmp_path / "model.work").iterdir()) == []


def test_a_config_too_large_for_a_graph_is_refused(tmp_path):
    path = archive(tmp_path / "model.keras", {"x": "y" * 6_000_000})

    with pytest.raises(ModelError, match="more than such an entry may have"):
        read(path)


def test_a_huge_attribute_is_refused_before_it_is_parsed(tmp_path):
    path = tmp_path / "model.h5"
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = '{"class_name": "Sequential", "config": "' + "x" * 6_000_000 + '"}'

    with pytest.raises(ModelError, match=r"5,000,000 bytes"):
        read(path)


def external_link(file: h5py.File, secret: Path) -> None:
    file["layers"] = h5py.ExternalLink(str(secret), "/")


def soft_link(file: h5py.File, secret: Path) -> None:
    file["layers"] = h5py.SoftLink("/elsewhere")


def external_values(file: h5py.File, secret: Path) -> None:
    file.create_dataset("w", (4,), dtype="uint8", external=[(str(secret), 0, 4)])


def virtual_values(file: h5py.File, secret: Path) -> None:
    layout = h5py.VirtualLayout((4,), "uint8")
    layout[:] = h5py.VirtualSource(str(secret), "w", (4,))
    file.create_virtual_dataset("w", layout)


def swelling_values(file: h5py.File, secret: Path) -> None:
    file.create_dataset("w", data=np.zeros(50_000_000, "uint8"), compression="gzip")


def values_packed_by_a_library(file: h5py.File, secret: Path) -> None:
    file.create_dataset("w", data=np.arange(10.0), chunks=(10,), compression="lzf")


def values_of_several_kinds(file: h5py.File, secret: Path) -> None:
    file["w"] = np.zeros(3, [("number", "f4"), ("secret", "S8")])


def references(file: h5py.File, secret: Path) -> None:
    file.create_dataset("w", data=[file.ref], dtype=h5py.ref_dtype)


def values_never_written(file: h5py.File, secret: Path) -> None:
    file.create_dataset("w", (2**40,), "float32", chunks=(2**20,))


def groups_within_themselves(file: h5py.File, secret: Path) -> None:
    file["layers/inner"] = file["/"]


def text_values(file: h5py.File, secret: Path) -> None:
    file["w"] = ["text"]


@pytest.mark.parametrize(
    "spoil",
    [
        external_link,
        soft_link,
        external_values,
        virtual_values,
        swelling_values,
        values_packed_by_a_library,
        values_of_several_kinds,
        references,
        values_never_written,
        groups_within_themselves,
        text_values,
    ],
)
def test_weights_that_lead_elsewhere_or_are_no_numbers_are_not_read(spoil: Callable[..., None], tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"key!")
    path = tmp_path / "weights.h5"
    with h5py.File(path, "w") as file:
        spoil(file, secret)

    with pytest.raises(ModelError):
        model_file.check_h5(path, place="weights.h5")


@pytest.mark.parametrize("value", [["{}"], 7, np.float32(1), b"{"], ids=["list", "number", "float", "half"])
def test_a_config_that_is_no_text_is_refused(value, tmp_path):
    path = tmp_path / "model.h5"
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = value

    with pytest.raises(ModelError, match=r"model\.h5"):
        read(path)


def test_a_link_in_an_archive_is_not_followed(tmp_path):
    path = archive(tmp_path / "model.keras", with_layer(layer("Dense", "d", units=1)))
    link = zipfile.ZipInfo("model.weights.h5")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(link, str(tmp_path / "secret.h5"))

    with pytest.raises(ModelError, match="nothing that Keras puts"):
        read(path)


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\x89HDF\r\n\x1a\n"], ids=["archive", "h5"])
def test_a_file_larger_than_any_model_is_not_opened(start, tmp_path):
    path = tmp_path / "model.keras"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(model_file.MAX_FILE_BYTES + 1)  # It takes no room: nothing but its start is written.

    with pytest.raises(ModelError, match="the limit of a model file"):
        read(path)


@pytest.mark.parametrize(
    "names",
    [["/model_weights/other"], ["../.."], ["."], [b"\xff"], ["no"]],
    ids=["absolute", "up", "itself", "no text", "nowhere"],
)
def test_a_list_of_weights_that_leads_elsewhere_gives_none(names, tmp_path):
    path = tmp_path / "model.h5"
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(with_layer(layer("Dense", "d", units=1, use_bias=False)))
        file["model_weights/other"] = np.zeros((3, 3), "float32")
        file.create_group("model_weights/d").attrs["weight_names"] = names

    with pytest.raises(ModelError, match="its weights in the file are not those of the layer"):
        read(path)


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b"\x89HDF\r\n\x1a\n and no more", b""])
def test_a_damaged_file_is_refused_in_words(content, tmp_path):
    path = tmp_path / "model.keras"
    path.write_bytes(content)

    with pytest.raises(ModelError, match=r"model\.keras"):
        read(path)
