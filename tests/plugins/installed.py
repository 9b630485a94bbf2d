"""Installing a plug-in for a test: a distribution's metadata on the path, as pip would leave it."""

from pathlib import Path


def install(folder: Path, **entry_points: str) -> Path:
    """Write the metadata of a distribution with these entry points, each as "module:attribute"; return its folder."""
    metadata = folder / "example_plugin-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: example-plugin\nVersion: 1.0\n", encoding="utf-8")
    lines = [f"{name} = {value}" for name, value in entry_points.items()]
    (metadata / "entry_points.txt").write_text("\n".join(["[graphnn.plugins]", *lines, ""]), encoding="utf-8")
    return folder
