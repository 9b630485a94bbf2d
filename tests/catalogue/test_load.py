import subprocess
import sys

from graphnn.catalogue.data_sets import DATA_SETS
from graphnn.catalogue.load import load_catalogue


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
