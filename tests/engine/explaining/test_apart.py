"""Runs that are scored on a file given apart: as on the same samples where they were held out."""

from pathlib import Path

import numpy as np
import pytest

from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Data, Document, FileSource, Split
from graphnn.engine.explaining.answering import RunBook
from graphnn.engine.training.train import train
from graphnn.errors import DataError
from graphnn.protocol.explanation import Evaluate, Evaluated
from graphnn.protocol.run_folder import RunFolder
from tests.engine.builders import GIGABYTE, SAVING_WARNS, chain, node
from tests.engine.explaining.test_opened import run_of

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)

HEAD = "width,colour,kind,part"


def flowers(columns: str = "features") -> Document:
    return chain(
        x=node("Input", column=columns),
        kind=node("Dense", units=2, activation="softmax"),
        answer=node("Output", column="kind", loss="categorical_crossentropy", metrics=["accuracy"]),
    )


def lines(part: str, count: int, *, shift: float) -> list[str]:
    generator = np.random.default_rng(len(part))
    # Gaps are filled, and numbers scaled, by the rows trained on: the shift would show if they were not.
    widths = [f"{width:.3f}" if place % 5 else "" for place, width in enumerate(generator.normal(shift, 2, count))]
    return [f"{w},{'rb'[n % 2]},{'xy'[n % 3 == 0]},{part}" for n, w in enumerate(widths)]


def scores(run: RunFolder, data: Path | None = None) -> Evaluated:
    answer = RunBook(load_catalogue()).answer(Evaluate(run=str(run.path), data=None if data is None else str(data)))
    assert isinstance(answer, Evaluated)
    return answer


def test_a_table_given_apart_is_filled_and_scaled_as_the_one_learned_from(tmp_path: Path) -> None:
    apart = lines("held", 30, shift=5)
    (tmp_path / "flowers.csv").write_text("\n".join([HEAD, *lines("learned", 60, shift=0), *apart]) + "\n")
    (tmp_path / "new.csv").write_text("\n".join([HEAD, *apart]) + "\n")
    data = Data(source=FileSource(csv="flowers.csv"), test=Split(column="part", value="held"))
    run = run_of(tmp_path, flowers(), data)
    assert train(run, budget=GIGABYTE).outcome == "finished"

    held_out, given = scores(run), scores(run, tmp_path / "new.csv")

    assert (given.split, given.sample_count) == ("new.csv", 30)
    assert given.metrics == pytest.approx(dict(held_out.metrics))
    assert given.figures == held_out.figures


def test_arrays_given_apart_are_scored_where_the_data_learned_from_is_gone(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    x, y = generator.random((80, 4)).astype(np.float32), np.arange(80) % 2
    np.savez(tmp_path / "all.npz", features=x[:60], kind=y[:60], features_test=x[60:], kind_test=y[60:])
    run = run_of(tmp_path, flowers(), Data(source=FileSource(npz="all.npz")))
    assert train(run, budget=GIGABYTE).outcome == "finished"
    held_out = scores(run)
    np.savez(tmp_path / "new.npz", features=x[60:], kind=y[60:])
    (tmp_path / "all.npz").unlink()

    given = scores(run, tmp_path / "new.npz")

    assert given.metrics == pytest.approx(dict(held_out.metrics))


def test_a_file_that_lacks_a_column_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "flowers.csv").write_text("\n".join([HEAD, *lines("learned", 60, shift=0)]) + "\n")
    (tmp_path / "new.csv").write_text("colour,kind,part\nr,x,held\nb,y,held\n")
    run = run_of(tmp_path, flowers(), Data(source=FileSource(csv="flowers.csv"), test=Split(fraction=0.2)))
    assert train(run, budget=GIGABYTE).outcome == "finished"

    with pytest.raises(DataError, match="width"):
        scores(run, tmp_path / "new.csv")


def test_a_run_of_a_registered_data_set_is_scored_on_no_file(tmp_path: Path) -> None:
    document = chain(
        x=node("Input", column="features"),
        kind=node("Dense", units=3, activation="softmax"),
        answer=node("Output", column="species", loss="categorical_crossentropy"),
    )
    run = run_of(tmp_path, document, Data(source="iris"))
    assert train(run, budget=GIGABYTE).outcome == "finished"
    (tmp_path / "new.csv").write_text("a\n1\n")

    with pytest.raises(DataError, match=r"new\.csv: the run learned from iris, which is no file of one's own"):
        scores(run, tmp_path / "new.csv")
