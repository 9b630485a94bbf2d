"""Where the built browser part lies; nothing of NiceGUI here, for those who want its fonts alone."""

from pathlib import Path

from graphnn.errors import GraphnnError

_PACKAGE = Path(__file__).resolve().parents[1]


class AssetsMissingError(GraphnnError):
    """The browser part has not been built."""


def dist_folder(package: Path = _PACKAGE) -> Path:
    """Return the folder of the built browser part: in the installed package, or beside it in a checkout.

    Raises:
        AssetsMissingError: If neither holds it.
    """
    installed = package / "static" / "dist"
    checkout = package.parent / "static" / "dist"
    for folder in (installed, checkout):
        if (folder / "index.js").is_file() and (folder / "index.css").is_file():
            return folder
    raise AssetsMissingError(f"{checkout}: the browser part of the editor is not built. Run 'make build'.")
