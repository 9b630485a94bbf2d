"""Events of pages, told once or twice."""

from graphnn.web.hearing import Hearing


class Page:
    """Whatever events come from."""


def test_an_event_that_is_told_again_after_a_break_is_heard_once() -> None:
    hearing, page = Hearing(), Page()
    told = [1, 2, 3, 2, 3, 4]

    assert [number for number in told if hearing.is_new(page, number)] == [1, 2, 3, 4]


def test_each_page_counts_for_itself_and_what_has_no_number_is_always_heard() -> None:
    hearing, one, other = Hearing(), Page(), Page()

    assert hearing.is_new(one, 1)
    assert hearing.is_new(other, 1)
    assert hearing.is_new(one, None)
    assert hearing.is_new(one, None)
