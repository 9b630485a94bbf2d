"""From a table that is dropped on the page to a trained classifier, without a line of code."""

import base64
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from graphnn.document import codec
from graphnn.document.model import Windows
from tests.browser.driving import choose, save, set_value
from tests.browser.test_first_network import run_in_the_shell
from tests.shared_data import shared_file

pytestmark = pytest.mark.own_editor

DROP = """([name, packed]) => {
    const transfer = new DataTransfer();
    const content = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([content], name));
    for (const type of ["dragenter", "dragover", "drop"])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""
DROP_TWO = """() => {
    const transfer = new DataTransfer();
    for (const name of ["a.png", "b.png"]) transfer.items.add(new File(["x"], name));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""
TRAIN_MILLISECONDS = 120_000
BUILD = "Build Inputs and an Output from these columns"


def drop(page: Page, name: str, content: str | bytes) -> None:
    """Drop a file on the page as a hand does."""
    bytes_of = content.encode() if isinstance(content, str) else content
    page.evaluate(DROP, [name, base64.b64encode(bytes_of).decode()])


def drop_from_the_disk(page: Page, path: Path) -> None:
    """Drop a file or folder as the browser itself does, which lets the page look into it."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for step in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": step, "x": 600, "y": 300, "data": data})
        if step == "dragOver":
            expect(page.get_by_text("Drop to open")).to_be_visible()


def build_and_train(page: Page) -> float:
    """Have a network built for the data, train it, and return its accuracy on the test set."""
    page.get_by_role("button", name=BUILD).click()
    set_value(page, "epochs", "40")
    expect(page.locator(".gn-pill")).to_have_text("No problems", timeout=TRAIN_MILLISECONDS)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(".gn-score")).to_contain_text("accuracy", timeout=TRAIN_MILLISECONDS)
    return float(page.locator(".gn-score").inner_text().rsplit(" ", 1)[-1])


def colours(count: int) -> Iterator[tuple[str, bytes]]:
    """Yield pictures of two classes, told apart by their colour."""
    for number in range(count):
        for kind, shade in (("red", (200 + number, 30, 30)), ("blue", (30, 30, 200 + number))):
            file = io.BytesIO()
            Image.new("RGB", (10, 8), shade).save(file, format="PNG")
            yield f"{kind}/{number}.png", file.getvalue()


def slide(page: Page, name: str, share: float) -> None:
    """Put a slider somewhere between its ends."""
    slider = page.locator(f'.q-slider[aria-label="{name}"]')
    box = slider.bounding_box()
    assert box is not None
    slider.click(position={"x": share * box["width"], "y": box["height"] / 2})


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

    accuracy = build_and_train(page)
    assert accuracy > 0.9

    page.get_by_role("tab", name="Try it").click()
    best = page.locator(".gn-try-best")
    expect(best).to_be_visible(timeout=TRAIN_MILLISECONDS)
    for name, share in (("bill_depth_mm", 0.1), ("flipper_length_mm", 0.95), ("body_mass_g", 0.9)):
        slide(page, name, share)
    page.get_by_role("combobox", name="sex", exact=True).click()
    page.locator(".gn-menu").get_by_role("option", name="(no value)").click()
    expect(best).to_contain_text("Gentoo")
    for name, share in (
        ("bill_depth_mm", 0.7),
        ("flipper_length_mm", 0.1),
        ("body_mass_g", 0.2),
        ("bill_length_mm", 0.1),
    ):
        slide(page, name, share)
    expect(best).to_contain_text("Adelie")
    rows = tmp_path / "row.json"
    rows.write_text('{"bill_length_mm": "wide"}')
    page.locator(".gn-try-upload input").set_input_files(rows)
    expect(page.locator(".gn-try-answer")).to_contain_text("row.json: has no bill_depth_mm")

    file = save(page, tmp_path)
    (tmp_path / "penguins.csv").write_text(shared_file("penguins.csv").read_text())
    shell = run_in_the_shell(file, tmp_path)
    assert shell["test"]["accuracy"] == pytest.approx(accuracy, abs=1e-4)
    assert (workspace / "penguins.csv").is_file()
    assert not (workspace / "broken.csv").exists()


def test_a_column_named_like_a_property_of_the_page_is_only_a_name(page: Page, address: str) -> None:
    name = "x :onclick=document.title=7 \\"
    page.goto(address)

    drop(page, "odd.csv", f"{name},C:\\x\n" + "".join(f"{n},{n * n}\n" for n in range(40)))

    for title in (name, "C:\\x", f"C:\\x against {name}"):
        picture = page.locator(".gn-data .gn-figure-picture").and_(page.get_by_role("img", name=title, exact=True))
        expect(picture).to_be_visible(timeout=TRAIN_MILLISECONDS)
    expect(page).to_have_title("Odd – graphnn")


def test_dropped_arrays_with_test_samples_become_a_trained_classifier(page: Page, address: str, tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    kinds = np.arange(200) % 2
    pictures = generator.integers(0, 60, (200, 8, 8), dtype=np.uint8) + (kinds * 150)[:, None, None].astype(np.uint8)
    np.savez(
        tmp_path / "shades.npz",
        x_train=pictures[:160],
        y_train=np.array(["dark", "bright"])[kinds[:160]],
        x_test=pictures[160:],
        y_test=np.array(["dark", "bright"])[kinds[160:]],
    )

    page.goto(address)
    drop(page, "shades.npz", (tmp_path / "shades.npz").read_bytes())
    table = page.get_by_role("table", name="Columns")
    expect(table).to_contain_text("tested on x_test")
    expect(table).to_contain_text("bright, dark")
    expect(page.locator(".gn-data-head")).to_contain_text("160 rows, 40 more to test on")
    expect(page.get_by_role("combobox", name="test", exact=True)).to_have_value("the file's own")
    accuracy = build_and_train(page)

    assert accuracy > 0.9
    shell = run_in_the_shell(save(page, tmp_path), tmp_path)
    assert shell["test"]["accuracy"] == pytest.approx(accuracy, abs=1e-4)


def test_a_dropped_zip_of_pictures_becomes_a_classifier_of_pictures(page: Page, address: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two_colours.zip", "w") as archive:
        for name, content in colours(20):
            archive.writestr(name, content)

    page.goto(address)
    drop(page, "two_colours.zip", (tmp_path / "two_colours.zip").read_bytes())
    expect(page.get_by_role("table", name="Columns")).to_contain_text("blue, red")
    samples = page.locator(".gn-data").get_by_text("Samples", exact=True)
    expect(samples).to_be_visible(timeout=TRAIN_MILLISECONDS)
    accuracy = build_and_train(page)

    assert accuracy > 0.9
    page.get_by_role("tab", name="Try it").click()
    large = Image.new("RGB", (300, 240), (230, 20, 20))
    large.save(tmp_path / "large.png")
    page.locator(".gn-try-upload input").set_input_files(tmp_path / "large.png")
    expect(page.locator(".gn-try-best")).to_contain_text("red", timeout=TRAIN_MILLISECONDS)
    expect(page.get_by_text("Scaled from 300 × 240 to 10 × 8")).to_be_visible()
    shell = run_in_the_shell(save(page, tmp_path), tmp_path)
    assert shell["test"]["accuracy"] == pytest.approx(accuracy, abs=1e-4)


def test_a_folder_of_pictures_is_dropped_as_it_lies_on_the_disk(page: Page, address: str, tmp_path: Path) -> None:
    for name, content in colours(20):
        place = tmp_path / "colours" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    (tmp_path / "colours" / ".DS_Store").write_bytes(b"what systems leave in folders")
    page.goto(address)
    expect(page.get_by_role("button", name="New network")).to_be_visible()

    drop_from_the_disk(page, tmp_path / "colours")

    expect(page.get_by_role("table", name="Columns")).to_contain_text("blue, red")
    expect(page.locator(".gn-data-head")).to_contain_text("40 rows")


def test_several_files_dropped_at_once_are_not_taken_and_the_page_says_how_to(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("button", name="New network")).to_be_visible()

    page.evaluate(DROP_TWO)

    expect(page.get_by_text("2 files were dropped. Drop one, or a folder")).to_be_visible()
    expect(page.get_by_role("button", name="New network")).to_be_visible()


def test_windows_are_changed_one_field_after_another_behind_a_network(page: Page, address: str, tmp_path: Path) -> None:
    rows = "".join(f"2026-{1 + n // 28:02}-{1 + n % 28:02},{n % 5}.5\n" for n in range(200))

    page.goto(address)
    drop(page, "saw.csv", f"day,x\n{rows}")
    choose(page, "rows", "windows of rows")
    page.get_by_role("button", name=BUILD).click()
    expect(page.locator(".gn-pill")).to_have_text("No problems", timeout=TRAIN_MILLISECONDS)

    for field, value in (("length", "8"), ("horizon", "3"), ("stride", "2")):
        set_value(page, field, value)
    page.get_by_role("tab", name="Problems").click()
    problems = page.get_by_role("region", name="Training and problems")
    problems.get_by_role("button", name="Set units to 3").click()
    expect(page.locator(".gn-pill")).to_have_text("No problems", timeout=TRAIN_MILLISECONDS)

    data = codec.read(save(page, tmp_path)).data
    assert data is not None
    assert (data.windows, data.time) == (Windows(length=8, horizon=3, stride=2), "day")


def test_a_table_that_changes_while_another_tab_is_open_says_its_names_in_full_as_before(
    page: Page, address: str
) -> None:
    name = "the name of a column that is far too long for its place in the table"
    page.goto(address)
    drop(page, "long.csv", f"{name},y\n" + "".join(f"{n},{n * n}\n" for n in range(40)))
    role = page.get_by_role("combobox", name=f"role of {name}")
    role.click()
    page.locator(".gn-menu").get_by_role("option", name="not used").click()
    expect(role).to_have_value("not used")

    page.get_by_role("tab", name="Problems").click()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Redo")).to_be_enabled()
    page.get_by_role("tab", name="Data").click()
    expect(role).to_have_value("to predict from")
    page.get_by_role("rowheader", name=name).hover()

    expect(page.get_by_role("tooltip")).to_have_text(name)
