"""What the elements make of the browser's events, and where they find the browser part."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from graphnn.web.dist import AssetsMissingError, dist_folder
from graphnn.web.elements.intents import INTENTS, Add, Move, Ready, Remove, Rewire, Wish, parse_intent

STATIC = Path(__file__).resolve().parents[2] / "static"


def test_a_move_is_read_with_a_place_for_each_card() -> None:
    intent = parse_intent(Move, {"positions": {"hidden": [276, 291.5]}})

    assert isinstance(intent, Move)
    assert dict(intent.positions) == {"hidden": (276.0, 291.5)}


def test_an_event_without_arguments_is_read_as_one_with_none() -> None:
    assert parse_intent(Ready, None) == Ready()


def test_a_rewiring_says_which_wire_it_was() -> None:
    intent = parse_intent(Rewire, {"from": "digit", "source": "flat", "target": "answer"})

    assert isinstance(intent, Rewire)
    assert (intent.before, intent.source, intent.target) == ("digit", "flat", "answer")


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (Move, {"positions": {"hidden": [1]}}),
        (Move, {"positions": {"hidden": [float("nan"), 0]}}),
        (Move, {"positions": {"hidden": [1e300, 0]}}),
        (Add, {"type": "", "x": 0, "y": 0, "onto": None}),
        (Add, {"type": "Dense", "x": "0", "y": None, "onto": None, "more": 1}),
        (Remove, {"nodes": "hidden", "wires": [], "heal": False}),
        (Remove, {"nodes": ["hidden"], "wires": [], "heal": "yes"}),
        (Remove, ["hidden"]),
    ],
)
def test_an_event_that_is_not_as_agreed_is_refused(kind: type[Move | Add | Remove], arguments: object) -> None:
    with pytest.raises(ValidationError):
        parse_intent(kind, arguments)


def test_the_canvas_sends_exactly_the_events_that_are_read() -> None:
    source = (STATIC / "src" / "canvas.js").read_text()
    declared = source[source.index("const intents = [") : source.index("export const Canvas")]

    assert sorted(re.findall(r'"(\w+)"', declared)) == sorted(kind.event for kind in INTENTS)


def test_all_that_the_page_can_be_asked_for_is_a_command() -> None:
    asked = re.findall(r'asked\("\w+", "([^"]+)"\)', (STATIC / "src" / "commands.js").read_text())

    assert sorted(" ".join(asked).split()) == sorted(get_args(Wish))


@pytest.mark.parametrize("place", ["graphnn/static/dist", "static/dist"])
def test_the_browser_part_is_found_in_a_package_and_in_a_checkout(tmp_path: Path, place: str) -> None:
    folder = tmp_path / place
    folder.mkdir(parents=True)
    for name in ("index.js", "index.css"):
        (folder / name).touch()

    assert dist_folder(tmp_path / "graphnn") == folder


def test_a_browser_part_that_is_not_built_is_refused_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissingError, match="Run 'make build'"):
        dist_folder(tmp_path / "graphnn")


def test_the_lock_file_names_exact_versions_and_no_addresses() -> None:
    package = json.loads((STATIC / "package.json").read_text())
    lock = (STATIC / "package-lock.json").read_text()

    assert all(re.fullmatch(r"\d+\.\d+\.\d+[\w.-]*", version) for version in package["dependencies"].values())
    assert '"resolved"' not in lock
