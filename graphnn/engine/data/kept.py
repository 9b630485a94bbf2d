"""What a run measured on its data before it trained, in its folder: it then answers where the data is not.

    {"graphnn_preparation": 1, "columns": {"bill": {"fill": 44.45, "offset": 43.9, "factor": 0.18}},
     "pictures": {"image": {"top": 255.0, "box": 20}}, "file": "5feceb66ff…"}

Plain numbers and a fingerprint, never objects: whoever opens a folder from elsewhere runs nothing of it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError

from graphnn.document.model import Data
from graphnn.document.values import Frozen, FrozenMapping, empty_mapping
from graphnn.engine.data.model import Fitted
from graphnn.engine.data.preparation import FittedPreparation
from graphnn.errors import DataError, RunError
from graphnn.protocol.kept import write_kept
from graphnn.protocol.run_folder import RunFolder
from graphnn.sources.fingerprint import fingerprint
from graphnn.sources.opening import home_of

MAX_BYTES = 5 * 2**20
"""As a graph file may have: it names the same columns."""

Finite = Annotated[float, Field(allow_inf_nan=False)]


class KeptColumn(Frozen):
    """What fills the gaps of a column, and what is taken from its numbers before they are multiplied."""

    fill: Finite | None = None
    offset: Finite = 0.0
    factor: Finite = 1.0


class KeptPictures(Frozen):
    """The value that is white in the pictures of an Input, and, for strokes on black, the box in pixels they fill."""

    top: Finite
    box: Annotated[int, Field(ge=1)] | None = None


class Kept(Frozen):
    """All that was measured."""

    graphnn_preparation: Literal[1] = 1
    columns: FrozenMapping[KeptColumn] | None = None
    pictures: FrozenMapping[KeptPictures] = Field(default_factory=empty_mapping)
    file: str | None = Field(default=None, description="the fingerprint of the file of one's own, if it was one")

    def with_file(self, data: Data | None, folder: Path | None) -> Self:
        """Return the same with the fingerprint of the file that is learned from.

        Raises:
            DataError: If it cannot be read.
        """
        if data is None or data.file is None or folder is None:
            return self
        return self.model_copy(update={"file": fingerprint(data.file, folder)})

    def refuse_other_file(self, data: Data, folder: Path) -> None:
        """Refuse a file of the same name that is not the one learned from.

        Raises:
            DataError: If it is another, or cannot be read.
        """
        if self.file is not None and data.file is not None and fingerprint(data.file, folder) != self.file:
            raise DataError(
                f"{data.source_name}: what lies in {home_of(data.file.path, folder)} is not the file this run learned "
                "from: it was changed since, or is another of that name. Put that one back to see what the run was "
                "scored on, or train anew."
            )

    @classmethod
    def of(cls, prepare: Fitted | None, pictures: Mapping[str, KeptPictures]) -> Self:
        """Return what is to be kept of a table's preparation, and of pictures by Input."""
        if prepare is None:
            return cls(pictures=pictures)
        columns = {
            name: KeptColumn(fill=prepare.fills[name], offset=offset, factor=factor)
            for name, (offset, factor) in prepare.scales.items()
        }
        return cls(columns=columns, pictures=pictures)

    def preparation(self, data: Data) -> FittedPreparation | None:
        """Return what makes samples of the rows of a table; None where no table was learned from.

        Raises:
            RunError: If the columns measured are not those that the document uses.
        """
        if self.columns is None:
            return None
        used = {name for name, column in data.columns.items() if column.role != "ignored"}
        if used != self.columns.keys():
            raise RunError("preparation.json: its columns are not those of graph.json. Train anew.")
        return FittedPreparation(
            data,
            {name: column.fill for name, column in self.columns.items()},
            {name: (column.offset, column.factor) for name, column in self.columns.items()},
        )


def keep(folder: RunFolder, kept: Kept) -> None:
    """Write what was measured into a run's folder.

    Raises:
        UnwritableError: If it cannot be written.
    """
    write_kept(folder.preparation_file, kept, indent=1, exclude_none=True)


def read_kept(folder: RunFolder) -> Kept | None:
    """Return what a run measured; None for a run from before this was kept.

    Raises:
        RunError: If the file is damaged.
    """
    try:
        with folder.preparation_file.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    try:
        if len(content) > MAX_BYTES:
            raise RunError(f"{folder.preparation_file}: larger than {MAX_BYTES:,} bytes. Train anew.")
        return Kept.model_validate_json(content)
    except ValidationError as error:
        raise RunError(f"{folder.preparation_file}: does not say how the data was prepared. Train anew.") from error
