"""The engine process: `… -m graphnn.engine serve` answers requests, `run` trains one run, `convert` takes one model.

`weights` reads the weights in a model file, without Keras.

Keras and TensorFlow print on stdout, so the channel to the parent is a copy of it, taken before they are
imported; from then on stdout is stderr.
"""

import gc
import os
import sys
from typing import TextIO

from graphnn.engine.ending import end_soon_after_input, end_with
from graphnn.engine.environment import ENVIRONMENT
from graphnn.engine.keras_alone import import_keras_alone


def main() -> int:
    """Run the engine in the mode its argument names."""
    channel = _take_channel()
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    os.environ["KERAS_BACKEND"] = "tensorflow"
    # Nothing that is imported is garbage: to look for some took a seventh of the time of the import.
    gc.disable()
    sys.setrecursionlimit(20_000)  # Keras' own walk over a model is recursive: 1000 layers in a row overflow it.
    match sys.argv[1:]:
        case ["serve"]:
            end_soon_after_input()
            import_keras_alone()
            from graphnn.engine.serve import serve  # after Keras, which it uses

            gc.enable()
            return serve(sys.stdin, channel)
        case ["run", *expected] if len(expected) < 2:
            import_keras_alone()
            from graphnn.engine.run_process import run_when_told  # after Keras, which it uses

            gc.enable()
            return run_when_told(sys.stdin, channel, *expected)
        case ["convert"]:
            import_keras_alone()
            from graphnn.engine.conversion_process import convert_once  # after Keras, which it uses

            gc.enable()
            return convert_once(sys.stdin, channel)
        case ["weights"]:
            from graphnn.engine.weights_process import read_weights_once  # only here: the others have no use for it

            gc.enable()
            return read_weights_once(sys.stdin, channel)
        case _:
            print("usage: python -m graphnn.engine serve|run [DATA]|convert|weights", file=sys.stderr)
            return 2


def _take_channel() -> TextIO:
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return channel


if __name__ == "__main__":
    end_with(main)
