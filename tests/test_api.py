"""The verbs as functions: `graphnn.load` and its like."""

import pytest

import graphnn
from graphnn.document.overrides import override
from graphnn.errors import DocumentError, FaultyGraphError, RunError, UsageError
from tests.document.builders import wired


def short_curve() -> graphnn.Document:
    """Return a graph that learns a curve from few points."""
    assignments = ["training.epochs=2", "data.parameters.samples=64"]
    return override(graphnn.load_example("function_fit"), assignments)


def test_what_is_saved_is_what_is_loaded(tmp_path):
    document = wired("a > b", name="Two layers")

    graphnn.save(document, str(tmp_path / "graph.json"))

    assert graphnn.load(tmp_path / "graph.json") == document


def test_a_file_that_is_no_graph_is_refused_with_its_place(tmp_path):
    (tmp_path / "graph.json").write_text("{")

    with pytest.raises(DocumentError, match=r"graph\.json: line 1"):
        graphnn.load(str(tmp_path / "graph.json"))


def test_an_example_that_there_is_not_is_told_with_the_cure():
    with pytest.raises(UsageError, match="There is no example party"):
        graphnn.load_example("party")


def test_check_tells_faults_without_keras():
    assert graphnn.check(short_curve()) == ()
    assert "node/unknown-type" in [
        fault.code for fault in graphnn.check(override(short_curve(), ["nodes.y.type=Dence"]))
    ]


def test_a_run_that_cannot_start_is_told_in_words(tmp_path):
    (tmp_path / "runs").write_text("")

    with pytest.raises(RunError, match="cannot make a folder"):
        graphnn.train(short_curve(), output=tmp_path / "runs")


@pytest.mark.engine
def test_the_model_that_is_built_is_the_one_that_was_summed_up():
    document = short_curve()

    report, model = graphnn.summary(document), graphnn.build(document)

    assert report.is_valid
    assert model.count_params() == report.parameter_count == 2209
    assert [layer.name for layer in model.layers] == ["x", "bend", "bend_more", "bend_again", "y"]
    assert model.output_shape == report.nodes["y"].outputs["output"].shape


@pytest.mark.engine
def test_a_faulty_graph_is_summed_up_but_not_built():
    document = override(short_curve(), ["nodes.bend.type=Conv2D"])

    assert not graphnn.summary(document).is_valid
    with pytest.raises(FaultyGraphError, match="bend"):
        graphnn.build(document)


@pytest.mark.engine
def test_training_returns_what_came_of_it(tmp_path):
    record = graphnn.train(short_curve(), output=tmp_path)

    assert record.outcome == "finished"
    assert [set(epoch) for epoch in record.history()] == [
        {"loss", "mean_absolute_error", "val_loss", "val_mean_absolute_error"}
    ] * 2
    assert record.test is not None
    assert len(list(tmp_path.glob("*/model.keras"))) == 1
