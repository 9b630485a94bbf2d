"""All activations side by side: each curve, its slope, and where it responds or is all but flat."""

from nicegui import ui

from graphnn.catalogue.model import Catalogue
from graphnn.errors import GraphnnError
from graphnn.web.explainer import Explainer
from graphnn.web.figures import figure_card
from graphnn.web.floating import dialog, dialog_head


class ActivationGallery:
    """A dialog, filled curve by curve as the engine draws them."""

    def __init__(self, explainer: Explainer, catalogue: Catalogue) -> None:
        """Know who draws, in the present client."""
        self._explainer = explainer
        self._catalogue = catalogue
        self._client = ui.context.client

    async def open(self) -> None:
        """Show all activations.

        Raises:
            GraphnnError: If the engine cannot draw them.
        """
        with self._client, dialog("Activations") as opened, ui.element("div").classes("gn-dialog gn-results-dialog"):
            dialog_head("Activations", opened)
            ui.label(
                "From -6 to 6: the function, its derivative, and in colour where it responds to its input. Where it is "
                "all but flat, the unit is saturated and learns next to nothing."
            ).classes("gn-soft")
            figures = ui.element("div").classes("gn-figures gn-activations")
        opened.on("hide", opened.delete)
        opened.open()
        for name in sorted(self._catalogue.activations):
            try:
                (drawn,) = await self._explainer.activation(name)
            except GraphnnError:
                opened.close()
                raise
            if figures.is_deleted:
                return  # It was closed meanwhile.
            with figures:
                figure_card(drawn, self._explainer)
