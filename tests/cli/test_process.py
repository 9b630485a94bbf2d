"""The program as a process: what it imports, and how it gets on with terminals and pipes."""

import json
import os
import subprocess
import sys

import pytest

from tests.cli.shell import command, faulty_network, refusals, shell, shell_of_its_own


def test_a_reader_that_stops_reading_is_no_crash(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as nobody:
        done = subprocess.run(command("schema"), stdout=nobody, stderr=subprocess.PIPE, timeout=60, check=False)

    assert done.returncode != 0
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize("verb", ["schema", "examples", "catalogue"])
def test_an_output_that_cannot_be_written_is_told_in_a_sentence(verb):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command(verb), stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("graphnn: the output: cannot be written")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_file_whose_name_is_no_text_can_be_checked_on_any_terminal(tmp_path, encoding):
    # The name is a byte that is no UTF-8, and the fault has letters that are no ASCII.
    faulty = faulty_network(tmp_path, {"type": "Dénse"}).rename(tmp_path / os.fsdecode(b"\xff.json"))
    environment = {**os.environ, "PYTHONIOENCODING": encoding}

    checks = [
        subprocess.run(
            command("check", faulty, *options), capture_output=True, env=environment, timeout=60, check=False
        )
        for options in ((), ("--json",))
    ]

    assert [check.returncode for check in checks] == [3, 3]
    assert b"".join(check.stderr for check in checks) == b""
    assert "Dénse" in json.loads(checks[1].stdout)["diagnostics"][0]["message"]


LIGHT = [("--help",), ("check", "broken.json"), ("check", "faulty.json"), ("schema",), ("examples",), ("datasets",)]


@pytest.mark.parametrize("words", LIGHT, ids=" ".join)
def test_a_light_verb_imports_neither_keras_nor_the_page(tmp_path, words):
    refusals(tmp_path)
    faulty_network(tmp_path)
    heavy = ["keras", "tensorflow", "nicegui", "matplotlib", "sklearn", "pandas", "numpy"]
    program = f"""
import sys
from graphnn.cli import main
try:
    main({words!r})
finally:
    print("imported:", *sorted({heavy!r} & sys.modules.keys()), file=sys.stderr)
""".replace(repr(heavy), repr(set(heavy)))

    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert done.stderr == "imported:\n"


def test_the_module_is_the_program():
    assert shell_of_its_own("--version") == shell("--version")
