"""The inspector's forms: what is chosen or typed lands in the document, one undo takes it back, nonsense is refused."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from graphnn.document import codec
from tests.browser.driving import DENSE, choose, drag_in, open_drawn, save, select, set_value, undone
from tests.waiting import until


def test_layers_within_a_layer_are_added_moved_edited_and_taken_away(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address)
    page.get_by_role("button", name="New network").click()
    drag_in(page, "Pipeline", (300, 120))
    select(page, "pipeline")

    with undone(page, tmp_path):
        choose(page, "add to layers", "RandomRotation")
        expect(rows(page, "layers")).to_have_count(3)
    expect(rows(page, "layers")).to_have_count(2)
    choose(page, "add to layers", "RandomRotation")
    page.get_by_role("button", name="Move RandomRotation up").click()
    expect(rows(page, "layers").nth(1)).to_contain_text("RandomRotation")
    expect(page.get_by_role("button", name="Move RandomRotation up")).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows(page, "layers").first).to_contain_text("RandomRotation")
    expect(page.get_by_role("button", name="Move RandomRotation down")).to_be_focused()
    set_value(page, "factor", "0.25")
    with undone(page, tmp_path):
        page.get_by_role("button", name="Remove RandomFlip").click()
        expect(rows(page, "layers")).to_have_count(2)

    expect(rows(page, "layers")).to_have_count(3)
    assert parameters(page, tmp_path, "pipeline")["layers"] == [
        {"type": "RandomRotation", "parameters": {"factor": 0.25}},
        {"type": "Rescaling", "parameters": {"scale": 1 / 255}},
        {"type": "RandomFlip"},
    ]
    set_value(page, "factor", "askew")
    expect(fault(rows(page, "layers").first)).to_contain_text("Give a number")
    assert parameters(page, tmp_path, "pipeline")["layers"][0]["parameters"] == {"factor": 0.25}


def test_cells_of_a_recurrent_layer_are_stacked_and_each_has_its_own_units(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(address)
    page.get_by_role("button", name="New network").click()
    drag_in(page, "RNN", (300, 120))
    select(page, "rnn")

    choose(page, "cell", "GRUCell")
    expect(page.get_by_role("textbox", name="units", exact=True)).to_have_value("64")
    choose(page, "cell", "StackedRNNCells")
    second = rows(page, "cells").nth(1)
    second.get_by_role("textbox", name="units", exact=True).fill("16")
    second.get_by_text("more, all at their defaults").click()
    second.get_by_role("textbox", name="dropout", exact=True).fill("0.2")
    second.get_by_role("textbox", name="dropout", exact=True).press("Enter")
    expect(second.get_by_role("textbox", name="dropout", exact=True)).to_be_focused()
    choose(page, "add to cells", "SimpleRNNCell")

    assert parameters(page, tmp_path, "rnn")["cell"] == {
        "type": "StackedRNNCells",
        "parameters": {
            "cells": [
                {"type": "LSTMCell", "parameters": {"units": 64}},
                {"type": "LSTMCell", "parameters": {"units": 16, "dropout": 0.2}},
                {"type": "SimpleRNNCell", "parameters": {"units": 64}},
            ]
        },
    }


def test_objects_have_fields_of_their_own_and_go_back_to_the_default(page: Page, address: str, tmp_path: Path) -> None:
    open_drawn(page, address, DENSE)
    select(page, "hidden")
    page.get_by_text("more, all at their defaults").click()
    before = save(page, tmp_path).read_bytes()

    choose(page, "kernel_initializer", "he_normal")
    initializer = field(page, "kernel initializer")
    initializer.get_by_text("more, all at their defaults").click()
    set_value(page, "seed", "7")
    assert parameters(page, tmp_path, "hidden")["kernel_initializer"] == {"type": "HeNormal", "parameters": {"seed": 7}}
    with undone(page, tmp_path):
        choose(page, "kernel_initializer", "variance_scaling")
        expect(initializer.get_by_role("combobox", name="distribution")).to_be_visible()
    expect(initializer.get_by_role("textbox", name="seed")).to_have_value("7")
    choose(page, "kernel_initializer", "variance_scaling")
    set_value(page, "scale", "0")
    expect(fault(initializer)).to_contain_text("more than 0")
    set_value(page, "scale", "2")
    choose(page, "mode", "fan_out")
    choose(page, "distribution", "uniform")
    choose(page, "kernel_regularizer", "l2")
    set_value(page, "l2", "1e-4")
    choose(page, "kernel_constraint", "max_norm")
    set_value(page, "max_value", "3")

    scaled = {"scale": 2.0, "mode": "fan_out", "distribution": "uniform"}
    assert parameters(page, tmp_path, "hidden") == {
        "units": 512,
        "activation": "relu",
        "kernel_initializer": {"type": "VarianceScaling", "parameters": scaled},
        "kernel_regularizer": {"type": "L2", "parameters": {"l2": 0.0001}},
        "kernel_constraint": {"type": "MaxNorm", "parameters": {"max_value": 3.0}},
    }
    for name in ("kernel_initializer", "kernel_regularizer", "kernel_constraint"):
        field(page, name.replace("_", " ")).hover()
        page.get_by_role("button", name=f"Reset {name}").click()
        expect(page.get_by_role("button", name=f"Reset {name}")).to_be_hidden()
    assert until(lambda: save(page, tmp_path).read_bytes() == before)


def test_a_metric_is_opened_and_its_arguments_are_set(page: Page, address: str, tmp_path: Path) -> None:
    open_drawn(page, address, DENSE)
    select(page, "answer")

    choose(page, "add to metrics", "precision_at_recall")
    set_value(page, "recall", "1.5")
    expect(fault(rows(page, "metrics").nth(1))).to_contain_text("at most 1")
    set_value(page, "recall", "0.75")
    choose(page, "add to metrics", "io_u")
    iou = rows(page, "metrics").nth(2)
    set_value(page, "num_classes", "10")
    set_value(page, "target_class_ids", "3, 5")
    with undone(page, tmp_path):
        page.get_by_role("button", name="Remove accuracy").click()
        expect(rows(page, "metrics")).to_have_count(2)

    expect(iou).to_contain_text("io_u")
    assert parameters(page, tmp_path, "answer")["metrics"] == [
        "accuracy",
        {"type": "PrecisionAtRecall", "parameters": {"recall": 0.75}},
        {"type": "IoU", "parameters": {"num_classes": 10, "target_class_ids": [3, 5]}},
    ]


def test_the_recipe_takes_a_schedule_callbacks_and_steps_of_its_numbers(
    page: Page, address: str, tmp_path: Path
) -> None:
    open_drawn(page, address, "MNIST, linear and unscaled")
    rate = page.get_by_role("textbox", name="learning_rate", exact=True)

    with undone(page, tmp_path):
        rate.focus()
        for key in ("ArrowUp", "ArrowUp", "ArrowDown"):
            page.keyboard.press(key)
        expect(rate).to_have_value("0.002")
        assert until(lambda: recipe(page, tmp_path).get("optimizer", {}).get("parameters") == {"learning_rate": 0.002})
        page.locator(".gn-canvas").click(position={"x": 40, "y": 450})
    expect(rate).to_have_value("0.001")
    page.get_by_role("button", name="Let learning rate follow one of the schedules").click()
    page.get_by_role("menuitem", name="ExponentialDecay").click()
    set_value(page, "decay_steps", "500")
    choose(page, "learning_rate", "CosineDecay")
    expect(page.get_by_role("textbox", name="decay_steps")).to_have_value("500")
    choose(page, "add to callbacks", "EarlyStopping")
    choose(page, "add to callbacks", "TerminateOnNaN")
    set_value(page, "patience", "3")
    page.get_by_role("button", name="Move EarlyStopping down").click()
    expect(rows(page, "callbacks").nth(1)).to_contain_text("EarlyStopping")

    training = recipe(page, tmp_path)
    assert training["optimizer"]["parameters"]["learning_rate"] == {
        "type": "CosineDecay",
        "parameters": {"initial_learning_rate": 0.001, "decay_steps": 500},
    }
    assert training["callbacks"] == [
        {"type": "TerminateOnNaN"},
        {"type": "EarlyStopping", "parameters": {"patience": 3}},
    ]
    choose(page, "learning_rate", "constant")
    expect(rate).to_have_value("0.001")
    assert until(lambda: "parameters" not in recipe(page, tmp_path).get("optimizer", {}))


def test_a_description_reads_as_markdown_and_is_written_as_text(page: Page, address: str, tmp_path: Path) -> None:
    open_drawn(page, address, "Fitting a sine")
    words = page.get_by_role("region", name="what it is for")
    text = page.get_by_role("textbox", name="description", exact=True)

    with undone(page, tmp_path):
        page.get_by_role("button", name="Write on the description").click()
        expect(text).to_be_focused()
        text.fill("**Bold**, <b>not</b> bold.\n\n- one\n- two")
        page.keyboard.press("Tab")
        expect(words.locator("b")).to_have_text("Bold")
        expect(words.locator("li")).to_have_text(["one", "two"])
        expect(words).to_contain_text("<b>not</b>")
        expect(text).to_be_hidden()
    words.dblclick()
    text.fill("")
    page.keyboard.press("Tab")
    expect(words).to_be_hidden()
    expect(text).to_have_attribute("placeholder", "What this network is for")


def rows(page: Page, field_name: str) -> Locator:
    return page.get_by_role("list", name=field_name, exact=True).locator("> [role=listitem]")


def field(page: Page, label: str) -> Locator:
    return page.locator(".gn-field", has=page.locator("> .gn-field-label", has_text=label)).first


def fault(within: Locator) -> Locator:
    return within.locator(".q-field__messages").first


def parameters(page: Page, folder: Path, node_id: str) -> dict[str, Any]:
    return written(page, folder)["nodes"][node_id]["parameters"]


def recipe(page: Page, folder: Path) -> dict[str, Any]:
    return written(page, folder).get("training", {})


def written(page: Page, folder: Path) -> dict[str, Any]:
    return json.loads(codec.dumps(codec.read(save(page, folder))))
