import pytest

from graphnn.document.strict_json import parse
from graphnn.errors import DocumentError


def refusal(text: str | bytes) -> str:
    with pytest.raises(DocumentError) as raised:
        parse(text, place="graph.json")
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "place", "cure"),
    [
        ("", "line 1, column 1", "empty"),
        ('{\n "graphnn": 1,\n}', "line 3, column 1", "no comma after the last entry"),
        ('{"graphnn": 1 "name": ""}', "line 1, column 15", "comma"),
        ("{'graphnn': 1}", "line 1, column 2", 'Write a key as "key"'),
        ('{"graphnn": 1} {}', "line 1, column 16", "Take away"),
        ('{"graphnn": 1, "name": "a\nb"}', "line 1, column 26", "line break"),
        ("\n" + "[" * 100_000, "line 2, column 65", "64 levels deep"),
        ('{"a":' * 100_000, "line 1, column 321", "64 levels deep"),
        ('"' + '\\"' * 2_000_000, "line 1, column 1", "Close the text"),
        ("Layers, as I remember them", "not a graph file", "Choose a graph file"),
        ("  <html></html>", "not a graph file", "begins with {"),
        (b'\n{"graphnn": "\xff"}', "line 2", "Save it as UTF-8"),
        (b" " * 5_000_001, "", "larger than 5,000,000 bytes"),
        ("é" * 2_500_001, "", "larger than 5,000,000 bytes"),
    ],
)
def test_text_that_is_no_json_is_refused_with_line_and_cure(text, place, cure):
    message = refusal(text)

    assert message.startswith(f"graph.json: {place}")
    assert cure in message


@pytest.mark.parametrize(
    ("entries", "place", "reason"),
    [
        ('"nodes": {"a": {"type": "x", "type": "y"}}', "nodes.a.type", "twice"),
        ('"a": {"x": 1, "x": 2}, "a": 3', "a", "twice"),
        ('"data": {"parameters": {"noise": NaN}}', "data.parameters.noise", "finite number"),
        ('"data": {"parameters": {"noise": -Infinity}}', "data.parameters.noise", "finite number"),
        ('"data": {"parameters": {"noise": [0, 1e999]}}', "data.parameters.noise.1", "finite number"),
        (f'"training": {{"seed": {"9" * 5000}}}', "training.seed", "finite number"),
        ('"training": {"seed": 9007199254740992}', "training.seed", "lose digits"),
        (r'"name": "\ud800"', "name", "half a character"),
        (r'"data": {"\udc00": 1}', r'data."\udc00"', "half a character"),
        ('"data": {"parameters": {":on": 1}}', 'data.parameters.":on"', "colon"),
        ('"nodes": {"__proto__": {"type": "x"}}', "nodes.__proto__", "browser"),
        ('"nodes": {"a": {"parameters": {"x": {"$parameter": 3}}}}', "nodes.a.parameters.x.$parameter", "block"),
    ],
)
def test_json_that_no_graph_file_may_hold_is_refused_with_its_place(entries, place, reason):
    message = refusal(f'{{"graphnn": 1, {entries}}}')

    assert any(line.startswith(f"graph.json: {place}: ") and reason in line for line in message.splitlines())
