"""Starts the process that does one job, and takes its answer."""

import subprocess
import sys

from pydantic import ValidationError

from graphnn.errors import EngineError, RefusedError
from graphnn.protocol.conversion import Job, JobAnswer, JobFailed, JobRefused, job_answer_adapter
from graphnn.protocol.process_log import log_file, open_log

COMMAND = (sys.executable, "-m", "graphnn.engine", "convert")
LOG_NAME = "convert"
TIME_LIMIT_SECONDS = 600.0


def do_job(
    job: Job, command: tuple[str, ...] = COMMAND, *, time_limit_seconds: float = TIME_LIMIT_SECONDS
) -> JobAnswer:
    """Start a process for one job and return its answer; it is killed where it takes too long.

    Raises:
        RefusedError: If the job is refused, or takes too long.
        EngineError: If it fails, or the process does.
    """
    with open_log(LOG_NAME) as log:
        try:
            done = subprocess.run(
                command,
                input=job.model_dump_json().encode() + b"\n",
                stdout=subprocess.PIPE,
                stderr=log,
                timeout=time_limit_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise RefusedError(f"It took more than {time_limit_seconds:,.0f} seconds, and was given up.") from error
        except OSError as error:
            raise EngineError(f"{command[0]}: does not start: {error.strerror}. Install graphnn anew.") from error
    try:
        answer = job_answer_adapter.validate_json(done.stdout)
    except ValidationError as error:
        how = f"signal {-done.returncode}" if done.returncode < 0 else f"exit code {done.returncode}"
        raise EngineError(
            f"The process that opens the model ended with {how} and no answer. {log_file(LOG_NAME)} may tell why."
        ) from error
    if isinstance(answer, JobRefused):
        raise RefusedError(answer.message)
    if isinstance(answer, JobFailed):
        raise EngineError(answer.message)
    return answer
