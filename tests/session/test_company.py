import pytest

from graphnn.session.company import (
    COLOURS,
    MAX_NAME_LENGTH,
    Company,
    LookedElsewhere,
    News,
    Person,
    PointerMoved,
    Seat,
    SeatsChanged,
    tidy_name,
)

ADA, BO = Person(key="a", name="Ada"), Person(key="b", name="Bo")


class Watching:
    """All that a page was told of the others."""

    def __init__(self) -> None:
        self.news: list[News] = []

    def __call__(self, news: News) -> None:
        self.news.append(news)


def joined(company: Company, person: Person) -> tuple[Seat, Watching]:
    watching = Watching()
    return company.join(person, watching), watching


def test_those_who_are_there_are_told_who_comes_and_goes_and_nobody_of_themselves():
    company = Company()
    ada, told_ada = joined(company, ADA)
    bo, told_bo = joined(company, BO)
    company.leave(bo)
    company.leave(bo)

    assert told_ada.news == [SeatsChanged(), SeatsChanged()]
    assert told_bo.news == []
    assert company.seats == (ada,)
    assert not company.is_shared


def test_each_person_has_one_colour_on_all_their_pages_and_no_two_the_same():
    company = Company()
    seats = [joined(company, Person(key=str(number), name="x"))[0] for number in range(len(COLOURS))]
    again, _ = joined(company, seats[2].person)

    assert {seat.colour for seat in seats} == set(COLOURS)
    assert again.colour == seats[2].colour
    assert again.number not in {seat.number for seat in seats}


def test_selections_and_pointers_reach_the_others():
    company = Company()
    ada, told_ada = joined(company, ADA)
    bo, told_bo = joined(company, BO)
    told_ada.news.clear()

    company.look_at(bo, way=("pair",), selected=("hidden",))
    company.look_at(bo, way=("pair",), selected=("hidden",))
    company.point(bo, (1.0, 2.0))

    assert told_ada.news == [LookedElsewhere(), PointerMoved(bo, (1.0, 2.0))]
    assert told_bo.news == []
    assert [(seat.way, seat.selected) for seat in company.others(ada)] == [(("pair",), ("hidden",))]


def test_a_page_without_connection_is_not_shown_and_comes_back_as_it_was():
    company = Company()
    ada, _ = joined(company, ADA)
    bo, _ = joined(company, BO)
    company.look_at(bo, way=(), selected=("hidden",))

    company.connect(bo, False)
    assert company.others(ada) == ()
    company.connect(bo, True)

    assert [seat.selected for seat in company.others(ada)] == [("hidden",)]


def test_a_new_name_is_told_to_all_pages():
    company = Company()
    ada, told_ada = joined(company, ADA)
    also_ada, _ = joined(company, ADA)
    _, told_bo = joined(company, BO)
    told_ada.news.clear()

    assert company.is_shared
    company.rename("a", "Ada Lovelace")

    assert (ada.person.name, also_ada.person.name, company.name_of("a")) == ("Ada Lovelace",) * 3
    assert told_ada.news == told_bo.news == [SeatsChanged()]
    assert company.name_of("nobody") is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [(" a\n b ", "a b"), ("", "Guest"), ("\u202e", "Guest"), ("x" * 99, "x" * MAX_NAME_LENGTH)],
    ids=repr,
)
def test_a_name_is_one_short_line(typed, shown):
    assert tidy_name(typed) == shown


def test_who_has_given_no_name_is_a_guest_of_a_number_of_their_own():
    company = Company()
    first, _ = joined(company, Person(key="a", name=""))
    second, _ = joined(company, Person(key="b", name=""))
    first_again, _ = joined(company, Person(key="a", name=""))

    assert [seat.person.name for seat in (first, second, first_again)] == ["Guest 1", "Guest 2", "Guest 1"]
