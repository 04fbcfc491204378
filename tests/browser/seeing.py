"""What a test sees of a page: whether everybody can use it, and how it looks."""

import os
from pathlib import Path

from axe_core_python.base import AXE_SCRIPT

WIDTHS = (360, 768, 1280)
SCREENS = Path(os.environ.get("SCREENS_DIR", Path(__file__).resolve().parents[2] / "build" / "screens"))
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_accessible(page):
    """axe-core finds nothing: WCAG 2.2 A and AA and the best practices."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", _RULES)
    violations = [
        f"{violation['id']} ({violation['help']}): {node['html'][:200]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert violations == [], "\n\n".join([page.url, *violations])


def assert_fits(page):
    """Nothing makes the page wider than the screen."""
    wide = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll("body *")]
                .filter(element => element.getBoundingClientRect().right > innerWidth)
                .map(element => element.outerHTML.slice(0, 120)).slice(0, 5)"""
    )
    assert wide == [], f"{page.url} is wider than {page.viewport_size['width']} px"


def photograph(page, name):
    """The page at every width, checked for sideways scrolling, as build/screens/<name>-<width>.png."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page)
        page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True, animations="disabled")
    page.set_viewport_size(before)


def inspect(page, name):
    """Accessible at every width, and photographed."""
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
    page.set_viewport_size(before)
    photograph(page, name)
