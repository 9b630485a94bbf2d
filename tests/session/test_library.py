import os
import time

import pytest

from graphnn.document import codec
from graphnn.document.model import Document
from graphnn.errors import GraphnnError, UsageError
from graphnn.session.library import UNTOUCHED_SECONDS, Library, file_name
from tests.document.builders import wired

DIGITS = Document(name="Digits, again")


def test_a_new_document_is_a_file_named_after_it_and_the_next_one_has_another_name(tmp_path):
    library = Library(tmp_path / "documents")

    keys = [library.create(DIGITS), library.create(DIGITS)]

    assert keys == ["digits_again.json", "digits_again_2.json"]
    assert codec.read(library.path(keys[1])) == DIGITS


def test_documents_are_listed_last_changed_first_and_other_files_left_out(tmp_path):
    library = Library(tmp_path)
    for age, name in ((30, "old"), (10, "new")):
        os.utime(library.path(library.create(Document(name=name))), (0, time.time() - age))
    (tmp_path / "other.json").write_text("[1]")
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "new.json")

    assert [entry.document.name for entry in library.entries()] == ["new", "old"]


def test_a_file_that_changed_is_read_again(tmp_path):
    library = Library(tmp_path)
    key = library.create(DIGITS)
    library.entries()

    codec.write(wired("a", name="Other"), tmp_path / key)

    assert [entry.document.name for entry in library.entries()] == ["Other"]


@pytest.mark.parametrize(
    "key", ["../graph.json", "/etc/passwd", ".graphnn/a.json", "a/../../b", "", "a\\b", "link.json"]
)
def test_a_key_leads_nowhere_but_into_the_folder(tmp_path, key):
    (tmp_path / "inside").mkdir()
    (tmp_path / "graph.json").write_text("{}")
    (tmp_path / "inside" / "link.json").symlink_to(tmp_path / "graph.json")

    with pytest.raises(UsageError, match="start page"):
        Library(tmp_path / "inside").path(key)


@pytest.mark.parametrize("name", ["", "deleted", "untouched", "versions"])
def test_a_link_in_the_place_of_a_folder_of_graphnns_own_is_refused_before_anything_is_swept(tmp_path, name):
    (tmp_path / "elsewhere" / name).mkdir(parents=True)
    own = tmp_path / "elsewhere" / name / "thesis.json"
    own.write_text("{}")
    os.utime(own, (0, 0))
    (tmp_path / "documents").mkdir()
    if name:
        (tmp_path / "documents" / ".graphnn").mkdir()
    (tmp_path / "documents" / ".graphnn" / name).symlink_to(tmp_path / "elsewhere" / name)

    with pytest.raises(UsageError, match="leads elsewhere"):
        Library(tmp_path / "documents").sweep()

    assert own.exists()


def test_a_link_to_what_is_not_there_yet_is_not_written_through(tmp_path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "digits_again.json").symlink_to(tmp_path / "elsewhere.json")

    key = Library(tmp_path / "documents").create(DIGITS)

    assert key == "digits_again_2.json"
    assert not (tmp_path / "elsewhere.json").exists()


def test_versions_that_a_link_would_lead_elsewhere_are_not_kept(tmp_path):
    library = Library(tmp_path / "documents")
    key = library.create(DIGITS)
    library.versions(key)
    (tmp_path / "documents" / ".graphnn" / "versions" / key).symlink_to(tmp_path)

    with pytest.raises(UsageError, match="leads elsewhere"):
        library.versions(key)


def test_a_deleted_document_comes_back_even_if_its_name_is_taken_meanwhile(tmp_path):
    library = Library(tmp_path)
    deleted = library.delete(library.create(DIGITS))
    assert library.entries() == ()
    other = tmp_path / "digits_again.json"
    codec.write(Document(name="Other"), other)

    key = library.bring_back(deleted)

    assert codec.read(library.path(key)) == DIGITS
    assert codec.read(other).name == "Other"
    with pytest.raises(GraphnnError, match="cannot be brought back"):
        library.bring_back(deleted)


def test_a_copy_and_a_rename_leave_the_rest_of_the_document_alone(tmp_path):
    library = Library(tmp_path)
    key = library.create(wired("a > b", name="First"))

    copy = library.duplicate(key)
    library.rename(key, "Renamed")

    assert codec.read(library.path(copy)) == wired("a > b", name="First (copy)")
    assert codec.read(library.path(key)) == wired("a > b", name="Renamed")


def test_a_copy_of_an_example_is_a_persons_own_once_it_is_changed(tmp_path):
    library = Library(tmp_path)
    key = library.create(DIGITS, copied_from=DIGITS)
    before = library.entries()

    library.rename(key, "Mine")

    assert before == ()
    assert [entry.document.name for entry in library.entries()] == ["Mine"]


def test_only_untouched_copies_and_what_was_deleted_long_ago_are_swept_away(tmp_path):
    library = Library(tmp_path)
    old = time.time() - 40 * UNTOUCHED_SECONDS
    untouched, changed, fresh = (library.create(DIGITS, copied_from=DIGITS) for _ in range(3))
    own = library.create(DIGITS)
    library.rename(changed, "Mine")
    recently, long_ago = (library.delete(library.create(Document(name=name))) for name in ("one", "other"))
    for path in (library.path(untouched), library.path(changed), library.path(own), long_ago.kept_at):
        os.utime(path, (old, old))

    library.sweep()

    assert [library.path(key).exists() for key in (untouched, changed, fresh, own)] == [False, True, True, True]
    assert (recently.kept_at.exists(), long_ago.kept_at.exists()) == (True, False)


@pytest.mark.parametrize(
    ("title", "name"), [("MNIST, one hidden layer", "mnist_one_hidden_layer"), ("../../etc", "etc"), ("…", "graph")]
)
def test_a_document_is_saved_under_a_name_made_of_its_title(title, name):
    assert file_name(title) == name
