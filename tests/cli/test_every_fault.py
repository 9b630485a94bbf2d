"""Each fault of the table through `graphnn check --json`: told once, in words, with its place; its cure ends it."""

from pathlib import Path

import pytest

from graphnn.analysis.check import check
from graphnn.catalogue.load import load_catalogue
from graphnn.cli.files import CheckedFile, check_files
from graphnn.document import codec
from graphnn.document.apply import apply
from graphnn.document.model import Document
from tests.cli.shell import shell
from tests.faulty import FAULTS, OF_SHAPES, WARNINGS, Faulty


def file_of(faulty: Faulty, folder: Path, name: str = "graph") -> Path:
    path = folder / f"{name.replace(' ', '_')}.json"
    path.write_text(faulty.text, encoding="utf-8")
    return path


def assert_told(found: list[dict[str, object]], faulty: Faulty) -> None:
    """Check that a fault is told once, where it is, in words, and nothing of what lies below it."""
    (told,) = [each for each in found if each["code"] == faulty.code]
    words = str(told["message"])

    assert (told["severity"], tuple(told["nodes"])) == (faulty.severity, faulty.nodes)  # type: ignore[arg-type]
    assert all(each in words for each in faulty.says), words
    assert words.endswith(".")
    assert str(told["hint"]).endswith((".", "?"))
    assert faulty.hint in str(told["hint"])
    assert not any(sign in words for sign in ("KerasTensor", "Traceback", "Arguments received", "tf.Tensor", "{{"))
    assert [each["code"] for each in found if each["severity"] == "error"] == [faulty.code] * (
        faulty.severity == "error"
    )
    assert not {node for each in found for node in each["nodes"]} & set(faulty.unknown)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_and_the_file_is_refused(name: str, tmp_path: Path) -> None:
    done = shell("check", file_of(FAULTS[name], tmp_path), "--json")

    assert (done.exit_code, done.json["valid"], done.stderr) == (3, False, "")
    assert_told(done.json["diagnostics"], FAULTS[name])


def cured(checked: CheckedFile, faulty: Faulty) -> Document | None:
    """Return the document as the cure leaves it, the place and the words of the cure looked at first."""
    (told,) = [each for each in checked.diagnostics if each.code == faulty.code]
    assert (told.port, None if told.fix is None else told.fix.label) == (faulty.port, faulty.cure)
    return None if told.fix is None or checked.document is None else apply(checked.document, told.fix.edit)


@pytest.mark.parametrize("name", FAULTS)
def test_the_cure_of_a_fault_takes_it_away(name: str, tmp_path: Path) -> None:
    (checked,) = check_files([file_of(FAULTS[name], tmp_path)], None)

    document = cured(checked, FAULTS[name])

    assert (document is None) == (FAULTS[name].cure is None)
    if document is not None:
        assert FAULTS[name].code not in [each.code for each in check(document, load_catalogue())]


@pytest.mark.engine
def test_warnings_and_what_shapes_tell_are_told_of_all_files_at_once_and_cured(tmp_path: Path) -> None:
    table = {**WARNINGS, **OF_SHAPES}
    files = {name: file_of(faulty, tmp_path, name) for name, faulty in table.items()}
    mended = {}
    for (name, faulty), checked in zip(table.items(), check_files([*files.values()], None), strict=True):
        document = cured(checked, faulty)
        assert (document is None) == (faulty.cure is None)
        if document is not None:
            mended[name] = tmp_path / f"{name} mended.json"
            codec.write(document, mended[name])

    done = shell("check", *files.values(), *mended.values(), "--json")

    assert (done.exit_code, done.json["valid"], done.stderr) == (3, False, "")
    for name, faulty in table.items():
        assert_told([each for each in done.json["diagnostics"] if each["file"] == str(files[name])], faulty)
    for name, file in mended.items():
        assert table[name].code not in [e["code"] for e in done.json["diagnostics"] if e["file"] == str(file)]


@pytest.mark.engine
def test_a_graph_with_warnings_alone_is_valid(tmp_path: Path) -> None:
    done = shell("check", file_of(WARNINGS["unreachable node"], tmp_path), "--json")

    assert (done.exit_code, done.json["valid"]) == (0, True)
    assert [each["severity"] for each in done.json["diagnostics"]] == ["warning"]
