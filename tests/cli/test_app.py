import json
import os
import signal
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from graphnn.catalogue.data_sets import DATA_SETS
from graphnn.document.examples import load_examples
from graphnn.document.schema import json_schema
from tests.cli.shell import (
    VERBS,
    Done,
    command,
    faulty_network,
    misshapen_network,
    refusals,
    shell,
    small_network,
)
from tests.waiting import children, is_alive, until

FILE_VERBS = ("run", "check", "summary", "serve")


REFUSALS = ("empty", "broken", "binary", "list", "folder", "pipe", "loop", "nowhere", "dash", "long", "under a file")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb):
    done = shell(verb, "--help")

    assert done.exit_code == 0
    assert done.stdout.startswith(f"Usage: graphnn {verb}")
    assert "--json" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("word", ["--help", "-h"])
def test_the_program_names_all_its_verbs_and_begins_with_those_of_every_day(word):
    done = shell(word)

    assert done.exit_code == 0
    named = [line.split()[0] for line in done.stdout.partition("Commands:\n")[2].splitlines()]
    assert sorted(named) == sorted(VERBS)
    assert named[:2] == ["serve", "run"]


def test_the_version_is_the_installed_one():
    assert shell("--version") == Done(0, f"{version('graphnn')}\n", "")


@pytest.mark.parametrize("verb", VERBS)
def test_an_unknown_option_is_wrong_usage(verb):
    done = shell(verb, "--party")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert "No such option: --party" in done.stderr
    assert f"Try graphnn {verb} --help." in done.stderr


@pytest.mark.parametrize("words", [("run",), ("run", "a", "b"), ("run", "a", "--epochs", "0"), ("check",)])
def test_wrong_usage_is_one_json_document_where_that_is_asked_for(words):
    done = shell(*words, "--json")

    assert done.exit_code == 2
    assert done.json["status"] == "failed"
    assert done.json["message"] in done.stderr


@pytest.mark.parametrize("verb", FILE_VERBS)
@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_file_that_cannot_be_used_is_told_politely(tmp_path, verb, refusal):
    file, exit_code = refusals(tmp_path)[refusal]

    done = shell(verb, file)

    assert done.exit_code == exit_code
    assert str(file) in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", FILE_VERBS)
@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_file_that_cannot_be_used_is_one_json_document_where_that_is_asked_for(tmp_path, verb, refusal):
    file, exit_code = refusals(tmp_path)[refusal]

    done = shell(verb, file, "--json")

    assert done.exit_code == exit_code
    assert isinstance(done.json, dict)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
@pytest.mark.parametrize("verb", FILE_VERBS)
def test_a_file_that_may_not_be_read_is_told_politely(tmp_path, verb):
    file = small_network(tmp_path)
    file.chmod(0)

    done = shell(verb, file)

    assert done.exit_code == 3
    assert "permission" in (done.stderr + done.stdout).lower()


def test_a_graph_file_alone_means_the_editor(tmp_path):
    assert shell(tmp_path / "nowhere.json").exit_code == 2
    assert shell(faulty_document := refusals(tmp_path)["broken"][0]).exit_code == 3
    assert str(faulty_document) in shell(faulty_document).stderr


def test_options_alone_mean_the_editor():
    assert "Try graphnn serve --help." in shell("--port", "many").stderr


def test_a_misspelt_verb_is_offered_its_right_name(tmp_path):
    done = shell("chekc", tmp_path)

    assert done.exit_code == 2
    assert done.stderr == "graphnn: chekc: neither a verb nor a file. Did you mean check?\n"


def test_a_file_with_the_name_of_a_misspelt_verb_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("chekc").write_text("")

    assert shell("chekc").exit_code == 3


@pytest.mark.parametrize("verb", FILE_VERBS)
def test_a_workspace_that_does_not_exist_is_wrong_usage(tmp_path, verb):
    done = shell(verb, small_network(tmp_path), "--workspace", tmp_path / "nowhere", "--json")

    assert done.exit_code == 2
    assert "nowhere: not a folder" in done.json["message"]


@pytest.mark.parametrize("verb", FILE_VERBS)
def test_a_file_outside_the_workspace_is_not_read(tmp_path, verb):
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "link.json").symlink_to(small_network(tmp_path))

    for file in ("curve.json", "inside/../curve.json", "inside/link.json"):
        done = shell(verb, tmp_path / file, "--workspace", tmp_path / "inside")

        assert done.exit_code == 2
        assert "lies outside the workspace" in done.stderr


def test_check_names_every_fault_with_its_place_and_cure(tmp_path):
    file = faulty_network(tmp_path)

    words, plain = shell("check", file), shell("check", file, "--json")

    assert (words.exit_code, plain.exit_code) == (3, 3)
    assert f"{file}: error: x: there is no layer Dence." in words.stdout
    assert "Did you mean Dense?" in words.stdout
    assert set(plain.json) == {"valid", "diagnostics"}
    assert plain.json["valid"] is False
    (diagnostic,) = plain.json["diagnostics"]
    assert set(diagnostic) == {"code", "severity", "nodes", "message", "hint"}
    assert (diagnostic["severity"], diagnostic["nodes"]) == ("error", ["x"])
    assert plain.stderr == ""


def test_check_reports_all_of_several_files_each_by_name(tmp_path):
    faulty, broken = faulty_network(tmp_path), refusals(tmp_path)["broken"][0]

    words, plain = shell("check", faulty, broken), shell("check", faulty, broken, "--json")

    assert words.exit_code == 3
    assert f"{faulty}: error: " in words.stdout
    assert f"{broken}: error: line 1" in words.stdout  # its name is told once
    assert [diagnostic["file"] for diagnostic in plain.json["diagnostics"]] == [str(faulty), str(broken)]


@pytest.mark.engine
def test_check_finds_what_only_shapes_can_tell_and_leaves_the_faultless_alone(tmp_path):
    good, misshapen = small_network(tmp_path), misshapen_network(tmp_path)

    done = shell("check", good, misshapen, "--json")

    assert done.exit_code == 3
    assert done.json["valid"] is False
    assert {diagnostic["file"] for diagnostic in done.json["diagnostics"]} == {str(misshapen)}
    assert any("edges" in diagnostic["nodes"] for diagnostic in done.json["diagnostics"])


@pytest.mark.engine
def test_summary_gives_shapes_and_counts(tmp_path):
    done = shell("summary", small_network(tmp_path), "--json")

    assert done.exit_code == 0
    # 1 → 32 → 32 → 32 → 1, weights and biases.
    total = (1 + 1) * 32 + 2 * (32 + 1) * 32 + (32 + 1) * 1
    assert set(done.json) == {"parameters", "nodes"}
    assert done.json["parameters"] == {"total": total, "trainable": total, "non_trainable": 0}
    assert list(done.json["nodes"]) == ["x", "bend", "bend_more", "bend_again", "y", "curve"]
    assert done.json["nodes"]["bend"] == {"type": "Dense", "shape": [None, 32], "parameters": 64}


@pytest.mark.engine
def test_summary_of_a_faulty_graph_shows_what_is_known_and_is_refused(tmp_path):
    done = shell("summary", misshapen_network(tmp_path), "--json")

    assert done.exit_code == 3
    assert done.json["nodes"]["image"]["shape"] == [None, 4, 4, 1]
    assert done.json["nodes"]["edges"]["shape"] is None
    assert (done.json["status"], done.json["message"]) == ("refused", done.stderr.removeprefix("graphnn: ").strip())


@pytest.mark.engine
def test_an_interrupt_ends_a_verb_politely(tmp_path):
    process = subprocess.Popen(
        command("summary", small_network(tmp_path), "--json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that has the tests run in the background has them, and all they start, ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    engine = until(lambda: children(process.pid))

    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)

    assert (process.returncode, stderr) == (130, "graphnn: interrupted.\n")
    assert json.loads(stdout) == {"status": "failed", "message": "interrupted."}
    until(lambda: not any(map(is_alive, engine)))


def test_the_schema_is_printed_as_it_is():
    assert shell("schema").json == json_schema() == shell("schema", "--json").json


def test_the_examples_can_be_listed_and_found():
    words, plain = shell("examples"), shell("examples", "--json")

    names = [example.name for example in load_examples()]
    assert all(name in words.stdout for name in names)
    assert [entry["name"] for entry in plain.json] == names
    assert all(Path(entry["path"]).is_file() for entry in plain.json)


def test_the_data_sets_can_be_listed_with_their_columns():
    words, plain = shell("datasets"), shell("datasets", "--json")

    assert [entry["name"] for entry in plain.json] == list(DATA_SETS)
    assert all(entry["columns"] for entry in plain.json)
    assert "mnist" in words.stdout
