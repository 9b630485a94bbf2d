"""Models of Keras that are opened on the page."""

import json
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

import graphnn.engine
from graphnn.document import codec
from tests.browser.driving import card, save
from tests.exchange.configs import layer, with_layer

OPENING_MILLISECONDS = 120_000
"""A process that imports Keras is waited for."""


def test_a_keras_model_opens_as_a_network_and_one_with_code_is_refused_in_words(
    page: Page, address: str, tmp_path: Path
) -> None:
    model, evil = tmp_path / "model.keras", tmp_path / "evil.json"
    config = with_layer(layer("Dense", "middle", units=3))
    config["config"]["layers"][0]["config"]["batch_shape"][0] = 5
    with zipfile.ZipFile(model, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
    evil.write_text(json.dumps(with_layer(layer("Lambda", "evil", function="4wEA"))))
    page.goto(address)
    picker = page.locator('.gn-hidden input[type="file"]')

    picker.set_input_files(evil)
    expect(page.get_by_text("evil (Lambda): no graph can hold a Lambda, since it runs Python code")).to_be_visible()
    picker.set_input_files(model)
    expect(page.get_by_text("Opening model.keras…")).to_be_visible()
    expect(page.get_by_text("was not taken")).to_have_count(0)

    page.wait_for_url("**/document/**", timeout=OPENING_MILLISECONDS)
    expect(card(page, "middle")).to_contain_text("3")
    expect(page.get_by_text("its batches of 5 samples are now of any size")).to_be_visible()


def test_a_training_starts_from_the_weights_that_came_along_by_one_press(
    page: Page, address: str, workspace: Path, tmp_path: Path
) -> None:
    weights = Path(graphnn.engine.__path__[0]) / "data" / "bundled" / "mnist_strokes.keras"
    page.goto(address)
    page.locator('.gn-hidden input[type="file"]').set_input_files(weights)
    page.wait_for_url("**/document/**", timeout=OPENING_MILLISECONDS)
    expect(card(page, "strokes")).to_be_visible()

    expect(page.locator(".gn-run-message.is-news")).to_have_text("Imported from mnist_strokes.keras.")
    page.get_by_role("button", name="Start from them").click()
    expect(page.get_by_text("Trainings start from mnist_strokes-imported.keras.")).to_be_visible()

    assert codec.read(save(page, tmp_path)).training.weights == "mnist_strokes-imported.keras"
    assert zipfile.is_zipfile(workspace / "mnist_strokes-imported.keras")
    page.get_by_role("tab", name="Runs").click()
    page.locator("[data-run]").get_by_role("button", name="More").click()
    expect(page.get_by_role("menuitem", name="Start trainings from its weights")).to_be_visible()
