"""The JSON Schema of the graph file, for editors and other programs."""

from typing import Any

from graphnn.document.model import FORMAT_VERSION, Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of format 1.

    It says what a schema can say; that ids are in use once, or that two edges do not end at one port, only reading
    the file tells.

    >>> json_schema()["title"]
    'graphnn graph file, format 1'
    """
    schema = Document.model_json_schema()
    # pydantic says which ids nodes may have, but not that others are refused.
    nodes = {**schema["properties"]["nodes"], "additionalProperties": False}
    return {
        "$schema": DIALECT,
        **schema,
        "title": f"graphnn graph file, format {FORMAT_VERSION}",
        "description": "A neural network, the data it learns from and the recipe of its training.",
        "properties": {**schema["properties"], "nodes": nodes},
        "required": ["graphnn"],
    }
