"""The example graphs that come with graphnn."""

from dataclasses import dataclass
from pathlib import Path

from graphnn.document import codec
from graphnn.document.model import Document


@dataclass(frozen=True, slots=True)
class Example:
    """An example graph: its name is its file's, without the ending."""

    name: str
    path: Path
    document: Document


def examples_folder() -> Path:
    """Return the folder of the examples: inside the package where it was installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "examples"
    return installed if installed.is_dir() else package.parent / "examples"


def load_examples() -> tuple[Example, ...]:
    """Return all examples, by name."""
    paths = sorted(examples_folder().glob("*.json"))
    return tuple(Example(path.stem, path, codec.read(path)) for path in paths)
