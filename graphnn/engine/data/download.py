"""Data sets from Keras' cache, or downloaded by Keras into it; the one place where graphnn reaches the network."""

import contextlib
import socket
import sys
from collections.abc import Iterator

from graphnn.engine.data.model import Array

SILENCE_SECONDS = 20
"""How long a server may say nothing before the download is given up."""

KERAS_CACHE = "~/.keras/datasets"
"""Where Keras keeps what it has downloaded, unless KERAS_HOME says otherwise."""


def download_with_keras(name: str) -> dict[str, Array]:
    """Return x_train, y_train, x_test and y_test as `keras.datasets` gives them.

    Raises:
        OSError: If they are neither in the cache nor to be had from the network; it says why.
    """
    # Keras takes seconds to import: only what is nowhere else on this machine is worth them.
    from keras import datasets

    try:
        # Keras reports progress on stdout, which belongs to the results of a command.
        with _giving_up_after(SILENCE_SECONDS), contextlib.redirect_stdout(sys.stderr):
            (x_train, y_train), (x_test, y_test) = getattr(datasets, name).load_data()
    except Exception as error:  # Keras raises Exception itself where a download fails.
        reason = str(error).rsplit(" -- ", maxsplit=1)[-1]
        raise OSError(reason or type(error).__name__) from error
    return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}


@contextlib.contextmanager
def _giving_up_after(seconds: float) -> Iterator[None]:
    """Bound how long a connection may stay silent: Keras offers no time-out, and a firewall may never answer."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
