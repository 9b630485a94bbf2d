"""The main job on the page: build a network from nothing, train it, save it, and get the same from the shell."""

import json
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.driving import choose, drag_in, save, select, set_value, wire

WARM_UP_MILLISECONDS = 60_000
TRAIN_MILLISECONDS = 120_000


def test_a_network_built_by_dragging_trains_and_gives_the_same_in_the_shell(
    page: Page, address: str, tmp_path: Path
) -> None:
    page.goto(address)
    page.get_by_role("button", name="New network").click()
    choose(page, "source", "MNIST")

    build_two_layers(page)
    set_value(page, "epochs", "1")
    expect(page.locator(".gn-pill")).to_have_text("No problems", timeout=WARM_UP_MILLISECONDS)
    expect(page.get_by_text("407,050 parameters")).to_be_visible(timeout=WARM_UP_MILLISECONDS)
    page.get_by_role("button", name="Train", exact=True).click()

    expect(page.get_by_text("Epoch 1 of 1")).to_be_visible(timeout=TRAIN_MILLISECONDS)
    expect(page.locator(".gn-score")).to_contain_text("accuracy 0.9", timeout=TRAIN_MILLISECONDS)
    expect(page.get_by_text("Trained", exact=True)).to_be_visible()
    assert float(page.locator(".gn-chart-box .gn-legend b").first.inner_text()) < 1.0
    file = save(page, tmp_path)
    shell = run_in_the_shell(file, tmp_path)

    assert shell["parameters"] == 407_050
    assert page.locator(".gn-score").inner_text().endswith(f"accuracy {shell['test']['accuracy']:.4f}")
    assert f"loss {shell['test']['loss']:.4f}" in page.locator(".gn-score").inner_text()


def build_two_layers(page: Page) -> None:
    """Drag the layers from the palette, wire them port to port, and set what the defaults do not say."""
    places = {
        "Input": (40, 40),
        "Rescaling": (300, 40),
        "Flatten": (560, 40),
        "Dense": (40, 240),
        "Output": (560, 240),
    }
    for layer, place in places.items():
        drag_in(page, layer, place)
    drag_in(page, "Dense", (300, 240))
    wires = [
        ("input", "rescaling"),
        ("rescaling", "flatten"),
        ("flatten", "dense"),
        ("dense", "dense_2"),
        ("dense_2", "output"),
    ]
    for source, target in wires:
        wire(page, source, target)
    select(page, "dense")
    set_value(page, "units", "512")
    choose(page, "activation", "relu")
    select(page, "dense_2")
    set_value(page, "units", "10")
    choose(page, "activation", "softmax")
    page.locator(".gn-canvas").click(position={"x": 700, "y": 480})


def run_in_the_shell(file: Path, folder: Path) -> dict[str, object]:
    """Train a graph file by `graphnn run --json`."""
    command = [sys.executable, "-m", "graphnn", "run", file, "--json", "--output", folder / "runs"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(result.stdout)
