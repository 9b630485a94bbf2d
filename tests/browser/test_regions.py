"""What changes on the page is drawn anew, and nothing else: neither fields nor what lies on the canvas."""

from playwright.sync_api import Page, expect

from tests.browser.driving import DENSE, open_example, select

# Quasar writes the value of each field again whenever it is drawn.
WATCH = """() => {
  window.drawnAnew = [];
  const note = (changes) => window.drawnAnew.push(...changes.map(({ target }) => target.outerHTML ?? target.data));
  for (const part of document.querySelectorAll(".gn-left, .gn-right, .gn-drawer"))
    new MutationObserver(note).observe(part, { subtree: true, childList: true, attributes: true, characterData: true });
  const words = [];
  window.saved = new Promise((done) =>
    new MutationObserver(() => {
      words.push(document.querySelector(".gn-saved").innerText);
      if (words.length > 1 && words.at(-1) === "Saved") done(words);
    }).observe(document.querySelector(".gn-header"), { subtree: true, childList: true, characterData: true }),
  );
}"""


def test_an_edit_that_panels_do_not_show_leaves_them_as_they_are(page: Page, address: str) -> None:
    open_example(page, address, DENSE)
    select(page, "hidden")
    expect(page.locator(".gn-facts")).to_contain_text("401,920")
    expect(page.locator(".gn-saved")).to_have_text("Saved")
    expect(page.locator(".gn-insight svg")).to_be_visible()  # what comes last of a layer: its activation
    page.evaluate(WATCH)

    page.keyboard.press("c")
    expect(page.locator("[data-card=hidden].is-collapsed")).to_be_visible()

    assert page.evaluate("window.saved")[-1] == "Saved"
    assert page.evaluate("window.drawnAnew") == []


def test_there_is_one_main_on_each_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("main")).to_have_count(1)
    open_example(page, address, DENSE)
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("main")).to_have_class("gn-main")
