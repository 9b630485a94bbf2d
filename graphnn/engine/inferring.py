"""Answers to questions about shapes: of a document, of what one has become, of a layer that is in none yet."""

from graphnn.catalogue.model import Catalogue
from graphnn.document.diff import patched
from graphnn.document.model import Document
from graphnn.engine.budget import available_budget
from graphnn.engine.build import infer_graph
from graphnn.engine.inference_cache import InferenceCache
from graphnn.engine.trials import try_layers
from graphnn.protocol.messages import Forgotten, Infer, InferChange, Inferred, InferredChange, Tried, Try
from graphnn.protocol.remembered import Answered, Remembered
from graphnn.protocol.report import GraphReport, change_of


class Inferring:
    """What this engine has inferred so far."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Start with nothing."""
        self._catalogue = catalogue
        self._cache = InferenceCache()
        self._remembered = Remembered()

    def answer(self, request: Infer) -> Inferred:
        """Say everything about a document."""
        return Inferred(number=request.number, report=self._report(request.number, request.document))

    def answer_change(self, request: InferChange) -> InferredChange | Forgotten:
        """Say what changed since an earlier document."""
        base = self._remembered.numbered(request.base)
        if base is None:
            return Forgotten(number=request.number)
        report = self._report(request.number, patched(base.document, request.patch))
        return InferredChange(number=request.number, change=change_of(base.report, report))

    def answer_trials(self, request: Try) -> Tried:
        """Say which layers take what would reach them."""
        refusals = try_layers(request.trials, self._catalogue, budget=available_budget(), cache=self._cache)
        return Tried(number=request.number, refusals=refusals)

    def _report(self, number: int, document: Document) -> GraphReport:
        report = infer_graph(document, self._catalogue, budget=available_budget(), cache=self._cache)
        self._remembered.keep(Answered(number, document, report))
        return report
