import json
import sys

import pytest

from graphnn.document.model import Document, Edge, Node
from graphnn.errors import EngineError, ModelError, RefusedError, UsageError
from graphnn.protocol.conversion import JobFailed, JobRefused, ModelImported
from graphnn.runs.conversion import export_model, import_model
from graphnn.runs.record import RunRecord
from tests.exchange.configs import layer, with_layer

DOCUMENT = Document(
    nodes={"x": Node(type="Input", parameters={"shape": [2]}), "d": Node(type="Dense", parameters={"units": 1})},
    edges=(Edge(source="x", target="d"),),
)
IMPORTED = ModelImported(document=DOCUMENT, parameter_count=3, notes=("A word.",), has_weights=True)
LEAVES_A_MODEL = """
import json, pathlib, sys
job = json.loads(sys.stdin.readline())
pathlib.Path(job["folder"], "model.keras").write_bytes(b"weights")
print(sys.argv[1])
"""


def process(program: str, *words: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program, *words)


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "my model.keras"
    path.write_bytes(b"PK\x03\x04")
    return path


def test_weights_come_along_into_the_folder_of_a_run_that_is_over(archive, tmp_path):
    command = process(LEAVES_A_MODEL, IMPORTED.model_dump_json())

    imported = import_model(archive, runs=tmp_path / "runs", command=command)

    assert imported.notes == ("A word.",)
    assert imported.run is not None
    assert imported.run.path == tmp_path / "runs" / "my-model-imported"
    assert imported.run.model_file.read_bytes() == b"weights"
    assert imported.run.read_document() == imported.document == DOCUMENT
    record = RunRecord()
    for event in imported.run.events()[0]:
        record.take(event)
    assert record.outcome == "finished"


def test_weights_stay_behind_where_no_folder_is_named_for_them(archive, tmp_path):
    imported = import_model(archive, command=process(LEAVES_A_MODEL, IMPORTED.model_dump_json()))

    assert imported.run is None
    assert list(tmp_path.iterdir()) == [archive]


def test_a_process_that_takes_too_long_is_ended(archive):
    command = process("import time; time.sleep(60)")

    with pytest.raises(RefusedError, match="given up"):
        import_model(archive, command=command, time_limit_seconds=0.3)


@pytest.mark.parametrize("program", ["import os; os.kill(os.getpid(), 9)", "print('nonsense')", "raise SystemExit(7)"])
def test_a_process_that_dies_or_talks_nonsense_is_an_error_in_words(archive, program):
    with pytest.raises(EngineError, match="The process that opens the model ended with"):
        import_model(archive, command=process(program))


def test_what_the_process_refuses_is_refused_with_its_words(archive):
    command = process("import sys; print(sys.argv[1])", JobRefused(message="evil (Lambda): no.").model_dump_json())

    with pytest.raises(RefusedError, match=r"evil \(Lambda\): no\."):
        import_model(archive, command=command)


def test_the_json_of_a_model_is_read_without_a_process(tmp_path):
    path = tmp_path / "model.json"
    path.write_text(json.dumps(with_layer(layer("Dense", "d", units=3))))

    imported = import_model(path, runs=tmp_path / "runs", command=("no such program",))

    assert "d" in imported.document.nodes
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", '{"class_name": "MyModel"}', '{"graphnn": 1}', '{"x": NaN}'])
def test_text_that_is_no_model_is_refused(tmp_path, content):
    path = tmp_path / "model.json"
    path.write_text(content)

    with pytest.raises(ModelError):
        import_model(path)


def test_a_model_file_that_is_not_there_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        import_model(tmp_path / "nowhere.keras")


def test_what_a_run_has_trained_is_exported_as_it_is(archive, tmp_path):
    command = process(LEAVES_A_MODEL, IMPORTED.model_dump_json())
    run = import_model(archive, runs=tmp_path / "runs", command=command).run

    export_model(DOCUMENT, tmp_path / "out.keras", to="keras", run=run)

    assert (tmp_path / "out.keras").read_bytes() == b"weights"


def test_a_run_of_another_network_is_not_exported(archive, tmp_path):
    run = import_model(archive, runs=tmp_path, command=process(LEAVES_A_MODEL, IMPORTED.model_dump_json())).run
    other = DOCUMENT.model_copy(update={"nodes": {**DOCUMENT.nodes, "d": Node(type="Dense", parameters={"units": 2})}})

    with pytest.raises(RefusedError, match="another network"):
        export_model(other, tmp_path / "out.keras", to="keras", run=run)

    assert not (tmp_path / "out.keras").exists()


def test_keras_models_are_written_under_the_name_that_keras_reads(tmp_path):
    with pytest.raises(UsageError, match=r"ends in \.keras"):
        export_model(DOCUMENT, tmp_path / "out.h5", to="keras")


def test_what_the_process_could_not_do_fails_with_its_words(tmp_path):
    command = process("import sys; print(sys.argv[1])", JobFailed(message="onnx: no such operator.").model_dump_json())

    with pytest.raises(EngineError, match="no such operator"):
        export_model(DOCUMENT, tmp_path / "out.tflite", to="litert", command=command)

    assert not (tmp_path / "out.tflite").exists()


def test_a_saved_model_does_not_replace_what_is_there(tmp_path):
    (tmp_path / "saved").write_text("mine")

    with pytest.raises(UsageError, match="is there already"):
        export_model(DOCUMENT, tmp_path / "saved", to="savedmodel")
