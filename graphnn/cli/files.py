"""The files that verbs name: graph files, examples by name, and the workspace they lie in."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from graphnn.analysis.check import check
from graphnn.analysis.diagnostic import Diagnostic
from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.examples import examples_folder
from graphnn.document.model import Document
from graphnn.errors import DocumentError, UsageError
from graphnn.protocol.report import GraphReport
from graphnn.session.engine_client import EngineClient


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A graph file with all that is wrong with it."""

    path: Path
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_valid(self) -> bool:
        """Whether it can be trained: it has no error, warnings aside."""
        return not any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


def read_document(file: Path, workspace: Path | None) -> Document:
    """Read a graph file, or the example of that name.

    Raises:
        UsageError: If there is no such file, or it lies outside the workspace.
        DocumentError: If it is not a graph file.
    """
    path = _find(file)
    folder = workspace_of(file, workspace)
    if not path.resolve().is_relative_to(folder) and not _is_example(path):
        raise UsageError(f"{file}: lies outside the workspace {folder}. Choose another with --workspace.")
    return codec.read(path)


def workspace_of(file: Path | None, workspace: Path | None) -> Path:
    """Return the folder a verb may read and write: as given, else the document's; for an example, the current one."""
    if workspace is not None:
        if not workspace.is_dir():
            raise UsageError(f"{workspace}: not a folder. Name one that exists with --workspace.")
        return workspace.resolve()
    if file is None:
        return Path.cwd()
    path = _find(file)
    return Path.cwd() if _is_example(path) else path.resolve().parent


def check_file(file: Path, workspace: Path | None) -> CheckedFile:
    """Return every fault of a graph file; a file that cannot be read is one fault.

    What can be told without Keras comes first, at once; only a graph without such faults goes to the engine.
    """
    try:
        document = read_document(file, workspace)
    except DocumentError as error:
        return CheckedFile(file, (Diagnostic(code="document/refused", message=str(error), hint="Mend the file."),))
    diagnostics = check(document, load_catalogue())
    if any(diagnostic.severity == "error" for diagnostic in diagnostics):
        return CheckedFile(file, diagnostics)
    return CheckedFile(file, infer_now(document).diagnostics)


def infer_now(document: Document) -> GraphReport:
    """Return what an engine, started for this alone, says of a document."""
    return asyncio.run(_infer(document, EngineClient()))


async def _infer(document: Document, engine: EngineClient) -> GraphReport:
    try:
        return await engine.infer(document)
    finally:
        await engine.close()


def _find(file: Path) -> Path:
    if file.exists():
        return file
    for name in (file.name, f"{file.name}.json"):
        if file.parent == Path() and (examples_folder() / name).is_file():
            return examples_folder() / name
    raise UsageError(f"{file}: no such file. graphnn examples lists what can be named instead.")


def _is_example(path: Path) -> bool:
    return path.resolve().parent == examples_folder()
