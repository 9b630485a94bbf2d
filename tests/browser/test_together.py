"""Two persons on one document, each in a browser of their own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.driving import DENSE, card, choose_cards, drag, open_drawn, select, set_value

AT = "const at = (selector) => document.querySelector(selector).getBoundingClientRect();"


@pytest.fixture
def both(browser: Browser, address: str, page: Page) -> Iterator[tuple[Page, Page]]:
    """Open one document in two browsers that know nothing of each other."""
    open_drawn(page, address, DENSE)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    other = another(context, page)
    yield page, other
    context.close()


def another(context: BrowserContext, page: Page) -> Page:
    other = context.new_page()
    other.goto(page.url)
    expect(other.locator("[data-card]")).to_have_count(page.locator("[data-card]").count())
    expect(page.locator(".gn-people > .gn-avatar")).to_have_count(2)
    return other


def rename(page: Page, name: str) -> None:
    page.locator(".gn-avatar-own").click()
    page.get_by_role("textbox", name="Your name").fill(name)
    page.get_by_role("button", name="Rename").click()


def test_each_sees_who_is_there_where_they_point_and_what_they_select(both: tuple[Page, Page]) -> None:
    ada, bo = both
    rename(ada, "Ada Lovelace")

    expect(bo.get_by_role("img", name="Ada Lovelace")).to_have_attribute("data-initials", "AL")
    select(ada, "hidden")
    expect(bo.locator(".gn-other-ring")).to_have_count(1)
    expect(bo.locator(".gn-other-ring")).to_have_text("Ada Lovelace")
    bo.wait_for_function(
        f"() => {{ {AT} const [ring, card] = [at('.gn-other-ring'), at('[data-card=hidden]')];"
        " return Math.abs(ring.x - card.x) < 4 && Math.abs(ring.width - card.width) < 4; }"
    )
    card(ada, "digit").hover()  # in its middle, once nothing moves
    expect(bo.locator(".gn-other-pointer")).to_have_text("Ada Lovelace")
    expect(card(bo, "digit")).to_be_visible()
    bo.wait_for_function(
        f"() => {{ {AT} const [tip, card] = [at('.gn-other-pointer > svg'), at('[data-card=digit]')];"
        " return Math.abs(tip.x - card.x - card.width / 2) < 6 && Math.abs(tip.y - card.y - card.height / 2) < 6; }"
    )
    ada.goto("about:blank")
    expect(bo.locator(".gn-other-ring, .gn-other-pointer")).to_have_count(0)
    expect(bo.locator(".gn-people > .gn-avatar")).to_have_count(1)


def test_a_name_and_the_undo_steps_outlive_a_reload(both: tuple[Page, Page]) -> None:
    ada, bo = both
    rename(ada, "Ada")
    select(ada, "hidden")
    set_value(ada, "units", "64")
    expect(card(bo, "hidden")).to_contain_text("64")
    assert "Ada" in [cookie["value"] for cookie in ada.context.cookies()]

    ada.reload()

    expect(ada.locator(".gn-avatar-own")).to_have_attribute("aria-label", "You are Ada")
    expect(bo.get_by_role("button", name="Undo")).to_be_disabled()
    ada.get_by_role("button", name="Undo").click()
    expect(card(bo, "hidden")).to_contain_text("512")


def test_different_things_stay_and_of_the_same_thing_the_later_wins_and_the_earlier_is_told(
    both: tuple[Page, Page],
) -> None:
    ada, bo = both
    rename(bo, "Bo")
    select(ada, "hidden")
    select(bo, "digit")
    set_value(ada, "units", "64")
    set_value(bo, "units", "12")
    expect(card(ada, "digit")).to_contain_text("12")

    select(bo, "hidden")
    set_value(bo, "units", "32")

    expect(ada.locator(".gn-notice")).to_contain_text("Bo – hidden: units 64 → 32")
    expect(card(ada, "hidden")).to_contain_text("32")
    expect(ada.get_by_role("textbox", name="units", exact=True)).to_have_value("32")
    ada.get_by_role("button", name="Undo").click()
    expect(ada.locator(".gn-notice")).to_contain_text("Others have changed units of hidden since: that stays.")
    expect(card(ada, "digit")).to_contain_text("12")
    bo.get_by_role("button", name="Undo").click()
    expect(card(ada, "hidden")).to_contain_text("64")


def test_what_one_is_typing_stays_while_the_other_moves_what_it_belongs_to(both: tuple[Page, Page]) -> None:
    ada, bo = both
    choose_cards(ada, "hidden", "digit")
    ada.keyboard.press("Control+g")
    title = ada.get_by_role("textbox", name="Title of the frame")
    ada.locator("[data-frame]").dblclick(position={"x": 30, "y": 15})
    expect(title).to_be_focused()
    ada.keyboard.type("Classif")
    at = ada.locator("[data-frame]").bounding_box()
    expect(bo.locator("[data-frame]")).to_be_visible()
    drag(bo, ".gn-frame-words", 0, -60)
    ada.wait_for_function(f"() => document.querySelector('[data-frame]').getBoundingClientRect().y < {at['y']} - 20")
    ada.keyboard.type("ier")
    ada.keyboard.press("Enter")
    expect(bo.locator("[data-frame]")).to_contain_text("Classifier")
