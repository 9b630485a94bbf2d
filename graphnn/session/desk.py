"""All that is open in one editor server: the documents, and the engine that serves them."""

import secrets
from dataclasses import dataclass, field

from graphnn.catalogue.model import Catalogue
from graphnn.document.model import Document
from graphnn.errors import UsageError
from graphnn.session.engine_client import EngineClient
from graphnn.session.open_document import OpenDocument


@dataclass(slots=True)
class Desk:
    """The open documents of a server, by a key that stands in their page's address."""

    catalogue: Catalogue
    engine: EngineClient
    documents: dict[str, OpenDocument] = field(default_factory=dict)

    def open(self, document: Document) -> str:
        """Open a document and return its key."""
        key = secrets.token_urlsafe(6)
        self.documents[key] = OpenDocument(document, self.catalogue, self.engine)
        return key

    def find(self, key: str) -> OpenDocument:
        """Return the open document of a key.

        Raises:
            UsageError: If none is open under it.
        """
        try:
            return self.documents[key]
        except KeyError:
            raise UsageError(
                f"{key}: no document is open under this address. Open it again from the start page."
            ) from None
