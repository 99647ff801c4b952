"""axe-core finds nothing against any page, in light and dark, in both languages, wide and narrow."""

import os

import pytest

from tests.browser.conftest import NARROW, ROOT, WIDE, Made, Open, Opened
from tests.browser.test_views import PUBLIC_VIEWS, VIEWS

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
HOW = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


def violations(opened: Opened) -> list[str]:
    """What axe-core says against a page, a line each."""
    if not AXE.exists():
        if os.environ.get("CI"):
            pytest.fail("axe-core is not there: run web/check first")
        pytest.skip("NOT TESTED: accessibility: run web/check first")
    page = opened.page
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("how => axe.run(document, how)", HOW)
    assert len(found["passes"]) > 15
    return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize(("width", "dark", "language"), [(WIDE, False, "en"), (NARROW, True, "uk")])
@pytest.mark.parametrize("view", VIEWS)
def test_no_violation_in_a_view(made: Made, open_page: Open, view: str, width: int, dark: bool, language: str) -> None:
    opened = open_page(made.report("together"), width=width, dark=dark, language=language, view=view, free=True)
    assert violations(opened) == []


@pytest.mark.parametrize("view", PUBLIC_VIEWS)
def test_no_violation_in_a_public_view(made: Made, open_page: Open, view: str) -> None:
    assert violations(open_page(made.public("together"), view=view, free=True)) == []
