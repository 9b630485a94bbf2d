import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from graphnn.analysis.check import check
from graphnn.catalogue.data_sets import DATA_SETS
from graphnn.catalogue.load import shipped_catalogue
from graphnn.catalogue.model import Catalogue, LayerType
from graphnn.catalogue.plugins import Found, Plugin, find_plugins, with_plugins
from graphnn.document.apply import apply
from graphnn.document.model import Document, Node
from graphnn.web.adding import add
from graphnn.web.elements.intents import Add
from graphnn.web.sections import palette_sections
from tests.plugins.installed import install
from tests.plugins.wavelets import plugin

CATALOGUE = shipped_catalogue()
WITH_WAVELETS = with_plugins(CATALOGUE, Found({"wavelets": plugin}))


def point(name: str, value: str) -> metadata.EntryPoint:
    return metadata.EntryPoint(name=name, value=value, group="graphnn.plugins")


def of(*points: metadata.EntryPoint) -> Catalogue:
    return with_plugins(CATALOGUE, find_plugins(points))


def test_a_plug_in_adds_its_layers_data_sets_and_blocks() -> None:
    catalogue = of(point("wavelets", "tests.plugins.wavelets:plugin"))

    assert catalogue == WITH_WAVELETS
    assert catalogue.layers["wavelets>Haar"].category == "Wavelets"
    assert catalogue.data_sets.keys() == {*DATA_SETS, "steps"}
    assert list(catalogue.blocks) == ["denoise"]
    assert catalogue.plugin_faults == {}


def test_one_that_fails_is_told_by_name_and_the_rest_works() -> None:
    catalogue = of(
        point("broken", "tests.plugins.nowhere:plugin"),
        point("other", "tests.plugins.wavelets:HAAR"),
        point("wavelets", "tests.plugins.wavelets:plugin"),
    )

    assert list(catalogue.plugin_faults) == ["broken", "other"]
    assert "No module named 'tests.plugins.nowhere'" in catalogue.plugin_faults["broken"]
    assert "is a LayerType, not a" in catalogue.plugin_faults["other"]
    assert "wavelets>Haar" in catalogue.layers


@pytest.mark.parametrize(
    ("faulty", "fault"),
    [
        (Plugin(layers=(LayerType(name="Dense", category="Core", doc=""),)), "does not bear the name"),
        (Plugin(layers=(LayerType(name="a>B", category="Core", doc=""),)), "does not say where its implementation is"),
        (Plugin(data_sets=(DATA_SETS["mnist"],)), "there is a data set mnist already"),
        (plugin, "there is a layer wavelets>Haar already"),
        (Plugin(blocks=plugin.blocks), "there is a block denoise already"),
    ],
)
def test_one_that_clashes_or_is_incomplete_adds_nothing_and_is_told(faulty: Plugin, fault: str) -> None:
    catalogue = with_plugins(WITH_WAVELETS, Found({"faulty": faulty}))

    assert fault in catalogue.plugin_faults["faulty"]
    assert catalogue.layers == WITH_WAVELETS.layers
    assert catalogue.data_sets == WITH_WAVELETS.data_sets


def test_a_node_of_a_plug_in_that_is_not_there_says_what_to_do() -> None:
    document = Document(nodes={"split": Node(type="wavelets>Haar")})
    broken = CATALOGUE.model_copy(update={"plugin_faults": {"wavelets": "it cannot be imported"}})

    def hint(catalogue: Catalogue) -> str:
        return next(each.hint for each in check(document, catalogue) if each.code == "node/unknown-type")

    assert hint(CATALOGUE) == "Install the plug-in that brings it, or choose another from the palette."
    assert hint(broken) == "Mend the plug-in that could not be loaded: wavelets: it cannot be imported."


def test_an_offered_block_is_in_the_palette_and_comes_into_the_document_with_its_first_instance() -> None:
    sections = {section["title"]: section["items"] for section in palette_sections(WITH_WAVELETS, Document())}

    added = add(Add(type="block.denoise", x=0.0, y=0.0), Document(), WITH_WAVELETS, ())
    document = apply(Document(), added.edit)

    assert [item["title"] for item in sections["Blocks"]] == ["denoise"]
    assert [item["title"] for item in sections["Wavelets"]] == ["Haar"]
    assert document.nodes[added.node_id].type == "block.denoise"
    assert document.blocks == plugin.blocks
    assert "edge/dangling" not in [each.code for each in check(document, WITH_WAVELETS)]


def test_an_installed_plug_in_is_in_the_catalogue_and_keras_is_not_imported_for_it(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent.parent
    install(tmp_path, wavelets="tests.plugins.wavelets:plugin")
    code = (
        f"import sys; sys.path[:0] = [{str(root)!r}, {str(tmp_path)!r}]\n"
        "from graphnn.catalogue.load import load_catalogue\n"
        "assert 'wavelets>Haar' in load_catalogue().layers\n"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode == 0, done.stderr
