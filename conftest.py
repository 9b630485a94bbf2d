"""What all tests share: the tiers, the real data, and the guard that keeps TensorFlow out of the quick tier.

Three tiers. Without a mark a test is pure: it takes milliseconds and needs no TensorFlow. `engine` marks what
needs TensorFlow, `browser` what starts a server, a browser or a build. `pytest -m "not engine and not browser"`
runs the first alone, also on a machine without TensorFlow. It lies here, not in tests/, because the doctests in
graphnn/ have tiers too.
"""

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parent
TIER_OF_PLACE = {
    ROOT / "graphnn" / "engine": "engine",
    ROOT / "tests" / "engine": "engine",
    ROOT / "tests" / "benchmarks": "engine",  # these two hold no tests, but the search for doctests imports them
    ROOT / "tests" / "plugins": "engine",
    ROOT / "tests" / "test_every_layer.py": "engine",
    ROOT / "tests" / "test_examples_train.py": "engine",
    ROOT / "tests" / "browser": "browser",
}

# A machine that runs several things at once must not fail a property for being slow.
hypothesis.settings.register_profile("graphnn", deadline=None)
hypothesis.settings.load_profile("graphnn")

# Real data, where it lies beside the checkout; processes that tests start inherit it.
if (ROOT.parent / "shared" / "data").is_dir():
    os.environ.setdefault("GRAPHNN_DATA", str(ROOT.parent / "shared" / "data"))


def tier_of(path: Path) -> str | None:
    """Return the tier that a file belongs to by its place."""
    return next((tier for place, tier in TIER_OF_PLACE.items() if path.is_relative_to(place)), None)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what would import TensorFlow for nothing: its tier is not asked for, or it is not installed."""
    tier = tier_of(collection_path)
    if tier is None:
        return None
    is_left_out = f"not {tier}" in config.getoption("markexpr")
    return is_left_out or importlib.util.find_spec("tensorflow") is None or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test with the tier of its place."""
    if "not engine" in config.getoption("markexpr") and "tensorflow" in sys.modules:
        raise pytest.UsageError("Finding the quick tests loaded TensorFlow. Name that file in TIER_OF_PLACE.")
    for item in items:
        tier = tier_of(item.path)
        if tier is not None:
            item.add_marker(tier)
        if tier == "browser":
            # A page, a browser, a server and a run keep time with each other only as far as the machine lets them:
            # one test in ten thousand did not in runs of the whole. What is run again is told at the end, with why.
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show why tests were run again, which is worth a look though they passed then."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.write_sep("_", f"run again: {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)


@pytest.fixture(autouse=True)
def _pure_tests_load_no_tensorflow(request: pytest.FixtureRequest) -> Iterator[None]:
    was_loaded = "tensorflow" in sys.modules
    yield
    is_pure = not any(request.node.get_closest_marker(tier) for tier in ("engine", "browser"))
    if is_pure and not was_loaded:
        assert "tensorflow" not in sys.modules, "This test loads TensorFlow. Mark it `engine`, or keep Keras out of it."
