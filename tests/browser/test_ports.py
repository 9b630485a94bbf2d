"""Cards with several ports, and a layer within a layer in the form."""

from pathlib import Path

from playwright.sync_api import Page, expect

from graphnn.document import codec
from graphnn.document.values import thaw
from tests.browser.driving import DENSE, choose, drag_in, open_example, save, select, set_value


def test_a_layer_within_a_layer_is_chosen_and_set_in_the_form(page: Page, address: str, tmp_path: Path) -> None:
    open_example(page, address, DENSE)
    drag_in(page, "Bidirectional", (500, 500))
    select(page, "bidirectional")

    units = page.get_by_role("textbox", name="units", exact=True)
    expect(units).to_have_value("64")
    units_of_lstm = str(units.get_attribute("id"))
    choose(page, "layer", "GRU")
    expect(units).not_to_have_attribute("id", units_of_lstm)  # a form of its own
    set_value(page, "units", "32")

    expect(units).to_have_value("32")
    layer = codec.read(save(page, tmp_path)).nodes["bidirectional"].parameters["layer"]
    assert thaw(layer) == {"type": "GRU", "parameters": {"units": 32}}


def test_each_port_of_attention_has_its_place_and_name_on_the_card(page: Page, address: str) -> None:
    open_example(page, address, DENSE)
    drag_in(page, "MultiHeadAttention", (500, 500))

    for port in ("query", "value", "key", "attention_mask"):
        expect(page.locator(f'[data-port="multi_head_attention.{port}"][data-side="in"]')).to_be_attached()
    expect(page.locator('[data-card="multi_head_attention"]')).to_contain_text("query")
