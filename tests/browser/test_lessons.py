"""A lesson walked to its end, in a real browser."""

from playwright.sync_api import Page, expect

from tests.browser.driving import card, command

TRAINING_MILLISECONDS = 120_000


def test_a_lesson_is_walked_to_its_end_by_keyboard_and_by_hand_and_goes_on_where_it_was_left(
    page: Page, address: str
) -> None:
    page.goto(address)
    page.get_by_role("region", name="Lessons").get_by_role("button", name="Why non-linearity").click()
    lesson = page.get_by_role("region", name="Lesson", exact=True)
    act, on = page.locator(".gn-lesson-act"), lesson.get_by_role("button", name="Next")
    expect(lesson).to_contain_text("Step 1 of 7")
    expect(card(page, "hidden")).to_contain_text("tanh")

    act.press("Enter")
    expect(card(page, "hidden")).to_contain_text("linear")
    on.press("Enter")
    act.press("Enter")
    expect(on).to_be_visible(timeout=TRAINING_MILLISECONDS)  # "Skip" until the network is trained
    on.press("Enter")
    # By hand, not by the button.
    page.get_by_role("tab", name="Results").click()
    on.press("Enter")
    expect(lesson).to_contain_text("Give the bend back")

    page.goto(address)
    again = page.locator(".gn-lesson-card", has_text="Why non-linearity").filter(has_text="4 of 7")
    again.click()
    expect(lesson).to_contain_text("Give the bend back")
    expect(card(page, "hidden")).to_contain_text("linear")
    act.click()
    expect(card(page, "hidden")).to_contain_text("tanh")
    on.click()
    act.click()
    expect(on).to_be_visible(timeout=TRAINING_MILLISECONDS)
    on.click()
    act.click()
    expect(page.get_by_text("Decision surface")).to_be_visible(timeout=TRAINING_MILLISECONDS)
    on.click()
    act.click()
    lesson.get_by_role("button", name="Finish").click()
    expect(lesson).to_contain_text("That was all of it")

    lesson.get_by_role("button", name="Leave the lesson").click()
    expect(page.locator("[data-layer=Dense]").first).to_be_visible()
    # The command palette lists the lessons, too.
    page.locator(".gn-canvas").click(position={"x": 500, "y": 40})
    command(page, "lessons")
    page.get_by_role("dialog").get_by_role("button", name="Tensors by rank").click()
    expect(lesson).to_contain_text("Step 1 of 7")
    expect(lesson).to_contain_text("Tensors by rank")
