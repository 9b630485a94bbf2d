import json
import re
from typing import Any

import pytest
from hypothesis import given

from graphnn.document.codec import dumps
from graphnn.document.schema import json_schema
from tests.document.strategies import documents, quick

SCHEMA = json_schema()
# The example of the format's description, with an edge list in one line and a position.
EXAMPLE = """
{
  "graphnn": 1,
  "name": "MNIST, one hidden layer",
  "description": "Markdown.",
  "nodes": {
    "image":  {"type": "Input", "parameters": {"column": "image"}},
    "flat":   {"type": "Flatten"},
    "digit":  {"type": "Dense", "parameters": {"units": 10, "activation": "softmax"}},
    "answer": {"type": "Output", "parameters": {"column": "label", "metrics": ["accuracy"]}}
  },
  "edges": [{"source": "image", "target": "flat"}, {"source": "flat", "target": "digit"}],
  "data": {"source": "mnist", "validation": {"fraction": 0.1}},
  "training": {"epochs": 5, "batch_size": 128, "seed": 0, "optimizer": {"type": "RMSprop"}},
  "view": {"positions": {"image": [0, 0]}}
}
"""
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}


def accepts(schema: dict[str, Any], value: object) -> bool:
    """Tell whether a value fits a schema; knows the keywords that ours uses, and fails on others."""
    # The type first: the other keywords take it for granted.
    return all(keyword_holds(keyword, schema, value) for keyword in sorted(schema, key=lambda each: each != "type"))


def keyword_holds(keyword: str, schema: dict[str, Any], value: Any) -> bool:
    rule = schema[keyword]
    match keyword:
        case "$ref":
            return accepts(SCHEMA["$defs"][rule.removeprefix("#/$defs/")], value)
        case "anyOf":
            return any(accepts(option, value) for option in rule)
        case "oneOf":
            return sum(accepts(option, value) for option in rule) == 1
        case "type" if rule == "null":
            return value is None
        case "type":
            return isinstance(value, TYPES[rule]) and (not isinstance(value, bool) or rule == "boolean")
        case "const":
            return value == rule
        case "enum":
            return value in rule
        case "required":
            return all(key in value for key in rule)
        case "properties":
            return all(accepts(rule[key], item) for key, item in value.items() if key in rule)
        case "patternProperties":
            return all(
                accepts(inner, item)
                for pattern, inner in rule.items()
                for key, item in value.items()
                if re.search(pattern, key)
            )
        case "additionalProperties":
            patterns = schema.get("patternProperties", {})
            others = [
                item
                for key, item in value.items()
                if key not in schema.get("properties", {}) and not any(re.search(pattern, key) for pattern in patterns)
            ]
            return all(rule is not False and accepts(rule, item) for item in others)
        case "propertyNames":
            return all(accepts(rule, key) for key in value)
        case "items":
            return all(accepts(rule, item) for item in value)
        case "prefixItems":
            return all(map(accepts, rule, value))
        case "minItems" | "minLength":
            return len(value) >= rule
        case "maxItems" | "maxLength":
            return len(value) <= rule
        case "minimum":
            return value >= rule
        case "maximum":
            return value <= rule
        case "exclusiveMinimum":
            return value > rule
        case "exclusiveMaximum":
            return value < rule
        case "pattern":
            return re.search(rule, value) is not None
        case "$schema" | "$defs" | "title" | "description" | "default":
            return True
    raise AssertionError(keyword)


def test_the_schema_says_what_it_is():
    assert SCHEMA["$schema"].startswith("https://json-schema.org/")
    assert SCHEMA["title"] == "graphnn graph file, format 1"
    assert all("description" in SCHEMA["properties"][key] for key in SCHEMA["properties"])
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_the_schema_accepts_the_example():
    assert accepts(SCHEMA, json.loads(EXAMPLE))


@quick
@given(documents)
def test_the_schema_accepts_every_file_that_is_written(document):
    assert accepts(SCHEMA, json.loads(dumps(document)))


@pytest.mark.parametrize(
    "entries",
    [
        {"edgs": []},
        {"nodes": {"1st": {"type": "Dense"}}},
        {"nodes": {"a": {}}},
        {"nodes": {"a": {"type": "Dense", "state": "off"}}},
        {"edges": [{"source": "a"}]},
        {"training": {"epochs": 0}},
        {"view": {"positions": {"a": [1]}}},
        {"graphnn": 2},
    ],
)
def test_the_schema_refuses_what_the_codec_refuses(entries):
    assert not accepts(SCHEMA, {"graphnn": 1, **entries})


def test_the_schema_asks_for_the_format():
    assert not accepts(SCHEMA, {"name": "x"})
