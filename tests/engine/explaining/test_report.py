import re
from pathlib import Path

import numpy as np
import pytest

from graphnn.engine.explaining.answering import RunBook
from graphnn.errors import RunError, UsageError
from graphnn.protocol.events import EpochEnd
from graphnn.protocol.explanation import (
    Evaluate,
    Evaluated,
    Figures,
    ReportWritten,
    ShowCell,
    ShowResults,
    WriteReport,
)
from graphnn.protocol.figures import Matrix
from tests.engine.builders import CATALOGUE, SAVING_WARNS, function_fit, run_in
from tests.engine.explaining.runs import flat_digits

pytestmark = pytest.mark.filterwarnings(SAVING_WARNS)


def test_a_report_is_one_page_with_a_file_for_each_figure(tmp_path: Path) -> None:
    document = function_fit().model_copy(update={"name": "<script>alert(1)</script>"})
    folder, out = run_in(tmp_path, document), tmp_path / "out"
    out.mkdir()

    answer = RunBook(CATALOGUE).answer(WriteReport(number=1, run=str(folder.path), folder=str(out)))

    assert isinstance(answer, ReportWritten)
    assert sorted(path.name for path in out.iterdir()) == sorted(answer.files)
    assert {"report.html", "fit.png", "curve_sum.png", "hidden_features.png", "errors.csv", "history_loss.png"} <= set(
        answer.files
    )
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "Mean absolute error" in page or "mean absolute error" in page
    outside = {url for url in re.findall(r'https?://[^"\s<]+', page) if not url.startswith("http://www.w3.org/")}
    assert outside == set()


def test_a_metric_of_a_run_from_somewhere_is_a_name_in_its_report_and_nothing_else(tmp_path: Path) -> None:
    metric = 'x"><script>alert(1)<'
    folder, out = run_in(tmp_path, function_fit()), tmp_path / "out"
    out.mkdir()
    folder.append(EpochEnd(time=0.0, epoch=1, seconds=1.0, metrics={metric: 0.5}))

    RunBook(CATALOGUE).answer(WriteReport(number=1, run=str(folder.path), folder=str(out)))

    assert "<script" not in (out / "report.html").read_text(encoding="utf-8")
    assert {path.parent for path in out.rglob("*")} == {out}


def test_results_and_cells_of_a_run_are_shown_and_the_matrix_adds_up(tmp_path: Path) -> None:
    book, run = RunBook(CATALOGUE), str(run_in(tmp_path, flat_digits()).path)
    evaluated = book.answer(Evaluate(number=2, run=run))
    shown = book.answer(ShowResults(number=3, run=run))

    assert isinstance(evaluated, Evaluated)
    assert isinstance(shown, Figures)
    matrix = next(each.figure for each in shown.figures if isinstance(each.figure, Matrix))
    counts = np.array(matrix.counts)
    assert counts.sum() == evaluated.sample_count == 359
    assert np.trace(counts) / counts.sum() == pytest.approx(evaluated.metrics["accuracy"])
    with pytest.raises(UsageError, match="no such classes"):
        book.answer(ShowCell(number=4, run=run, output="answer", truth=10, predicted=0))


def test_a_run_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no trained model here"):
        RunBook(CATALOGUE).answer(ShowResults(number=1, run=str(tmp_path / "nowhere")))
