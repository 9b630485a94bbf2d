"""The first visit: an empty canvas says what to do, and three steps lead in, once."""

import re

from playwright.sync_api import Page, expect

from tests.browser.driving import drag_in, open_drawn, wire
from tests.browser.test_own_data import BUILD, drop


def new_network(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="New network").click()
    expect(page.locator(".gn-empty")).to_contain_text("Drag a layer here to begin")


def test_three_steps_follow_what_is_done_and_do_not_return(page: Page, address: str) -> None:
    new_network(page, address)
    guide = page.get_by_role("region", name="First steps")

    expect(guide).to_contain_text("1 of 3")
    drag_in(page, "Flatten", (160, 60))
    expect(page.locator(".gn-empty")).to_have_count(0)
    drag_in(page, "Dense", (460, 60))
    expect(guide).to_contain_text("2 of 3")
    wire(page, "flatten", "dense")
    expect(guide).to_contain_text("3 of 3")
    guide.get_by_role("button", name="Done").click()
    expect(guide).to_have_count(0)

    new_network(page, address)
    expect(guide).to_have_count(0)


def test_with_data_of_ones_own_the_first_step_no_longer_asks_for_data(page: Page, address: str) -> None:
    new_network(page, address)
    guide = page.get_by_role("region", name="First steps")
    expect(guide).to_contain_text("Choose data on the right")

    drop(page, "birds.csv", "kind,x,y\n" + "owl,1,2\nwren,3,4\n" * 20)

    expect(guide).to_contain_text("or build them in the Data tab")
    page.keyboard.press("Control+z")
    expect(guide).to_contain_text("Choose data on the right")
    page.keyboard.press("Control+Shift+Z")
    page.get_by_role("button", name=BUILD).click()
    expect(guide).to_contain_text("3 of 3")


def test_the_last_step_is_done_when_a_network_has_been_trained(page: Page, address: str) -> None:
    new_network(page, address)
    guide = page.get_by_role("region", name="First steps")
    drop(page, "birds.csv", "kind,x,y\n" + "owl,1,2\nwren,3,4\n" * 20)
    page.get_by_role("button", name=BUILD).click()
    expect(guide).to_contain_text("3 of 3")

    page.get_by_role("button", name="Train", exact=True).click()

    expect(guide).to_have_count(0, timeout=120_000)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_disabled()
    new_network(page, address)
    expect(guide).to_have_count(0)


def test_the_steps_can_be_skipped(page: Page, address: str) -> None:
    new_network(page, address)
    guide = page.get_by_role("region", name="First steps")

    guide.get_by_role("button", name="Skip").click()
    expect(guide).to_have_count(0)
    page.reload()

    expect(page.locator(".gn-empty")).to_be_visible()
    expect(guide).to_have_count(0)


def test_a_network_that_has_not_arrived_is_not_called_empty(page: Page, address: str) -> None:
    open_drawn(page, address, "MNIST, one hidden layer")
    page.route_web_socket(re.compile("_nicegui_ws"), lambda _: None)  # What is said into it is never heard.

    page.reload()

    expect(page.get_by_role("button", name="Fit")).to_be_visible()
    expect(page.locator(".gn-canvas [data-card]")).to_have_count(0)
    expect(page.locator(".gn-empty")).to_have_count(0)
