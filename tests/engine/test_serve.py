import io
import tempfile

import keras

from graphnn.document.apply import apply
from graphnn.document.diff import Patch, diff
from graphnn.document.edits import SetParameter
from graphnn.document.model import Data
from graphnn.engine.serve import serve
from graphnn.protocol.messages import (
    Forgotten,
    Infer,
    InferChange,
    Inferred,
    InferredChange,
    Ready,
    Refused,
    Reply,
    Request,
    Samples,
    ShowSamples,
    reply_adapter,
)
from graphnn.protocol.report import changed
from tests.engine.builders import chain, inferred, node, shaped

MNIST = Data(source="mnist")
NETWORK = chain(x=shaped(4), hidden=node("Dense", units=3), answer=node("Output"))


def replies_to(*requests: Request | str) -> list[Reply]:
    """Return what a serving engine answers, from its start to its end."""
    lines = [each if isinstance(each, str) else each.model_dump_json() for each in requests]
    replies = io.StringIO()
    with tempfile.TemporaryFile("w+") as asked:
        asked.write("".join(f"{line}\n" for line in lines))
        asked.seek(0)
        exit_code = serve(asked, replies)
    assert exit_code == 0
    return [reply_adapter.validate_json(line) for line in replies.getvalue().splitlines()]


def test_it_says_that_it_is_ready_and_ends_with_its_input() -> None:
    (ready,) = replies_to()

    assert isinstance(ready, Ready)
    assert ready.keras_version == keras.__version__
    assert "CPU" in ready.devices[-1]


def test_a_document_is_answered_with_its_report() -> None:
    _, answer = replies_to(Infer(number=7, document=NETWORK))

    assert isinstance(answer, Inferred)
    assert answer.number == 7
    assert answer.report.nodes == inferred(NETWORK).nodes
    assert answer.report.is_valid


def test_what_a_document_has_become_is_answered_with_what_is_new() -> None:
    edited = apply(NETWORK, SetParameter(id="hidden", name="units", value=5))
    request = InferChange(number=8, base=7, patch=diff(NETWORK, edited))

    _, whole, change, repeated = replies_to(
        Infer(number=7, document=NETWORK), request, InferChange(number=9, base=8, patch=Patch())
    )

    assert isinstance(whole, Inferred)
    assert isinstance(change, InferredChange)
    assert change.change.nodes.keys() == {"hidden", "answer"}
    assert changed(whole.report, change.change) == inferred(edited)
    assert isinstance(repeated, InferredChange)
    assert not repeated.change.nodes


def test_what_became_of_an_unknown_document_is_asked_for_whole() -> None:
    _, answer = replies_to(InferChange(number=8, base=7, patch=Patch()))

    assert answer == Forgotten(number=8)


def test_answers_come_in_the_order_of_the_requests() -> None:
    _, *answers = replies_to(*(Infer(number=number, document=NETWORK) for number in (3, 1, 2)))

    assert [answer.number for answer in answers] == [3, 1, 2]


def test_a_line_that_is_no_request_is_refused_and_the_next_is_answered() -> None:
    _, refused, strange, answer = replies_to(
        "garbage", '{"request": "dance", "number": 3}', Infer(number=2, document=NETWORK)
    )

    assert isinstance(refused, Refused)
    assert isinstance(strange, Refused)
    assert isinstance(answer, Inferred)


def test_pictures_are_shown_as_data_urls() -> None:
    _, answer = replies_to(ShowSamples(number=1, data=MNIST, column="image", count=3))

    assert isinstance(answer, Samples)
    assert len(answer.pictures) == 3
    assert all(picture.startswith("data:image/png;base64,") for picture in answer.pictures)


def test_what_has_no_pictures_is_refused_in_words_and_the_engine_goes_on() -> None:
    _, no_picture, no_column, no_data, answer = replies_to(
        ShowSamples(number=1, data=MNIST, column="label", count=3),
        ShowSamples(number=2, data=MNIST, column="sound", count=3),
        ShowSamples(number=3, data=Data(source="nowhere"), column="image", count=3),
        Infer(number=4, document=NETWORK),
    )

    assert no_picture == Refused(number=1, message="label of mnist holds no pictures.")
    assert no_column == Refused(number=2, message="mnist has no column sound. It has image, label.")
    assert isinstance(no_data, Refused)
    assert "there is no data set nowhere" in no_data.message
    assert isinstance(answer, Inferred)
