"""What the processes share that read one file which nobody vouches for: their limits, and how they answer."""

import sys
from collections.abc import Callable
from typing import TextIO

from graphnn.errors import EngineError, RefusedError
from graphnn.protocol.conversion import JobAnswer, JobFailed, JobRefused

MEMORY_LIMIT_BYTES = 12 * 2**30
"""Of addresses; TensorFlow alone takes two gigabytes before it has done anything."""

FILE_LIMIT_BYTES = 4 * 2**30
CPU_LIMIT_SECONDS = 600


def answer_once(work: Callable[[], JobAnswer], channel: TextIO) -> int:
    """Do the work and write its answer, or why there is none; return 0 when done, 1 when it failed, 3 when refused."""
    try:
        answer = work()
    except RefusedError as error:
        answer = JobRefused(message=str(error))
    except EngineError as error:
        answer = JobFailed(message=str(error))
    except MemoryError:
        answer = JobRefused(message="It needs more memory than an import may have. Save the model smaller.")
    print(answer.model_dump_json(), file=channel, flush=True)
    match answer:
        case JobRefused():
            return RefusedError.exit_code
        case JobFailed():
            return EngineError.exit_code
        case _:
            return 0


def limit_resources() -> None:
    """Limit this process for good, before it reads the first byte; Windows has no such limits."""
    if sys.platform == "win32":
        return
    import resource  # only here: Windows has no such module

    for limit, wanted in (
        (resource.RLIMIT_AS, MEMORY_LIMIT_BYTES),
        (resource.RLIMIT_FSIZE, FILE_LIMIT_BYTES),
        (resource.RLIMIT_CPU, CPU_LIMIT_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(limit, (allowed, allowed))
