import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from graphnn.document.model import Data, Document, FileSource
from graphnn.errors import RunError
from graphnn.protocol.events import Preparing, RunEnded, RunEvent
from graphnn.protocol.run_folder import create_run_folder
from graphnn.runs.launch import LaunchedRun, RunLauncher
from graphnn.runs.watch import follow
from tests.document.builders import wired
from tests.runs.fake_run import FINISHED, STARTED, epoch_end, process, writing
from tests.waiting import is_alive, until

PAUSED = RunEnded(time=2.0, outcome="paused")


def all_of(run: LaunchedRun) -> list[RunEvent]:
    return list(follow(run, patience_seconds=10))


def test_a_run_gets_its_document_and_is_told_its_folder(tmp_path):
    document = wired("a > b")
    launcher = RunLauncher(command=writing([FINISHED]))

    run = launcher.launch(document, tmp_path)

    assert all_of(run) == [FINISHED]
    assert run.folder.read_document() == document


def test_a_relative_folder_is_told_in_full(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    run = RunLauncher(command=writing([FINISHED])).launch(Document(), tmp_path.relative_to(tmp_path) / "runs")

    assert all_of(run) == [FINISHED]
    assert (tmp_path / "runs" / run.folder.name / "events.jsonl").is_file()


def test_a_prepared_process_is_the_one_that_runs(tmp_path):
    # Each process leaves a mark before it is told anything.
    mark = f"Path({str(tmp_path)!r}, f'started-{{os.getpid()}}').touch()"
    body = f"Path('events.jsonl').write_text({FINISHED.model_dump_json() + chr(10)!r})"
    launcher = RunLauncher(command=process(body, before=mark))
    launcher.prepare()
    launcher.prepare()

    run = launcher.launch(Document(), tmp_path / "runs")

    assert all_of(run) == [FINISHED]
    assert [path.name for path in tmp_path.glob("started-*")] == [f"started-{run.process.pid}"]


def test_a_process_that_warms_up_is_told_of_the_data_to_expect_unless_they_are_a_file(tmp_path):
    data = Data(source="mnist")
    told = []
    for expected in (Document(data=data), Document(data=Data(source=FileSource(csv="x.csv")))):
        mark = f"Path({str(tmp_path)!r}, 'told').write_text(' '.join(sys.argv[1:]))"
        launcher = RunLauncher(command=process(before=mark))
        launcher.expect(expected)
        launcher.prepare()
        launcher.close()
        told.append((tmp_path / "told").read_text())

    assert told == [data.model_dump_json(), ""]


def test_a_warm_process_that_died_is_replaced(tmp_path):
    # The first process leaves its number as the target of a link, in one step, and dies; those after it work.
    mark = tmp_path / "first"
    dying = (
        f"mark = Path({str(mark)!r})\nif not mark.is_symlink():\n    mark.symlink_to(str(os.getpid()))\n    sys.exit(1)"
    )
    body = f"Path('events.jsonl').write_text({FINISHED.model_dump_json() + chr(10)!r})"
    launcher = RunLauncher(command=process(body, before=dying))
    launcher.prepare()
    until(mark.is_symlink)
    until(lambda: not is_alive(int(mark.readlink().name)))

    run = launcher.launch(Document(), tmp_path / "runs")

    assert all_of(run) == [FINISHED]


def test_closing_ends_the_warm_process_which_trained_nothing(tmp_path):
    said = tmp_path / "said"
    launcher = RunLauncher(
        command=process(before=f"import atexit\natexit.register(Path({str(said)!r}).touch)"), patience_seconds=10
    )
    launcher.prepare()

    launcher.close()
    launcher.close()

    assert said.exists()


def test_a_warm_process_that_does_not_end_is_killed(tmp_path):
    mark = tmp_path / "pid"
    launcher = RunLauncher(
        command=process(before=f"Path({str(mark)!r}).symlink_to(str(os.getpid()))\nsignal.pause()"),
        patience_seconds=0.1,
    )
    launcher.prepare()
    until(mark.is_symlink)

    launcher.close()

    assert not is_alive(int(mark.readlink().name))


def test_runs_launched_at_once_from_many_threads_each_have_their_own_process_and_folder(tmp_path):
    launcher = RunLauncher(command=writing([FINISHED]))
    launcher.prepare()

    with ThreadPoolExecutor(4) as threads:
        runs = list(threads.map(lambda _: launcher.launch(Document(), tmp_path), range(8)))

    assert [all_of(run) for run in runs] == [[FINISHED]] * 8
    assert len({run.process.pid for run in runs}) == 8
    assert len({run.folder.path for run in runs}) == 8


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("MNIST, one hidden layer", "-mnist-one-hidden-layer"),
        ("../../etc", "-etc"),
        ("", ""),
        ("…", ""),
        ("a" * 200, "-" + "a" * 64),
        ("a" * 63 + " b", "-" + "a" * 63),
    ],
)
def test_a_folder_is_named_by_time_and_title(tmp_path, title, words):
    run = RunLauncher(command=writing([FINISHED])).launch(Document(name=title), tmp_path)
    all_of(run)

    assert re.fullmatch(rf"\d{{8}}-\d{{6}}{words}", run.folder.name)
    assert run.folder.path.parent == tmp_path


def test_an_output_folder_that_is_a_file_starts_nothing(tmp_path):
    (tmp_path / "runs").write_text("")

    with pytest.raises(RunError, match="Choose another"):
        RunLauncher(command=("not asked for",)).launch(Document(), tmp_path / "runs")


def test_a_process_that_cannot_be_started_is_told_in_words(tmp_path):
    launcher = RunLauncher(command=(str(tmp_path / "no-python"),))

    with pytest.raises(RunError, match="no-python: the training process does not start: No such file"):
        launcher.launch(Document(), tmp_path)


def test_a_resumed_run_is_told_its_folder_and_followed_from_there(tmp_path):
    launcher = RunLauncher(command=writing([STARTED, PAUSED]))
    run = launcher.launch(Document(), tmp_path)
    all_of(run)
    run.folder.ask_to_pause()

    resumed = launcher.resume(run.folder, epochs=9)

    said, *told = all_of(resumed)
    assert isinstance(said, Preparing)
    assert told == [STARTED, PAUSED]
    assert run.folder.asked() is None
    assert run.folder.read_document().training.epochs == 9


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (FINISHED, "has finished its 5 epochs"),
        (RunEnded(time=1.0, outcome="diverged"), "diverged, and would again"),
    ],
)
def test_what_has_nothing_left_to_do_is_not_resumed(tmp_path, event, words):
    folder = create_run_folder(tmp_path, Document(), name="run")
    for each in (STARTED, *(epoch_end(number) for number in range(1, 6)), event):
        folder.append(each)

    with pytest.raises(RunError, match=words):
        RunLauncher(command=process()).resume(folder)


def test_a_run_under_way_is_not_resumed(tmp_path):
    folder = create_run_folder(tmp_path, Document(), name="run")

    with folder.lock().acquire(), pytest.raises(RunError, match="is being trained already"):
        RunLauncher(command=process()).resume(folder)
