import json

import pytest

from graphnn.analysis.diagnostic import Diagnostic
from graphnn.cli import show
from graphnn.document.model import Document, Node
from graphnn.protocol.report import GraphReport, NodeReport, TensorSpec

NASTY = "[/] [bold]loud[/bold] \x1b[31mred\x1b]0;title\x07"
DOCUMENT = Document(
    name=NASTY,
    nodes={
        "image": Node(type="Input"),
        "hidden": Node(type=NASTY),
        "lost": Node(type="Dense"),
        "end": Node(type="Output"),
    },
)
SHAPE = TensorSpec(shape=(None, 8), dtype="float32")
FAULT = Diagnostic(code="shape/rank", severity="error", nodes=("lost",), message=f"lost: no {NASTY}", hint="Mend it.")
WARNING = Diagnostic(code="data/unscaled", severity="warning", nodes=("image",), message="Large.", hint="Scale it.")
REPORT = GraphReport(
    nodes={
        "image": NodeReport(outputs={"output": SHAPE}),
        "hidden": NodeReport(
            inputs=(SHAPE,), outputs={"output": SHAPE}, parameter_count=1234, trainable_parameter_count=1000
        ),
        "end": NodeReport(inputs=(SHAPE,)),
    },
    diagnostics=(FAULT, WARNING),
)


def test_a_files_words_command_no_terminal(capsys):
    show.summary(DOCUMENT, REPORT, as_json=False)

    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err
    assert "[bold]loud[/bold] \\x1b[31mred" in printed.out
    assert printed.err == "graphnn: lost: no [/] [bold]loud[/bold] \\x1b[31mred\\x1b]0;title\\x07 Mend it.\n"


def test_a_summary_shows_each_node_and_the_totals(capsys):
    show.summary(DOCUMENT.model_copy(update={"name": "Digits"}), REPORT, as_json=False)

    lines = [" ".join(line.replace("│", " ").split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Digits"
    assert "image Input batch × 8 0" in lines
    assert "lost Dense unknown" in lines
    assert lines[-1] == "1,234 parameters: 1,000 trainable, 234 not"


def test_a_summary_of_a_faulty_graph_is_one_json_document_that_says_so(capsys):
    show.summary(DOCUMENT, REPORT, as_json=True)

    summary = json.loads(capsys.readouterr().out)
    assert summary["parameters"] == {"total": 1234, "trainable": 1000, "non_trainable": 234}
    assert summary["nodes"]["hidden"] == {"type": NASTY, "shape": [None, 8], "parameters": 1234}
    assert summary["nodes"]["end"] == {"type": "Output", "shape": [None, 8], "parameters": 0}
    assert summary["nodes"]["lost"] == {"type": "Dense", "shape": None, "parameters": None}
    assert summary["status"] == "refused"
    assert summary["message"] == f"lost: no {NASTY} Mend it."


def test_a_summary_of_a_graph_with_warnings_alone_says_nothing_of_refusal(capsys):
    show.summary(DOCUMENT, REPORT.model_copy(update={"diagnostics": (WARNING,)}), as_json=True)

    printed = capsys.readouterr()
    assert set(json.loads(printed.out)) == {"parameters", "nodes"}
    assert printed.err == ""


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("batch × 28 × 28", "batch × 28 × 28"),
        ("two\nlines", "two\nlines"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\udcff.json", "\\udcff.json"),
    ],
)
def test_what_would_command_a_terminal_is_printed_in_escapes(text, printed):
    assert show.words(text) == printed
