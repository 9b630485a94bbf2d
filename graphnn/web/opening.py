"""A file that was opened or dropped, as a document: a graph file, a picture that carries one, or a model of Keras."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from graphnn.document import codec, strict_json
from graphnn.document.model import Document
from graphnn.errors import DocumentError
from graphnn.protocol.run_folder import RunFolder
from graphnn.runs.conversion import import_model
from graphnn.session.library import file_name

MODEL_ENDINGS = (".keras", ".h5", ".hdf5", ".json")
MODEL_STARTS = (b"PK\x03\x04", b"\x89HDF\r\n\x1a\n")
"""How the models begin that Keras writes, as a zip archive or in HDF5."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The document of a file, and what a person should know of how it was made."""

    document: Document
    notes: tuple[str, ...] = ()
    weights: RunFolder | None = None
    """The run that keeps its weights, where it has some."""


def opened_file(content: bytes, name: str, *, runs_folder: Path) -> OpenedFile:
    """Return what a file holds; a model's weights go into the folder of a run.

    Args:
        content: Its bytes.
        name: What the person calls it.
        runs_folder: Where the runs are.

    Raises:
        GraphnnError: If it is nothing of the kind, or cannot be taken over; the message names place and cure.
    """
    if not (content.startswith(MODEL_STARTS) or _is_config(content)):
        return OpenedFile(codec.loads(content, place=name))
    ending = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="graphnn-open-") as folder:
        # Under a name of ours, since somebody else's may lead anywhere.
        file = Path(folder) / f"{file_name(Path(name).stem)}{ending if ending in MODEL_ENDINGS else ''}"
        file.write_bytes(content)
        imported = import_model(file, runs=runs_folder)
    return OpenedFile(imported.document, imported.notes, imported.run)


def _is_config(content: bytes) -> bool:
    """Tell whether a text is a model's config as `model.to_json()` writes it, not a graph file."""
    if b'"class_name"' not in content:
        return False
    try:
        tree = strict_json.parse(content, place="")
    except DocumentError:
        return False  # Whoever reads it next says what is wrong with it.
    return isinstance(tree, dict) and "class_name" in tree and "graphnn" not in tree
