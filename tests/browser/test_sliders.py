"""Numbers that are slid to, and pairs with a field for each side: one move is one step of undo."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from graphnn.document import codec
from tests.browser.driving import card, drag_in, save, select, set_value, undone
from tests.waiting import until


def test_a_rate_is_slid_to_by_hand_and_by_keys_each_in_one_step(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address)
    page.get_by_role("button", name="New network").click()
    drag_in(page, "Dropout", (300, 120))
    select(page, "dropout")
    number, slider = page.get_by_role("textbox", name="rate"), page.get_by_role("slider", name="rate")
    chip = card(page, "dropout").locator("[data-parameter=rate]")
    expect(number).to_have_value("0.3")
    expect(slider).to_have_value("0.3")

    with undone(page, tmp_path):
        box = slider.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
        page.mouse.down()
        for share in (0.4, 0.5, 0.6, 0.7):
            page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2, steps=3)
        # The number and the card follow while the slider is moved; it is one step of undo all the same.
        expect(number).not_to_have_value("0.3")
        expect(chip).not_to_contain_text("0.3")
        expect(chip).to_contain_text(slider.input_value())
        page.mouse.up()
        expect(number).to_have_value(slider.input_value())
        page.locator(".vue-flow__pane").click(position={"x": 20, "y": 20})
    select(page, "dropout")
    expect(slider).to_have_value("0.3")

    with undone(page, tmp_path):
        slider.focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        expect(number).to_have_value("0.35")
        expect(chip).to_contain_text("0.35")
        page.locator(".vue-flow__pane").click(position={"x": 20, "y": 20})
    select(page, "dropout")
    slider.focus()
    page.keyboard.press("End")
    expect(chip).to_contain_text("0.99")  # 1 would leave nothing
    set_value(page, "rate", "0.125")
    expect(chip).to_contain_text("1/8")
    assert until(lambda: parameters(page, tmp_path, "dropout") == {"rate": 0.125})


def test_each_side_of_a_padding_has_a_field_of_its_own(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address)
    page.get_by_role("button", name="New network").click()
    drag_in(page, "ZeroPadding2D", (300, 120))
    select(page, "zero_padding2d")
    for side in ("top", "bottom", "left", "right"):
        expect(page.get_by_role("textbox", name=f"padding {side}")).to_have_value("1")

    with undone(page, tmp_path):
        set_value(page, "padding bottom", "2")
        assert until(lambda: parameters(page, tmp_path, "zero_padding2d") == {"padding": [[1, 2], 1]})
        page.locator(".vue-flow__pane").click(position={"x": 20, "y": 20})
    select(page, "zero_padding2d")
    set_value(page, "padding left", "-1")
    expect(page.locator(".gn-field .q-field__messages")).to_contain_text("at least 0")
    for side in ("left", "right", "top", "bottom"):
        set_value(page, f"padding {side}", "3")
    assert until(lambda: parameters(page, tmp_path, "zero_padding2d") == {"padding": 3})
    page.get_by_role("button", name="Reset padding").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="padding top")).to_have_value("1")
    assert until(lambda: parameters(page, tmp_path, "zero_padding2d") == {})


def parameters(page: Page, folder: Path, node_id: str) -> dict[str, Any]:
    """Return a node's parameters, as the saved document has them."""
    saved = json.loads(codec.dumps(codec.read(save(page, folder))))
    found: dict[str, Any] = saved["nodes"][node_id].get("parameters", {})
    return found
