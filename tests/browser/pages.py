"""What every page owes its reader: to be accessible, to fit the screen, to be within thumb's reach, and to be quiet."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Dialog, Locator, Page, ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}

TARGET_PX = 48
PRESSED = "a, button, summary, input:not([type=hidden]), select, textarea"

WHAT_STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > width)
    .map((one) => one.outerHTML.slice(0, 120));
}"""


def accessible(page: Page, *parts: str) -> None:
    """Hold the page, or only those `parts` of it (CSS selectors), to every rule of axe."""
    context = {"include": [[part] for part in parts]} if parts else None
    found = Axe().run(page, context=context).response["violations"]
    _none([f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]])


def fits(page: Page) -> None:
    """Nothing makes the page wider than its screen, be it a telephone's or a desk's."""
    for _ in _on_both_screens(page):
        _none(page.evaluate(WHAT_STICKS_OUT))


def reachable(page: Page) -> None:
    """Whatever is meant to be pressed is high enough for a wet thumb. What is off the screen waits for a keyboard."""
    for _ in _on_both_screens(page):
        sizes = [(one, one.bounding_box()) for one in page.locator(PRESSED).filter(visible=True).all()]
        low = [one for one, box in sizes if box and box["x"] + box["width"] > 0 and box["height"] < TARGET_PX]
        _none([one.evaluate("one => one.outerHTML") for one in low])


@contextmanager
def quiet(page: Page) -> Iterator[None]:
    """Meanwhile no script fails, no policy is broken, no dialog opens, and no host but the page's own is asked."""
    noise: list[str] = []
    asked: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            noise.append(f"{message.text} {message.location['url']}")

    def opened(dialog: Dialog) -> None:
        noise.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("console", said)
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("dialog", opened)
    page.on("request", lambda request: asked.append(request.url))
    yield
    page.wait_for_load_state()
    page.evaluate("0")  # an answer from the page comes after all that it had to say before
    home = urlsplit(page.url).netloc
    _none(noise + [url for url in asked if urlsplit(url).netloc != home and not url.startswith("data:")])


def on_first_screen(thing: Locator) -> bool:
    """Tell whether it is seen whole before anything is scrolled."""
    box, screen = thing.bounding_box(), thing.page.viewport_size
    assert screen
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= screen["height"]


def pictured(page: Page, folder: Path) -> None:
    """Take its picture on both screens, for people to look at: pytest keeps the folders of its last three runs."""
    for _ in _on_both_screens(page):
        assert page.viewport_size
        page.screenshot(path=folder / f"{page.viewport_size['width']}.png", full_page=True)


def _on_both_screens(page: Page) -> Iterator[None]:
    """Make the page as wide as a desk's screen, then as a telephone's, then as it was."""
    before = page.viewport_size
    for screen in (DESK, PHONE):
        page.set_viewport_size(screen)
        yield
    if before:
        page.set_viewport_size(before)


def _none(faults: list[str]) -> None:
    assert not faults, "\n".join(faults)
