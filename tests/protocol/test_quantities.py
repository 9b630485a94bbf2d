import pytest

from graphnn.protocol.quantities import size_in_words


@pytest.mark.parametrize(
    ("byte_count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (2_500_000_000, "2.5 GB"), (5 * 10**15, "5,000.0 TB")],
)
def test_an_amount_of_memory_is_said_in_the_unit_that_fits(byte_count, words):
    assert size_in_words(byte_count) == words
