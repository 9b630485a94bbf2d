"""Any event of a run."""

from hypothesis import strategies as st

from graphnn.protocol.events import (
    EpochEnd,
    Preparing,
    Remark,
    RunEnded,
    RunEvent,
    RunResumed,
    RunStarted,
    StepsEnd,
    TestEnd,
)
from tests.document.strategies import keys

numbers = st.floats(allow_nan=False, allow_infinity=False)
counts = st.integers(0, 2**53)
metrics = st.dictionaries(keys, st.none() | numbers, max_size=3)
texts = st.text(max_size=40)

events: st.SearchStrategy[RunEvent] = st.one_of(
    st.builds(Preparing, time=numbers, stage=texts),
    st.builds(
        RunStarted,
        time=numbers,
        epochs=counts,
        steps_per_epoch=counts,
        batch_size=counts,
        parameter_count=counts,
        sample_counts=st.dictionaries(st.sampled_from(["train", "validation", "test"]), counts),
        prepare_seconds=numbers,
        way=texts,
    ),
    st.builds(RunResumed, time=numbers, epoch=counts, step=counts),
    st.builds(Remark, time=numbers, epoch=counts, message=texts),
    st.builds(
        StepsEnd,
        time=numbers,
        epoch=counts,
        step=counts,
        metrics=metrics,
        steps_per_second=numbers,
        learning_rate=st.none() | numbers,
        memory_bytes=counts,
        cpu_cores=numbers,
    ),
    st.builds(EpochEnd, time=numbers, epoch=counts, metrics=metrics, validation=metrics, seconds=numbers),
    st.builds(TestEnd, time=numbers, metrics=metrics, seconds=numbers),
    st.builds(
        RunEnded,
        time=numbers,
        outcome=st.sampled_from(["finished", "stopped", "paused", "diverged", "refused", "crashed"]),
        message=texts,
        train_seconds=numbers,
    ),
)
