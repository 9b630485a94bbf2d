"""The end of an engine process: at once when its work is over, whatever came of it, and never long after its parent's.

An engine that is left behind holds hundreds of megabytes. Two things could leave one: an answer that takes for ever,
since the end of the input is seen between two requests only; and the interpreter's own end after an error (as when
there is nobody left to answer), which waits for TensorFlow's threads.
"""

import os
import select
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import NoReturn

PATIENCE_SECONDS = 5.0
"""How long an answer may take that nobody waits for any more."""


def end_with(main: Callable[[], int]) -> NoReturn:
    """Do a process' work and end it with the exit code of that: 1 after an error, whose traceback is printed."""
    exit_code = 1
    try:
        exit_code = main()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        # At once: all is written by now, and TensorFlow takes seconds to tidy up what the system takes back anyway.
        os._exit(exit_code)


def end_soon_after_input(descriptor: int = 0, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """From now on end the process a while after whoever writes to a pipe has closed it, or is gone."""
    pipe = select.poll()
    pipe.register(descriptor, 0)  # Its end is told in any case.

    def wait() -> None:
        pipe.poll()
        time.sleep(patience_seconds)
        os._exit(1)

    threading.Thread(target=wait, name="sees the end of the input", daemon=True).start()
