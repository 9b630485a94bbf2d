"""The serving engine: answers one request after another until its input ends."""

import functools
import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

import keras
import tensorflow as tf
from pydantic import ValidationError

from graphnn.catalogue.load import load_catalogue
from graphnn.catalogue.model import Catalogue
from graphnn.engine.devices import devices_in_words
from graphnn.engine.inferring import Inferring
from graphnn.engine.listening import has_line
from graphnn.engine.pictures import sample_pictures
from graphnn.errors import GraphnnError
from graphnn.protocol.messages import (
    MAXIMUM_LINE_BYTES,
    Infer,
    InferChange,
    Ready,
    Refused,
    Reply,
    Request,
    Samples,
    ShowSamples,
    Try,
    request_adapter,
)

if TYPE_CHECKING:
    from graphnn.engine.explaining.answering import RunBook

IDLE_SECONDS = 0.3
"""So long after an answer an engine that is asked nothing has time."""


def serve(requests: TextIO, replies: TextIO) -> int:
    """Answer requests line by line; the input's end, which is also the parent's, ends the engine."""

    def send(reply: Reply) -> None:
        replies.write(reply.model_dump_json() + "\n")
        replies.flush()

    catalogue = load_catalogue()
    runs = functools.cache(functools.partial(_run_book, catalogue))
    answer = _answerer(catalogue, runs)
    # What is imported by now stays; to look through all of it for garbage would hold up answers for long.
    gc.freeze()
    send(Ready(keras_version=keras.__version__, tensorflow_version=tf.__version__, devices=devices_in_words()))
    while line := _next_line(requests, meanwhile=runs):
        try:
            request = request_adapter.validate_json(line)
        except ValidationError as error:
            send(
                Refused(
                    number=0, message=f"The engine was asked something it does not know: {error.errors()[0]['msg']}."
                )
            )
            continue
        send(answer(request))
    return 0


def _next_line(requests: TextIO, *, meanwhile: Callable[[], object]) -> str:
    if not has_line(requests, within_seconds=IDLE_SECONDS):
        meanwhile()
    return requests.readline(MAXIMUM_LINE_BYTES)


def _run_book(catalogue: Catalogue) -> "RunBook":
    # Not before networks are checked: what explains a run imports scikit-learn and Matplotlib, which takes a second.
    from graphnn.engine.explaining.answering import RunBook

    gc.freeze()  # as above
    return RunBook(catalogue)


def _answerer(catalogue: Catalogue, runs: Callable[[], "RunBook"]) -> Callable[[Request], Reply]:
    inferring = Inferring(catalogue)

    def answer(request: Request) -> Reply:
        try:
            match request:
                case Infer():
                    return inferring.answer(request)
                case InferChange():
                    return inferring.answer_change(request)
                case Try():
                    return inferring.answer_trials(request)
                case ShowSamples():
                    return Samples(
                        number=request.number, pictures=sample_pictures(request.data, request.column, request.count)
                    )
                case _:
                    return runs().answer(request)
        except GraphnnError as error:
            return Refused(number=request.number, message=str(error))

    return answer
