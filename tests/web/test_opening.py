import json

import pytest

from graphnn.document import codec
from graphnn.document.model import Document
from graphnn.errors import GraphnnError
from graphnn.web.opening import opened_file
from tests.exchange.configs import entrance, layer, sequential


def test_a_graph_file_is_opened_as_it_is(tmp_path):
    document = Document(name="One")

    assert opened_file(codec.dumps(document), "one.json", runs_folder=tmp_path).document == document


def test_the_config_of_a_keras_model_is_taken_over_whatever_its_file_is_called(tmp_path):
    config = json.dumps(sequential(entrance("x", 4), layer("Dense", "end", units=3))).encode()

    taken = opened_file(config, "../../my model.json", runs_folder=tmp_path)

    assert taken.document.nodes["end"].parameters["units"] == 3
    assert list(tmp_path.iterdir()) == []


def test_a_graph_file_that_speaks_of_class_names_is_still_a_graph_file(tmp_path):
    document = Document(name="class_name", description='"class_name"')

    assert opened_file(codec.dumps(document), "one.json", runs_folder=tmp_path).document == document


def test_a_config_that_speaks_of_graphnn_is_still_a_config(tmp_path):
    config = json.dumps(sequential(entrance("graphnn", 4), layer("Dense", "end", units=3))).encode()

    assert "graphnn" in opened_file(config, "model.json", runs_folder=tmp_path).document.nodes


def test_what_is_nothing_of_the_kind_is_refused_with_its_name(tmp_path):
    with pytest.raises(GraphnnError, match=r"holiday\.json"):
        opened_file(b"[1, 2", "holiday.json", runs_folder=tmp_path)
