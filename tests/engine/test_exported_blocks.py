"""Blocks in exported scripts: functions where that can be, else all layers written out; the same network either way."""

import ast

import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document import codec
from graphnn.document.model import Document
from graphnn.exchange.python_source import python_source
from tests.engine.test_exported_python import assert_builds_the_same

TWICE = """
"twice": {"parameters": {"width": {"default": 4}, "name": {"default": "relu"}, "window": {"default": [3]}},
  "nodes": {
    "width": {"type": "Dense", "parameters": {"units": {"$parameter": "width"}, "activation": {"$parameter": "name"}}},
    "inner": {"type": "block.lambda", "parameters": {"units": {"$parameter": "width"}}, "repeat": 2},
    "range": {"type": "Reshape", "parameters": {"target_shape": [{"$parameter": "width"}, 1]}},
    "slide": {"type": "Conv1D", "parameters": {"filters": 2, "kernel_size": {"$parameter": "window"}}},
    "back": {"type": "Flatten"}},
  "edges": [{"source": "width", "target": "inner"}, {"source": "inner", "target": "range"},
    {"source": "range", "target": "slide"}, {"source": "slide", "target": "back"}],
  "inputs": [{"targets": ["width"]}], "outputs": [{"source": "back"}]}
"""
LAMBDA = """
"lambda": {"parameters": {"units": {"default": 4}},
  "nodes": {"keras": {"type": "Dense", "parameters": {"units": {"$parameter": "units"}}},
    "again": {"type": "Dense", "shares": "keras"}},
  "edges": [{"source": "keras", "target": "again"}],
  "inputs": [{"targets": ["keras"]}], "outputs": [{"source": "again"}]}
"""
FORK = """
"fork": {"nodes": {"sum": {"type": "Add"}, "product": {"type": "Multiply"}},
  "inputs": [{"name": "left", "targets": ["sum.inputs.0", "product.inputs.0"]},
    {"name": "np", "targets": ["sum.inputs.1", "product.inputs.1"]}],
  "outputs": [{"name": "sum", "source": "sum"}, {"name": "product", "source": "product"}]}
"""
STATEFUL = """
"stateful": {"parameters": {"states": {"default": true}},
  "nodes": {"up": {"type": "Reshape", "parameters": {"target_shape": [4, 1]}},
    "memory": {"type": "GRU", "parameters": {"units": 4, "return_state": {"$parameter": "states"}}}},
  "edges": [{"source": "up", "target": "memory"}],
  "inputs": [{"targets": ["up"]}], "outputs": [{"source": "memory.state"}]}
"""
REGULAR = """
"regular": {"parameters": {"penalty": {"default": {"type": "L2", "parameters": {"l2": 0.1}}}},
  "nodes": {"plain": {"type": "Dense", "parameters": {"units": 4, "kernel_regularizer": {"$parameter": "penalty"}}}},
  "inputs": [{"targets": ["plain"]}], "outputs": [{"source": "plain"}]}
"""


def network(nodes: str, blocks: str, *wires: str) -> Document:
    ends = '"x": {"type": "Input", "parameters": {"shape": [4]}}, "answer": {"type": "Output"}'
    edges = ", ".join(
        f'{{"source": "{source}", "target": "{target}"}}' for source, target in (w.split(" > ") for w in wires)
    )
    return codec.loads(f'{{"graphnn": 1, "nodes": {{{ends}, {nodes}}}, "edges": [{edges}], "blocks": {{{blocks}}}}}')


FUNCTIONS = {
    "nested, repeated, with arguments at any depth": network(
        '"a": {"type": "block.twice", "parameters": {"width": 5, "window": [2]}}, "b": {"type": "block.twice"}',
        f"{TWICE}, {LAMBDA}",
        "x > a",
        "a > b",
        "b > answer",
    ),
    "several ports": network(
        '"split": {"type": "block.fork"}, "both": {"type": "Concatenate"}',
        FORK,
        "x > split.left",
        "x > split.np",
        "split.sum > both.inputs.0",
        "split.product > both.inputs.1",
        "both > answer",
    ),
    "one that is bypassed": network(
        '"a": {"type": "block.lambda", "state": "bypassed"}, "b": {"type": "block.lambda"}',
        LAMBDA,
        "x > a",
        "a > b",
        "b > answer",
    ),
}
WRITTEN_OUT = {
    "layers of two instances are the same": network(
        '"a": {"type": "block.lambda", "parameters": {"units": 4}}, "b": {"type": "block.lambda", "shares": "a"}',
        LAMBDA,
        "x > a",
        "a > b",
        "b > answer",
    ),
    "a parameter decides on ports": network('"a": {"type": "block.stateful"}', STATEFUL, "x > a", "a > answer"),
    "a parameter is an object": network('"a": {"type": "block.regular", "repeat": 2}', REGULAR, "x > a", "a > answer"),
    "an instance does not learn": network(
        '"a": {"type": "block.lambda", "trainable": false}', LAMBDA, "x > a", "a > answer"
    ),
}


def functions_of(document: Document) -> list[str]:
    tree = ast.parse(python_source(document, load_catalogue()))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("case", FUNCTIONS)
def test_a_block_becomes_a_function(case, tmp_path):
    assert len(functions_of(FUNCTIONS[case])) == 2 + len(FUNCTIONS[case].blocks)
    assert_builds_the_same(FUNCTIONS[case], tmp_path)


@pytest.mark.parametrize("case", WRITTEN_OUT)
def test_a_block_that_is_no_function_is_written_out(case, tmp_path):
    assert functions_of(WRITTEN_OUT[case]) == ["build_model", "main"]
    assert_builds_the_same(WRITTEN_OUT[case], tmp_path)
