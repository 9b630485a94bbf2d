import pytest
from hypothesis import given
from pydantic import ValidationError

from graphnn.document.model import Data, Document
from graphnn.protocol.messages import (
    Infer,
    Inferred,
    Ready,
    Refused,
    Samples,
    ShowSamples,
    reply_adapter,
    request_adapter,
)
from graphnn.protocol.report import GraphReport, NodeReport, TensorSpec
from tests.document.strategies import documents, quick


@quick
@given(documents)
def test_a_document_reaches_the_engine_as_it_is(document: Document) -> None:
    request = Infer(number=7, document=document)

    assert request_adapter.validate_json(request.model_dump_json()) == request


def test_a_request_for_samples_reads_back_as_it_was_sent():
    request = ShowSamples(number=1, data=Data(source="mnist"), column="image", count=8)

    assert request_adapter.validate_json(request.model_dump_json()) == request


@pytest.mark.parametrize(
    "reply",
    [
        Ready(keras_version="3.15.1", tensorflow_version="2.21.0", devices=("CPU, 2 cores",)),
        Inferred(
            number=3,
            report=GraphReport(
                nodes={"hidden": NodeReport(outputs={"output": TensorSpec(shape=(None, 8), dtype="float32")})}
            ),
        ),
        Samples(number=4, pictures=("data:image/png;base64,AA==",)),
        Refused(number=5, message="There is no such column."),
    ],
    ids=lambda reply: reply.reply,
)
def test_a_reply_reads_back_as_it_was_sent(reply):
    line = reply.model_dump_json()

    assert reply_adapter.validate_json(line) == reply
    assert "\n" not in line


@pytest.mark.parametrize("line", ["", "hello", "{}", '{"reply": "party"}', '{"reply": "refused", "number": 1}'])
def test_a_line_that_is_no_reply_is_refused(line):
    with pytest.raises(ValidationError):
        reply_adapter.validate_json(line)
