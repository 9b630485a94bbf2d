"""Models of Keras that are opened on the page."""

import json
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import card
from tests.exchange.configs import layer, with_layer

OPENING_MILLISECONDS = 120_000
"""A process that imports Keras is waited for."""


def test_a_keras_model_opens_as_a_network_and_one_with_code_is_refused_in_words(
    page: Page, address: str, tmp_path: Path
) -> None:
    model, evil = tmp_path / "model.keras", tmp_path / "evil.json"
    with zipfile.ZipFile(model, "w") as archive:
        archive.writestr("config.json", json.dumps(with_layer(layer("Dense", "middle", units=3))))
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
