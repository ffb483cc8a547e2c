"""Checks a page for what keeps people from using it: axe-core, served from this disk alone."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent / "node" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(
  (found) => [found.impact, found.id, found.nodes.map((node) => String(node.target)).slice(0, 4)]
)"""
_GRAVE = ("serious", "critical")


def findings(page: Page) -> list[str]:
    """Return the serious and critical findings on the page as it stands."""
    page.wait_for_timeout(300)
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(_RUN)
    return [f"{impact} {id}: {where}" for impact, id, where in found if impact in _GRAVE]
