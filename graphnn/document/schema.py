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
    schema = _closed(Document.model_json_schema())
    return {
        "$schema": DIALECT,
        **schema,
        "title": f"graphnn graph file, format {FORMAT_VERSION}",
        "description": "A neural network, the data it learns from and the recipe of its training.",
        "required": ["graphnn"],
    }


def _closed(schema: Any) -> Any:
    """Return the schema with mappings by id closed: pydantic says which ids they have, not that others are refused."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(item) for key, item in schema.items()}
    return {**closed, "additionalProperties": False} if "patternProperties" in schema else closed
