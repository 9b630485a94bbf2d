"""The built browser part: where it lies, and how pages get it.

It is one JavaScript module, one style sheet and fonts, made from `static/` by `make build` and served from this
process: no page asks another machine for anything. Addresses change with the content, so browsers may keep what
they have for as long as they like.
"""

import hashlib
from functools import cache

from nicegui import __version__, app, ui
from nicegui.dependencies import esm_modules, register_esm

from graphnn.web.dist import dist_folder

MODULE_NAME = "graphnn-canvas"

_YEAR_SECONDS = 365 * 24 * 3600


@cache
def register_module() -> None:
    """Make the JavaScript module known to pages, under `MODULE_NAME`; the elements call this.

    Raises:
        AssetsMissingError: If it is not built.
    """
    folder = dist_folder()
    # NiceGUI has browsers keep a module for a year under an address made from this time, so it is the newest file's:
    # a folder's own time stays what it was when a file in it is written anew.
    newest_seconds = max(path.stat().st_mtime for path in folder.rglob("*") if path.is_file())
    register_esm(MODULE_NAME, folder, max_time=newest_seconds)


@cache
def stylesheet_url() -> str:
    """Return the address of the style sheet, and serve it and its fonts from there.

    Raises:
        AssetsMissingError: If it is not built.
    """
    folder = dist_folder()
    digest = hashlib.sha256((folder / "index.css").read_bytes()).hexdigest()[:16]
    route = f"/graphnn-assets/{digest}"
    app.add_static_files(route, folder, max_cache_age=_YEAR_SECONDS)
    return f"{route}/index.css"


def add_to_head(prefix: str = "") -> None:
    """Put the style sheet into the head of the page being built, and have the module fetched from the start.

    Args:
        prefix: Where a proxy mounts the editor, as "/graphnn".
    """
    ui.add_head_html(f'<link rel="stylesheet" href="{prefix}{stylesheet_url()}">')
    register_module()
    key = next(key for key, module in esm_modules.items() if module.name == MODULE_NAME)
    # Else it is asked for only once an element that imports it was read.
    ui.add_head_html(f'<link rel="modulepreload" href="{prefix}/_nicegui/{__version__}/esm/{key}/index.js">')
