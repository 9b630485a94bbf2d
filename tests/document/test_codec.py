import json
import os

import pytest
from hypothesis import given

from graphnn.document import strict_json
from graphnn.document.codec import dumps, loads, read, write
from graphnn.document.model import Data, Document, Node, Training, View
from graphnn.document.values import same
from graphnn.errors import DocumentError, GraphnnError
from tests.document.builders import wired, wires
from tests.document.strategies import documents, quick

EXAMPLE = """\
{
  "graphnn": 1,
  "name": "MNIST, one hidden layer",
  "description": "Markdown.",
  "nodes": {
    "image": {"type": "Input", "parameters": {"column": "image"}},
    "scale": {"type": "Rescaling", "parameters": {"scale": 0.00392156862745098}},
    "flat": {"type": "Flatten"},
    "hidden": {"type": "Dense", "parameters": {"units": 512, "activation": "relu"}},
    "answer": {"type": "Output", "parameters": {"column": "label", "metrics": ["accuracy"]}}
  },
  "edges": [
    {"source": "image", "target": "scale"},
    {"source": "scale", "target": "flat"},
    {"source": "flat", "target": "hidden"},
    {"source": "hidden", "target": "answer"}
  ],
  "data": {"source": "mnist", "validation": {"fraction": 0.1}},
  "training": {"batch_size": 128, "optimizer": {"type": "RMSprop"}},
  "view": {"positions": {"image": [0, 0], "scale": [272, 0.5]}}
}
"""


def refusal(text: str | bytes) -> str:
    with pytest.raises(DocumentError) as raised:
        loads(text, place="graph.json")
    return str(raised.value)


def file_with(**entries: object) -> str:
    return json.dumps({"graphnn": 1, **entries})


@quick
@given(documents)
def test_what_is_written_reads_back_the_same(document):
    text = dumps(document)
    again = loads(text)

    assert same(again, document)
    assert list(again.nodes) == list(document.nodes)
    assert dumps(again) == text


def test_a_file_is_laid_out_as_a_person_would():
    assert dumps(loads(EXAMPLE)).decode() == EXAMPLE


def test_defaults_are_left_out_but_format_and_name_are_not():
    document = Document(nodes={"flat": Node(type="Flatten", label=None, trainable=True)}, training=Training(epochs=5))

    assert json.loads(dumps(document)) == {"graphnn": 1, "name": "Untitled", "nodes": {"flat": {"type": "Flatten"}}}


def test_one_and_true_stay_apart_in_a_file():
    document = Document(nodes={"a": Node(type="Dense", parameters={"x": [1, 1.0, True, 0, False]})})

    assert b'{"x": [1, 1.0, true, 0, false]}' in dumps(document)


def test_who_was_moved_last_leaves_no_mark_in_a_file():
    positions = {"b": (1.0, 1.0), "gone": (2.0, 2.0), "a": (3.0, 3.0)}
    moved = wired("a > b", view=View(positions=positions))
    moved_back = wired("a > b", view=View(positions=dict(reversed(positions.items()))))

    assert dumps(moved) == dumps(moved_back)


def test_a_long_section_is_broken_into_lines():
    data = Data(source="spiral", parameters={f"parameter_{index}": [index] * 4 for index in range(8)})

    lines = dumps(Document(data=data)).decode().splitlines()

    assert '      "parameter_3": [3, 3, 3, 3],' in lines
    assert max(map(len, lines)) <= 120


def test_a_document_too_large_to_be_read_again_is_not_written():
    document = Document(nodes={"a": Node(type="Dense", parameters={"text": "x" * 5_000_000})})

    with pytest.raises(DocumentError, match="larger than 5,000,000 bytes"):
        dumps(document)


def test_a_byte_order_mark_and_whole_numbers_for_numbers_are_fine():
    document = loads(b"\xef\xbb\xbf" + file_with(view={"positions": {"a": [1, 2]}}).encode())

    assert document.view.positions["a"] == (1.0, 2.0)


@pytest.mark.parametrize(
    ("targets", "places"),
    [
        (["add"], ["add"]),
        (["add", "add.inputs"], ["add.inputs.0", "add.inputs.1"]),
        (["add", "add.inputs.0"], ["add.inputs.1", "add.inputs.0"]),
        (["add.inputs.1", "add", "add"], ["add.inputs.1", "add.inputs.0", "add.inputs.2"]),
        (["add.inputs.3"], ["add.inputs.3"]),
        (["join.query", "join.query", "join.value"], ["join.query.0", "join.query.1", "join.value"]),
    ],
)
def test_edges_to_one_port_without_index_take_the_free_places_in_order(targets, places):
    edges = [{"source": f"s{rank}", "target": target} for rank, target in enumerate(targets)]

    document = loads(file_with(edges=edges))

    assert wires(document) == [f"s{rank} > {place}" for rank, place in enumerate(places)]


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        ({"edgs": []}, "edgs: unknown key. Did you mean edges?"),
        (
            {"nodes": {"a": {"type": "Dense", "units": 3}}},
            "nodes.a.units: unknown key. Write what the layer is made with",
        ),
        ({"nodes": {"a": {}}}, "nodes.a.type: missing. Write one."),
        ({"nodes": {"1st": {"type": "Dense"}}}, 'nodes.1st: "1st" is not an id. Start with a letter'),
        ({"nodes": {"a": {"type": 3}}}, "nodes.a.type: expected text in double quotes, not 3."),
        ({"nodes": {"a": "Dense"}}, 'nodes.a: expected an object in {}, not "Dense".'),
        ({"nodes": {"a": {"type": "x", "state": "bypased"}}}, "nodes.a.state: expected 'bypassed' or 'muted'"),
        ({"nodes": {"a": {"type": "x", "trainable": 1}}}, "nodes.a.trainable: expected true or false, not 1."),
        ({"nodes": []}, "nodes: expected an object in {}, not a list."),
        ({"edges": {}}, "edges: expected a list in [], not an object."),
        ({"edges": [{"source": "a", "targt": "b"}]}, "edges.0.targt: unknown key. Did you mean target?"),
        ({"edges": [{"source": "a b", "target": "b"}]}, "edges.0.source: 'a b' is not a port."),
        ({"edges": [{"source": "a", "target": "b.inputs.0"}] * 2}, "edges: b.inputs.0 is the target of two edges."),
        ({"training": {"epochs": 1.5}}, "training.epochs: expected a whole number, not 1.5."),
        ({"training": {"epochs": True}}, "training.epochs: expected a whole number, not true."),
        ({"training": {"epochs": 0}}, "training.epochs: must be at least 1, not 0."),
        ({"data": {"source": "x", "validation": {}}}, 'data.validation: give either "fraction", "split" or "column"'),
        ({"data": {"source": "x", "test": {"fraction": 1}}}, "data.test.fraction: must be less than 1, not 1."),
        ({"view": {"positions": {"a": [1]}}}, "view.positions.a.1: missing. A position is [x, y]."),
        ({"view": {"positions": {"a": [1, 2, 3]}}}, "view.positions.a: 3 values where 2 belong."),
        ({"name": "x" * 201}, "name: longer than 200 characters. Shorten it."),
        ({"nodes": {f"n{index}": {} for index in range(2001)}}, "nodes: 2,001 nodes; 2,000 is the limit."),
        ({"edges": [{}] * 10_001}, "edges: 10,001 edges; 10,000 is the limit."),
        ({"nodes": {"a": {"type": "block.b", "repeat": 0}}}, "nodes.a.repeat: must be at least 1, not 0."),
        ({"blocks": []}, "blocks: expected an object in {}, not a list."),
        ({"blocks": {"b": {"node": {}}}}, "blocks.b.node: unknown key. Did you mean nodes?"),
        ({"blocks": {"b c": {}}}, 'blocks."b c": "b c" is not an id.'),
        ({"blocks": {"b": {"parameters": {"n": {}}}}}, "blocks.b.parameters.n.default: missing. Write one."),
        (
            {"blocks": {"b": {"parameters": {"n": {"default": [{"$parameter": "m"}]}}}}},
            "blocks.b.parameters.n.default: a default cannot refer to a parameter.",
        ),
        (
            {"blocks": {"b": {"nodes": {"conv": {"type": "Conv2D", "parameters": 3}}}}},
            "blocks.b.nodes.conv.parameters: expected an object in {}, not 3.",
        ),
        ({"blocks": {"b": {"edges": [{"source": "x"}]}}}, "blocks.b.edges.0.target: missing."),
        ({"blocks": {"b": {"inputs": [{"targets": []}]}}}, "blocks.b.inputs.0.targets: empty. Name at least one port"),
        (
            {"blocks": {"b": {"inputs": [{"target": "x"}]}}},
            "blocks.b.inputs.0.target: unknown key. Did you mean targets?",
        ),
        ({"blocks": {"b": {"inputs": ["x"]}}}, 'blocks.b.inputs.0: expected an object in {}, not "x".'),
        (
            {"blocks": {"b": {"outputs": [{"source": "a"}, {"source": "b"}]}}},
            "blocks.b: outputs: two of them are called",
        ),
        (
            {"blocks": {"b": {"inputs": [{"targets": ["x.a.0", "x.a.0"]}]}}},
            "blocks.b: edges: x.a.0 is the target of two",
        ),
        ({"blocks": {"b": {"nodes": {f"n{n}": {} for n in range(2001)}}}}, "blocks.b.nodes: 2,001 nodes; 2,000 is"),
    ],
)
def test_what_does_not_fit_the_format_is_refused_in_plain_words(entries, line):
    assert any(fault.startswith(f"graph.json: {line}") for fault in refusal(file_with(**entries)).splitlines())


@pytest.mark.parametrize(
    ("entries", "refused"),
    [
        ({"training": {"optimizer": {"type": "SGD", "schedule": {}}}}, "training.optimizer.schedule: learning rate"),
        ({"view": {"colours": {}}}, "view.colours: colours of nodes are not supported yet"),
        ({"view": {"frames": {"f": {"nodes": []}}}}, "view.frames.f.nodes"),
        ({"view": {"notes": {"n": {"text": "hi"}}}}, "view.notes.n.position: missing"),
    ],
)
def test_what_is_designed_but_not_yet_read_is_refused_by_name(entries, refused):
    assert refusal(file_with(**entries)).startswith(f"graph.json: {refused}")


def test_every_fault_is_listed_with_its_place():
    message = refusal(file_with(name=3, nodes={"a": {}, "b": {"type": "x", "lable": ""}}, training={"epochs": 0}))

    assert [line.split(": ")[1] for line in message.splitlines()] == [
        "name",
        "nodes.a.type",
        "nodes.b.lable",
        "training.epochs",
    ]


def test_a_long_list_of_faults_is_cut_with_their_number():
    lines = refusal(file_with(nodes={f"n{index}": {} for index in range(150)})).splitlines()

    assert len(lines) == 101
    assert lines[-1] == "graph.json: and 50 more faults."


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (2, "graph.json: graphnn: made by a newer graphnn: format 2; update graphnn."),
        (None, "graph.json: graphnn: missing"),
        (0, "graph.json: graphnn: not a format of graph files. Write 1."),
        (True, "graph.json: graphnn: not a format of graph files. Write 1."),
        ("1", "graph.json: graphnn: not a format of graph files. Write 1."),
    ],
)
def test_another_format_is_refused_before_anything_else(version, message):
    assert refusal(json.dumps({"graphnn": version, "layers": []})).startswith(message)


def test_a_file_written_reads_back_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "graph.json"
    write(wired("a > b"), path)

    write(wired("a > b", "b > c"), path)

    assert read(path) == wired("a > b", "b > c")
    assert os.listdir(tmp_path) == ["graph.json"]


def test_writing_keeps_the_permissions_of_a_file_and_a_link_a_link(tmp_path):
    path, link = tmp_path / "graph.json", tmp_path / "link.json"
    write(wired("a"), path)
    path.chmod(0o640)
    link.symlink_to(path)

    write(wired("b"), link)

    assert link.is_symlink()
    assert read(path) == wired("b")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_failed_write_leaves_the_folder_as_it_was(tmp_path):
    (tmp_path / "graph.json").mkdir()

    with pytest.raises(GraphnnError, match=r"graph\.json: cannot be written"):
        write(wired("a"), tmp_path / "graph.json")

    assert os.listdir(tmp_path) == ["graph.json"]


def test_a_newer_file_is_left_untouched(tmp_path):
    path = tmp_path / "graph.json"
    path.write_text('{"graphnn": 2}')

    with pytest.raises(DocumentError, match="update graphnn"):
        read(path)

    assert path.read_text() == '{"graphnn": 2}'


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.json")

    with pytest.raises(DocumentError, match=r"none\.json: no such file"):
        read(tmp_path / "none.json")
    with pytest.raises(DocumentError, match="not a file"):
        read(tmp_path)
    with pytest.raises(DocumentError, match=r"pipe\.json: not a file"):
        read(tmp_path / "pipe.json")


def test_json_that_is_no_object_is_no_graph_file():
    assert refusal("[]") == 'graph.json: not a graph file. It starts with {"graphnn": 1, …}.'


BLOCKS = """{
  "graphnn": 1,
  "name": "Residual",
  "nodes": {
    "stage": {"type": "block.residual", "parameters": {"filters": 128}, "repeat": 3}
  },
  "blocks": {
    "residual": {
      "parameters": {"filters": {"default": 64}},
      "nodes": {
        "conv": {"type": "Conv2D", "parameters": {"filters": {"$parameter": "filters"}}},
        "sum": {"type": "Add"}
      },
      "edges": [
        {"source": "conv", "target": "sum.inputs.0"}
      ],
      "inputs": [{"targets": ["conv", "sum.inputs.1"]}],
      "outputs": [{"source": "sum"}]
    },
    "nothing": {}
  }
}
"""


def test_a_block_is_written_as_it_was_read_one_node_or_edge_a_line():
    assert dumps(loads(BLOCKS)).decode() == BLOCKS


def test_what_feeds_a_list_inside_a_block_takes_the_places_behind_its_edges():
    by_hand = BLOCKS.replace("sum.inputs.0", "sum").replace("sum.inputs.1", "sum")

    assert dumps(loads(by_hand)).decode() == BLOCKS


def test_a_value_that_would_be_too_deep_in_the_file_is_no_value_of_a_block():
    deepest = strict_json.MAX_DEPTH - 6
    values = ["[" * depth + "]" * depth for depth in (deepest, deepest + 1)]
    texts = [BLOCKS.replace('{"$parameter": "filters"}', value) for value in values]

    assert loads(dumps(loads(texts[0]))) == loads(texts[0])
    assert "nested" in refusal(texts[1])
