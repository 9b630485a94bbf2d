import subprocess
import sys
from pathlib import Path

from graphnn.catalogue.data_sets import DATA_SETS
from graphnn.catalogue.load import cache_path, load_catalogue, read_catalogue, write_cache
from graphnn.catalogue.model import Catalogue, LayerType


def other_keras(version: str) -> Catalogue:
    return Catalogue(keras_version=version, layers={"New": LayerType(name="New", category="Core", doc="Is new.")})


def test_loading_the_catalogue_imports_no_keras() -> None:
    code = (
        "import sys; from graphnn.catalogue.load import load_catalogue; load_catalogue();"
        "print([name for name in sys.modules if name in ('keras', 'tensorflow', 'nicegui')])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "[]"


def test_the_catalogue_is_loaded_once() -> None:
    assert load_catalogue() is load_catalogue()


def test_the_catalogue_holds_the_registered_data_sets() -> None:
    assert load_catalogue().data_sets == DATA_SETS


def test_a_cached_catalogue_serves_the_keras_it_was_made_from(tmp_path: Path) -> None:
    path = write_cache(other_keras("99.1.0"), tmp_path)

    assert path == cache_path("99.1.0", tmp_path)
    assert list(read_catalogue("99.1.0", tmp_path).layers) == ["New"]
    assert [file.name for file in tmp_path.iterdir()] == ["keras-99.1.0.json"]


def test_without_a_cache_for_this_keras_the_shipped_catalogue_serves(tmp_path: Path) -> None:
    write_cache(other_keras("99.1.0"), tmp_path)

    assert "Dense" in read_catalogue("99.2.0", tmp_path).layers
    assert "Dense" in read_catalogue(None, tmp_path).layers


def test_a_damaged_cache_is_passed_over(tmp_path: Path) -> None:
    cache_path("99.1.0", tmp_path).write_text('{"layers": ')

    assert "Dense" in read_catalogue("99.1.0", tmp_path).layers


def test_the_shipped_catalogue_is_never_taken_from_the_cache(tmp_path: Path) -> None:
    shipped = load_catalogue().keras_version
    write_cache(other_keras(shipped), tmp_path)

    assert "Dense" in read_catalogue(shipped, tmp_path).layers
