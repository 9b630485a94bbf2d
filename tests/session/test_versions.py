import pytest

from graphnn.document import codec
from graphnn.document.model import Document
from graphnn.errors import UsageError
from graphnn.session.versions import MAX_VERSIONS, STRETCH_SECONDS, Version, VersionFolder, outdated

NOON = 1_780_000_000.0


def named(name: str) -> bytes:
    return codec.dumps(Document(name=name))


def names_kept(folder: VersionFolder) -> list[str]:
    return [folder.read(version.name).name for version in folder.all()]


def test_what_is_saved_in_one_stretch_of_editing_is_one_version(tmp_path):
    folder = VersionFolder(tmp_path / "versions")

    for after, name in ((0, "a"), (30, "b"), (STRETCH_SECONDS - 1, "c"), (STRETCH_SECONDS, "d")):
        folder.keep(named(name), now_seconds=NOON + after)

    assert names_kept(folder) == ["c", "d"]
    assert [version.began_seconds for version in folder.all()] == [NOON, NOON + STRETCH_SECONDS]


def test_after_a_close_even_the_same_moment_is_a_version_of_its_own(tmp_path):
    folder = VersionFolder(tmp_path)

    for name in ("a", "b"):
        folder.keep(named(name), now_seconds=NOON)
        folder.close()

    assert names_kept(folder) == ["a", "b"]


def test_what_is_the_newest_version_already_makes_no_other(tmp_path):
    VersionFolder(tmp_path).keep(named("a"), now_seconds=NOON)

    VersionFolder(tmp_path).keep(named("a"), now_seconds=NOON + 10 * STRETCH_SECONDS)

    assert len(VersionFolder(tmp_path).all()) == 1


@pytest.mark.parametrize("name", ["20260101T000000.000Z", "../graph", "", "a"])
def test_a_version_that_is_not_there_is_told(tmp_path, name):
    (tmp_path.parent / "graph.json").write_bytes(named("secret"))

    with pytest.raises(UsageError, match="this version is gone"):
        VersionFolder(tmp_path).read(name)


def test_old_versions_are_thinned_out_and_the_newest_always_stays():
    minutes = [Version(str(number), NOON - 60 * number) for number in range(60 * 24 * 3)]

    kept = {version.name for version in minutes} - set(outdated(minutes, now_seconds=NOON))

    assert {str(number) for number in range(60)} <= kept
    assert 60 + 6 * 23 <= len(kept) <= MAX_VERSIONS
    assert outdated(minutes[:1], now_seconds=NOON + 10**9) == []
