"""The page of what is not there: a document that cannot be opened, an address that leads nowhere."""

from fastapi import Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import Response
from nicegui import Client, app, ui
from starlette.exceptions import HTTPException

from graphnn.web import theme
from graphnn.web.icons import icon


def missing_page(message: str, *, title: str = "This document cannot be opened") -> None:
    """Build the page of a document that is not there, or that cannot be read."""
    theme.apply_page_style()
    theme.dark_mode()
    with ui.element("main").classes("gn-missing"):
        icon("mark", size=28)
        ui.label(title).classes("gn-gallery-title").props("role=heading aria-level=1")
        ui.label(message).classes("gn-soft")
        ui.link("To the start page", "/").classes("gn-link")


def answer_unknown_addresses() -> None:
    """Show a page of the editor's own at addresses that lead nowhere, in place of NiceGUI's."""

    @app.exception_handler(404)
    async def answer(request: Request, error: HTTPException) -> Response:
        if request.scope.get("endpoint") not in (None, app):  # a file that a page asks for
            return await http_exception_handler(request, error)
        with Client(ui.page(""), request=request) as client:
            missing_page(f"Nothing is at {request.url.path}.", title="This address leads nowhere")
        return client.build_response(request, 404)
