"""The addresses of the editor's pages."""

from urllib.parse import quote

SHARED_PATH = "/shared"
"""The page of links that carry a network behind their #."""


def document_path(key: str) -> str:
    """Return the path of a document's page.

    >>> document_path("nets/mnist one.json")
    '/document/nets/mnist%20one.json'
    """
    return f"/document/{quote(key)}"
