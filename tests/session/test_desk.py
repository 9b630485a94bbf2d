import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Document
from graphnn.errors import UsageError
from graphnn.session.desk import Desk
from graphnn.session.engine_client import EngineClient


def desk() -> Desk:
    return Desk(load_catalogue(), EngineClient(("not started",)))


def test_an_open_document_is_found_by_its_key():
    opened = desk()

    keys = [opened.open(Document(name=name)) for name in ("one", "other")]

    assert [opened.find(key).document.name for key in keys] == ["one", "other"]


def test_a_key_that_nothing_is_open_under_is_told_with_the_cure():
    with pytest.raises(UsageError, match=r"abc: no document is open under this address\. Open it again"):
        desk().find("abc")


def test_before_the_engine_is_ready_it_has_no_state():
    assert desk().engine.ready is None
