"""On paper: the summary is two pages of A4 at most, everything on it is drawn, and other views print too."""

import re

import pytest

from tests.browser.conftest import Made, Open

PAGE = re.compile(rb"/Type\s*/Page[^s]")
MOST_SUMMARY_PAGES = 2


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("name", ["first-light", "together", "from-matpower"])
def test_the_summary_is_two_pages_at_most(made: Made, open_page: Open, name: str, language: str) -> None:
    opened = open_page(made.report(name), language=language)
    paper = opened.page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    assert 1 <= len(PAGE.findall(paper)) <= MOST_SUMMARY_PAGES
    assert opened.is_clean()


@pytest.mark.parametrize("view", ["works", "shopping", "timetable", "why", "proof", "donors"])
def test_other_views_print_without_the_frame(made: Made, open_page: Open, view: str) -> None:
    page = open_page(made.report("together"), view=view).page
    page.emulate_media(media="print")
    for frame in (".tabs", ".timebar", ".preferences"):
        assert not page.locator(frame).first.is_visible()
    assert page.locator("main").first.is_visible()
    assert len(PAGE.findall(page.pdf(format="A4"))) >= 1


def test_after_printing_the_page_is_as_before(made: Made, open_page: Open) -> None:
    page = open_page(made.report("together")).page
    sizes = "() => [...document.querySelectorAll('main canvas')].map(one => [one.clientWidth, one.clientHeight])"
    before = page.evaluate(sizes)
    page.pdf(format="A4")
    page.wait_for_timeout(300)
    assert page.evaluate(sizes) == before
