"""The Python API: what `import graphnn` promises, and what it must not cost."""

import inspect
import subprocess
import sys

import graphnn

EXPORTS = {
    "Document",
    "ExportedModel",
    "GraphnnError",
    "ImportedModel",
    "build",
    "check",
    "diff",
    "export",
    "import_model",
    "layout",
    "load",
    "load_example",
    "save",
    "summary",
    "train",
}


def test_the_exports_are_those_that_scripts_rely_on():
    assert set(graphnn.__all__) == EXPORTS
    assert len(graphnn.__all__) == len(EXPORTS)


def test_every_export_is_there_and_explained():
    unexplained = [name for name in graphnn.__all__ if not inspect.getdoc(getattr(graphnn, name))]

    assert not unexplained


def test_every_function_says_what_it_takes_and_returns():
    functions = [getattr(graphnn, name) for name in graphnn.__all__ if inspect.isfunction(getattr(graphnn, name))]
    silent = [
        function.__name__
        for function in functions
        if inspect.Signature.empty
        in (
            inspect.signature(function).return_annotation,
            *(parameter.annotation for parameter in inspect.signature(function).parameters.values()),
        )
    ]

    assert functions
    assert not silent


def test_importing_graphnn_imports_neither_keras_nor_the_page():
    heavy = {"keras", "tensorflow", "nicegui", "matplotlib", "sklearn", "pandas"}
    program = f"import sys, graphnn; print(*sorted({heavy!r} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr
