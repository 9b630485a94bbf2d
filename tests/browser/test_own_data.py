"""From a table that is dropped on the page to a trained classifier, without a line of code."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import save
from tests.browser.test_first_network import run_in_the_shell
from tests.shared_data import shared_file

DROP = """([name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name, { type: "text/csv" }));
    for (const type of ["dragenter", "dragover", "drop"])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""
TRAIN_MILLISECONDS = 120_000
BUILD = "Build Inputs and an Output from these columns"


def drop(page: Page, name: str, text: str) -> None:
    """Drop a file on the page as a hand does."""
    page.evaluate(DROP, [name, text])


def test_a_dropped_table_with_gaps_becomes_a_trained_classifier(
    page: Page, address: str, workspace: Path, tmp_path: Path
) -> None:
    page.goto(address)
    page.get_by_role("button", name="New network").click()
    expect(page.locator(".gn-canvas")).to_be_visible()

    drop(page, "broken.csv", "a,b\n1,2\n3\n")
    expect(page.get_by_text("broken.csv, line 3: 1 cells, and the first line names 2 columns")).to_be_visible()
    drop(page, "penguins.csv", shared_file("penguins.csv").read_text())
    table = page.get_by_role("table", name="Columns")
    expect(table).to_contain_text("Adelie, Chinstrap, Gentoo")
    expect(page.get_by_role("combobox", name="role of species")).to_have_value("to predict")
    expect(page.get_by_role("combobox", name="missing of sex")).to_have_value("a class of its own")

    figures = page.locator(".gn-data .gn-figure")
    expect(figures.filter(has_text="Classes of species")).to_be_visible(timeout=TRAIN_MILLISECONDS)
    expect(figures.filter(has_text="What rises and falls together")).to_be_visible()
    page.get_by_role("combobox", name="Scatter, y").click()
    page.locator(".gn-menu").get_by_role("option", name="body_mass_g").click()
    expect(figures.filter(has_text="body_mass_g against bill_length_mm")).to_be_visible(timeout=TRAIN_MILLISECONDS)

    page.get_by_role("combobox", name="role of island").click()
    page.locator(".gn-menu").get_by_role("option", name="not used").click()
    expect(table).not_to_contain_text("Biscoe")
    page.get_by_role("button", name=BUILD).click()
    expect(page.locator("[data-card]")).to_have_count(7)
    page.keyboard.press("Control+z")
    expect(page.locator("[data-card]")).to_have_count(0)
    page.get_by_role("button", name=BUILD).click()

    epochs = page.get_by_role("textbox", name="epochs", exact=True)
    epochs.fill("30")
    epochs.press("Enter")
    expect(page.locator(".gn-pill")).to_have_text("No problems", timeout=TRAIN_MILLISECONDS)
    page.get_by_role("button", name="Train").click()
    expect(page.locator(".gn-score")).to_contain_text("accuracy", timeout=TRAIN_MILLISECONDS)
    assert float(page.locator(".gn-score").inner_text().rsplit(" ", 1)[-1]) > 0.9

    file = save(page, tmp_path)
    (tmp_path / "penguins.csv").write_text(shared_file("penguins.csv").read_text())
    shell = run_in_the_shell(file, tmp_path)
    assert page.locator(".gn-score").inner_text().endswith(f"accuracy {shell['test']['accuracy']:.4f}")
    assert (workspace / "penguins.csv").is_file()
    assert not (workspace / "broken.csv").exists()
