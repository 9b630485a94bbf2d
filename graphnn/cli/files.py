"""The files that verbs name: graph files, examples by name, and the workspace they lie in."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from graphnn.analysis.check import check
from graphnn.analysis.data import unreadable_file
from graphnn.analysis.diagnostic import Diagnostic
from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.examples import examples_folder
from graphnn.document.model import Document
from graphnn.errors import DataError, DocumentError, UsageError
from graphnn.protocol.report import GraphReport
from graphnn.protocol.run_folder import RunFolder
from graphnn.protocol.run_links import refuse_links
from graphnn.session.engine_client import EngineClient
from graphnn.sources.describe import described


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A graph file with all that is wrong with it; no document, where it could not be read."""

    path: Path
    document: Document | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_valid(self) -> bool:
        """Whether it can be trained: it has no error, warnings aside."""
        return not any(diagnostic.is_error for diagnostic in self.diagnostics)


def read_document(file: Path, workspace: Path | None) -> Document:
    """Read a graph file, or the example of that name.

    Raises:
        UsageError: If there is no such file, it is a folder, or it lies outside the workspace.
        DocumentError: If it is not a graph file.
    """
    path = _find(file)
    if not _is_example(path):
        refuse_outside(path, workspace, name=f"{file}")
    return codec.read(path)


def workspace_of(file: Path | None, workspace: Path | None) -> Path:
    """Return the folder a verb may read and write: as given, else the document's; for an example, the current one."""
    if workspace is not None:
        if not _is(workspace, Path.is_dir):
            raise UsageError(f"{workspace}: not a folder. Name one that exists with --workspace.")
        return workspace.resolve()
    if file is None:
        return Path.cwd()
    path = _find(file)
    return Path.cwd() if _is_example(path) else path.resolve().parent


def refuse_outside(path: Path, workspace: Path | None, *, name: str) -> None:
    """Refuse what does not lie in the workspace, where one was named.

    Args:
        name: What the message calls the path: as a person wrote it, with its option.

    Raises:
        UsageError: If it lies outside.
    """
    if workspace is not None and not path.resolve().is_relative_to(workspace_of(None, workspace)):
        raise UsageError(
            f"{name}: lies outside the workspace {workspace}. Choose a place in it, or another with --workspace."
        )


def data_folder(file: Path, workspace: Path | None) -> Path:
    """Return where the paths of a document's data start: its own folder; for an example, the workspace."""
    path = _find(file)
    return workspace_of(file, workspace) if _is_example(path) else path.resolve().parent


def read_described(file: Path, workspace: Path | None) -> Document:
    """Read a graph file, or the example of that name, and describe the file of one's own that it learns from.

    Raises:
        UsageError: If there is no such file, or it lies outside the workspace.
        DocumentError: If it is not a graph file.
        DataError: If the file it learns from cannot be had.
    """
    return described(read_document(file, workspace), data_folder(file, workspace))


def example_of(file: Path | None) -> Document | None:
    """Return the example that a verb names, or None where it names a file of a person's own."""
    path = None if file is None else _path_of(file)
    return codec.read(path) if path is not None and _is_example(path) else None


def documents_folder(file: Path | None, workspace: Path | None) -> Path:
    """Return the folder whose graph files the editor shows: the workspace, else the person's own of this machine."""
    if workspace is None and (file is None or example_of(file) is not None):
        return platformdirs.user_data_path("graphnn", appauthor=False) / "documents"
    return workspace_of(file, workspace)


def writable_folder(output: Path, workspace: Path | None) -> Path:
    """Return the folder that may be written: the workspace, else that of the file to write.

    Raises:
        UsageError: If the file cannot be written there.
    """
    refuse_outside(output, workspace, name=f"-o {output}")
    if not output.resolve().parent.is_dir():
        raise UsageError(f"-o {output}: there is no folder {output.parent}. Make it first.")
    if output.is_dir():
        raise UsageError(f"-o {output}: is a folder. Name a file in it.")
    return workspace_of(None, workspace) if workspace is not None else output.resolve().parent


def run_folder(run: Path, workspace: Path | None, *, option: str = "") -> RunFolder:
    """Return the folder of a run, by its path or by its name under runs.

    Args:
        option: What it is named by, for the message.

    Raises:
        UsageError: If there is no such run, or it or the data it names lies outside the workspace.
        RunError: If a link leads out of it.
    """
    folder = run if exists(run) else (workspace or Path()) / "runs" / run
    refuse_outside(folder, workspace, name=f"{option}{run}")
    found = RunFolder(folder)
    if not _is(found.document_file, Path.is_file):
        raise UsageError(f"{option}{run}: no such run. graphnn runs lists those there are.")
    refuse_links(found)
    if workspace is not None and (data := found.data_folder) is not None:
        refuse_outside(data, workspace, name=f"{option}{run}: its data in {data}")
    return found


def check_files(files: Sequence[Path], workspace: Path | None) -> list[CheckedFile]:
    """Return every fault of graph files; a file that cannot be read is one fault.

    What can be told without Keras comes first, at once; only graphs without such faults go to the engine, one for all.
    """
    checked = [_check_file(file, workspace) for file in files]
    return asyncio.run(_infer_all(checked, EngineClient()))


def infer_now(document: Document) -> GraphReport:
    """Return what an engine, started for this alone, says of a document."""
    return asyncio.run(_infer(document, EngineClient()))


def _check_file(file: Path, workspace: Path | None) -> CheckedFile:
    try:
        document = read_document(file, workspace)
    except DocumentError as error:
        refused = Diagnostic(code="document/refused", message=str(error), hint="Mend the file.")
        return CheckedFile(file, None, (refused,))
    try:
        document = described(document, data_folder(file, workspace))
    except DataError as error:
        return CheckedFile(file, document, (unreadable_file(str(error)), *check(document, load_catalogue())))
    return CheckedFile(file, document, check(document, load_catalogue()))


async def _infer_all(checked: Sequence[CheckedFile], engine: EngineClient) -> list[CheckedFile]:
    try:
        return [
            replace(file, diagnostics=(await engine.infer(file.document)).diagnostics)
            if file.document is not None and file.is_valid
            else file
            for file in checked
        ]
    finally:
        await engine.close()


async def _infer(document: Document, engine: EngineClient) -> GraphReport:
    try:
        return await engine.infer(document)
    finally:
        await engine.close()


def exists(file: Path) -> bool:
    """Tell whether a file, or an example of that name, is there."""
    return _path_of(file) is not None


def _find(file: Path) -> Path:
    path = _path_of(file)
    if path is None:
        raise UsageError(f"{file}: no such file. graphnn examples lists what can be named instead.")
    if not _is(path, Path.is_file):
        raise UsageError(f"{file}: not a file. Name a graph file.")
    return path


def _path_of(file: Path) -> Path | None:
    if _is(file, Path.exists):
        return file
    examples = [examples_folder() / name for name in (file.name, f"{file.name}.json") if file.parent == Path()]
    return next((path for path in examples if _is(path, Path.is_file)), None)


def _is(path: Path, fact: Callable[[Path], bool]) -> bool:
    """Tell whether a fact holds of a path; of a name that the system refuses, as one too long, none does."""
    try:
        return fact(path)
    except OSError:
        return False


def _is_example(path: Path) -> bool:
    return path.resolve().parent == examples_folder()
