import csv
import io

from graphnn.document.model import Document, Training
from graphnn.protocol.run_folder import create_run_folder
from graphnn.protocol.run_remarks import RunRemarks, write_remarks
from graphnn.runs.compare import best_metrics, changes, curve_names, runs_as_csv
from graphnn.runs.record import read_record
from graphnn.runs.shelf import RunShelf
from tests.document.builders import wired
from tests.runs.fake_run import FINISHED, STARTED, TESTED, epoch_end


def test_what_changed_is_told_in_words_and_a_new_name_is_no_change():
    before = wired("a > b", name="Old")
    after = wired("a > b > c", name="New").model_copy(update={"training": Training(batch_size=64)})

    told = changes(before, after)

    assert any("added c" in change for change in told)
    assert any(change.endswith("→ 64") for change in told)
    assert not any("New" in change for change in told)
    assert changes(before, before.model_copy(update={"name": "Other"})) == ()


def test_a_run_is_judged_by_its_best_epoch_and_there_by_the_validation(tmp_path):
    folder = create_run_folder(tmp_path, Document(), name="run")
    for event in (STARTED, epoch_end(1, loss=0.5, val_loss=0.4), epoch_end(2, loss=0.1, val_loss=0.6)):
        folder.append(event)

    assert best_metrics(read_record(folder)) == {"loss": 0.4}


def test_the_table_of_runs_holds_what_each_was_and_came_to(tmp_path):
    first = create_run_folder(tmp_path, Document(name="Net"), name="first")
    for event in (STARTED, epoch_end(1, loss=0.5), TESTED, FINISHED):
        first.append(event)
    changed = Document(name="Net", training=Training(batch_size=64))
    second = create_run_folder(tmp_path, changed, name="second")
    for event in (STARTED, epoch_end(1, loss=0.25, val_accuracy=0.75)):
        second.append(event)
    write_remarks(second, RunRemarks(note="A note, with a comma", tags=("one", "two")))
    runs = sorted(RunShelf(tmp_path).runs(), key=lambda run: run.folder.name, reverse=True)

    later, earlier = csv.DictReader(io.StringIO(runs_as_csv(runs)))

    assert (earlier["run"], earlier["state"], earlier["test loss"], earlier["loss"]) == (
        "first",
        "finished",
        "0.25",
        "0.5",
    )
    assert (later["val_accuracy"], earlier["val_accuracy"], later["test loss"]) == ("0.75", "", "")
    assert later["changes"].endswith("→ 64")
    assert (later["note"], later["tags"]) == ("A note, with a comma", "one, two")


def test_a_note_that_a_spreadsheet_would_work_out_is_text_in_the_table_of_runs(tmp_path):
    run = create_run_folder(tmp_path, Document(name="=1+1"), name="run")
    write_remarks(run, RunRemarks(note="@SUM(A1)"))

    (row,) = csv.DictReader(io.StringIO(runs_as_csv(RunShelf(tmp_path).runs())))

    assert (row["network"], row["note"]) == ("'=1+1", "'@SUM(A1)")


def test_curves_stand_by_metric_and_the_validation_first():
    assert curve_names(["loss", "accuracy", "val_loss"]) == ["val_loss", "loss", "accuracy"]
