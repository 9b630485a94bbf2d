"""The floors of the program, and the taste that a machine can check.

Imports point down only, siblings never import each other, and each heavy library has one home.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parent.parent / "graphnn"
MODULES = sorted(PACKAGE.rglob("*.py"))

FLOORS = {
    "errors": 0,
    "catalogue": 1,
    "document": 1,
    "analysis": 2,
    "sources": 2,
    "exchange": 3,
    "protocol": 3,
    "engine": 4,
    "runs": 4,
    "session": 4,
    "web": 5,
    "cli": 6,
    # The Python API and `python -m graphnn` stand on everything.
    "__init__": 7,
    "__main__": 7,
}
# Modules that a sibling may import all the same, each with its reason.
BRIDGES = {
    # Frozen JSON values know neither graphs nor layers; the graph file and the catalogue are both made of them.
    ("catalogue", "graphnn.document.values"),
    # The blocks that plug-ins offer are parts of a graph file, which knows nothing of the catalogue.
    ("catalogue", "graphnn.document.model"),
}
# The page and the run folders live on while Keras is imported, trains or crashes: in a process of its own.
STARTS_ENGINES_WITHOUT_IMPORTING_THEM = {"runs", "session", "web"}
HOMES = {"keras": "engine", "tensorflow": "engine", "nicegui": "web"}

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
LINES_MAXIMUM = 300
ARGUMENT = re.compile(r"^# Longer than 300 lines: \S.*", re.MULTILINE)


class Import(NamedTuple):
    """One import statement's module, and where it stands."""

    module: str
    line: int
    is_within_function: bool
    is_for_types_only: bool


def name_of(path: Path) -> str:
    """Return a module's path as people say it: graphnn/web/gate.py."""
    return path.relative_to(PACKAGE.parent).as_posix()


def home_of(path: Path) -> str:
    """Return the package, or the module beside the packages, that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(source: str) -> Iterator[Import]:
    """Yield every import of a module, those within functions and for types included."""

    def walk(node: ast.AST, *, is_within_function: bool, is_for_types_only: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, is_within_function, is_for_types_only)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            # `from graphnn import codec` may name a package: each name counts as one.
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "graphnn" else [module]
            for name in names:
                yield Import(name, node.lineno, is_within_function, is_for_types_only)
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        is_for_types = isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for child in ast.iter_child_nodes(node):
            yield from walk(
                child,
                is_within_function=is_within_function or is_function,
                is_for_types_only=is_for_types_only or is_for_types,
            )

    yield from walk(ast.parse(source), is_within_function=False, is_for_types_only=False)


def fault_of(home: str, imported: Import) -> str | None:
    """Return why a package may not import a module, or None if it may."""
    top, _, rest = imported.module.partition(".")
    if top in HOMES and home != HOMES[top] and not imported.is_for_types_only:
        return f"{top} belongs in {HOMES[top]}/ only"
    if imported.module.startswith("."):
        return "imports are absolute"
    if top != "graphnn":
        return None
    target = rest.partition(".")[0] or "__init__"
    if target not in FLOORS:
        return f"graphnn.{target} has no floor" if (PACKAGE / target).exists() else "graphnn itself stands above all"
    if target == home or (home, imported.module) in BRIDGES:
        return None
    if FLOORS[target] > FLOORS[home]:
        return f"{target} is above {home}"
    if FLOORS[target] == FLOORS[home]:
        return f"{target} is a sibling of {home}"
    if target == "engine" and home in STARTS_ENGINES_WITHOUT_IMPORTING_THEM:
        return "engines are started, not imported"
    return None


def test_every_module_has_a_floor():
    assert {home_of(path) for path in MODULES} <= FLOORS.keys()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path):
    faults = [
        f"{name_of(path)}:{imported.line}: imports {imported.module}, but {fault}"
        for imported in imports_of(path.read_text("utf-8"))
        if (fault := fault_of(home_of(path), imported)) is not None
    ]

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_an_import_within_a_function_has_its_reason_beside_it(path):
    source = path.read_text("utf-8")
    lines = source.splitlines()
    faults = [
        f"{name_of(path)}:{imported.line}: say in a comment why {imported.module} is not imported at the top"
        for imported in imports_of(source)
        if imported.is_within_function
        if not has_reason(lines, imported.line)
    ]

    assert not faults, "\n".join(faults)


def has_reason(lines: list[str], line: int) -> bool:
    """Tell whether an import is commented, on its line or above the imports it stands among."""
    if "#" in lines[line - 1]:
        return True
    above = line - 1
    while above > 0 and re.match(r"\s*(from|import)\s", lines[above - 1]):
        above -= 1
    return above > 0 and lines[above - 1].lstrip().startswith("#")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_long_file_argues_its_length(path):
    source = path.read_text("utf-8")
    count = len(source.splitlines())

    assert count <= LINES_MAXIMUM or ARGUMENT.search(source), (
        f"{name_of(path)} has {count} lines. Split it, or say near its top why not: # Longer than 300 lines: <reason>"
    )


@pytest.mark.parametrize("path", sorted((PACKAGE / "web").rglob("*.py")), ids=name_of)
def test_no_text_is_quoted_into_a_line_of_properties(path):
    """What a file says could end the quotes, and go on as a property that the page runs: see `web.named`."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    lines = [call.args[0] for call in calls if getattr(call.func, "attr", "") == "props" and call.args]
    quoted = [
        line.lineno
        for line in lines
        if isinstance(line, ast.JoinedStr)
        and any(isinstance(part, ast.Constant) and {'"', "'"} & set(str(part.value)) for part in line.values)
    ]

    assert not quoted, f"{name_of(path)}, lines {quoted}: set it by its key, or by named()"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_has_a_name_that_says_nothing(path):
    assert not {part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts} & EMPTY_NAMES


@pytest.mark.parametrize(
    ("home", "statement", "fault"),
    [
        ("document", "from graphnn.errors import EditError", None),
        ("document", "from graphnn.document.model import Node", None),
        ("document", "import graphnn.analysis", "analysis is above document"),
        ("document", "from graphnn.catalogue.model import Kind", "catalogue is a sibling of document"),
        ("catalogue", "from graphnn.document.values import Frozen", None),
        ("document", "from graphnn import web", "web is above document"),
        ("document", "from graphnn import load", "graphnn itself stands above all"),
        ("document", "from . import model", "imports are absolute"),
        ("session", "def f():\n    import tensorflow.nn", "tensorflow belongs in engine/ only"),
        ("session", "if TYPE_CHECKING:\n    import keras", None),
        ("cli", "from nicegui import ui", "nicegui belongs in web/ only"),
        ("web", "from graphnn.engine.build import build", "engines are started, not imported"),
        ("web", "from nicegui import ui", None),
        ("engine", "import keras", None),
    ],
)
def test_the_check_of_imports_itself_tells_right_from_wrong(home, statement, fault):
    assert [fault_of(home, imported) for imported in imports_of(statement)] == [fault]
