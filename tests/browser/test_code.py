"""The Code tab: the script that the network stands for, at every moment."""

import ast
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import open_drawn, select, set_value


def test_the_script_follows_every_edit_and_is_there_to_take(page: Page, address: str, tmp_path: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address.rstrip("/"))
    open_drawn(page, address, "MNIST, one hidden layer")
    page.get_by_role("tab", name="Code").click()
    code = page.get_by_label("Python script")
    expect(code).to_contain_text("layers.Dense(units=512")

    select(page, "hidden")
    set_value(page, "units", "77")
    expect(code).to_contain_text("layers.Dense(units=77")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("The script is copied")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)

    source = file.read_text(encoding="utf-8")
    assert file.name == "mnist_one_hidden_layer.py"
    assert isinstance(ast.parse(source), ast.Module)
    assert code.inner_text().rstrip() == source.rstrip()
    assert page.evaluate("navigator.clipboard.readText()") == source

    page.keyboard.press("Escape")
    page.locator('[data-card="flat"]').click()
    page.keyboard.press("Delete")
    expect(page.get_by_text("The code comes when this is mended:")).to_be_visible()
    page.get_by_role("button", name="Undo (Ctrl+Z)").click()
    expect(code).to_contain_text("layers.Flatten")
