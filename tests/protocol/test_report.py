import pytest

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.protocol.report import GraphReport, NodeReport, ReportChange, change_of, changed


def test_the_totals_are_the_sums_over_the_nodes():
    report = GraphReport(
        nodes={
            "hidden": NodeReport(parameter_count=20, trainable_parameter_count=20),
            "norm": NodeReport(parameter_count=8, trainable_parameter_count=4),
        }
    )

    assert (report.parameter_count, report.trainable_parameter_count) == (28, 24)


@pytest.mark.parametrize(("severity", "is_valid"), [("error", False), ("warning", True)])
def test_only_an_error_makes_a_graph_invalid(severity, is_valid):
    fault = Diagnostic(code="shape/rank", severity=severity, nodes=("a",), message="a: no.", hint="Mend it.")

    assert GraphReport(diagnostics=(fault,)).is_valid is is_valid


def test_a_change_makes_the_new_report_of_the_old_one():
    old = GraphReport(
        nodes={"gone": NodeReport(), "kept": NodeReport(parameter_count=3), "wider": NodeReport(parameter_count=1)},
        left_out=("gone",),
    )
    new = GraphReport(
        nodes={"kept": NodeReport(parameter_count=3), "wider": NodeReport(parameter_count=2), "new": NodeReport()},
        inside={"stage/new": NodeReport()},
        memory_bytes=7,
    )

    change = change_of(old, new)

    assert change.nodes.keys() == {"gone", "wider", "new"}
    assert changed(old, ReportChange.model_validate_json(change.model_dump_json())) == new
