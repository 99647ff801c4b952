"""Every view in both languages, wide and narrow, light and dark: whole, in words, without errors, without requests."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE, Made, Open

VIEWS = ("overview", "works", "shopping", "timetable", "why", "proof", "donors")
PUBLIC_VIEWS = ("overview", "timetable", "proof")
CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_whole(made: Made, open_page: Open, view: str, width: int, language: str) -> None:
    opened = open_page(made.report("together"), width=width, language=language, view=view, dark=width == NARROW)
    page = opened.page
    expect(page.locator("nav.tabs a[aria-current=page]")).to_have_attribute("href", f"#{view}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("html").get_attribute("lang") == language
    words = page.locator("main").inner_text()
    assert len(words) > 200
    assert not re.search(r"undefined|NaN|\[object|\{\w+\}", words)
    if language == "uk":
        assert len(CYRILLIC.findall(words)) > 100
    assert opened.is_clean()


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("view", PUBLIC_VIEWS)
def test_a_public_view_is_whole(made: Made, open_page: Open, view: str, width: int) -> None:
    opened = open_page(made.public("together"), width=width, view=view)
    page = opened.page
    expect(page.locator("nav.tabs a")).to_have_count(len(PUBLIC_VIEWS))
    expect(page.locator(".banner.public")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not re.search(r"undefined|NaN|\[object|\{\w+\}", page.locator("main").inner_text())
    assert opened.is_clean()


@pytest.mark.parametrize("name", ["first-light", "from-matpower"])
def test_cases_without_water_have_all_views_too(made: Made, open_page: Open, name: str) -> None:
    for view in VIEWS:
        assert open_page(made.report(name), view=view).is_clean()


def test_the_map_is_drawn_without_webgl(made: Made, open_page: Open) -> None:
    page = open_page(made.report("together")).page
    assert page.evaluate("document.createElement('canvas').getContext('webgl')") is None
    colours = page.evaluate(
        """() => { const map = document.querySelector('.map canvas, canvas.map');
        const data = map.getContext('2d').getImageData(0, 0, map.width, map.height).data;
        const found = new Set(); for (let i = 0; i < data.length; i += 4)
            found.add(data[i] << 16 | data[i+1] << 8 | data[i+2]);
        return found.size; }"""
    )
    assert colours > 20


def test_language_and_colours_are_kept(made: Made, open_page: Open) -> None:
    page = open_page(made.report("first-light")).page
    page.get_by_label("Language").select_option("uk")
    page.get_by_label("Кольори").select_option("dark")
    assert page.locator("html").get_attribute("lang") == "uk"
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("html").get_attribute("lang") == "uk"
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_links_and_the_back_button_lead_through_the_views(made: Made, open_page: Open) -> None:
    page = open_page(made.report("first-light")).page
    page.get_by_role("link", name="Works").click()
    page.get_by_role("link", name="Proof").click()
    page.go_back()
    expect(page.locator("nav.tabs a[aria-current=page]")).to_have_text("Works")


def test_the_tables_of_the_map_do_not_make_a_narrow_page_wider(made: Made, open_page: Open) -> None:
    page = open_page(made.report("together"), width=NARROW, language="uk").page
    page.locator(".map-tables > summary").click()
    expect(page.locator(".map-tables table")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW


@pytest.mark.parametrize("view", ["overview", "timetable"])
def test_what_has_the_focus_is_not_under_the_bar_of_time(made: Made, open_page: Open, view: str) -> None:
    page = open_page(made.report("together"), view=view).page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    hidden = """() => { const one = document.activeElement, box = one.getBoundingClientRect();
        return !one.closest('.timebar') && box.bottom > document.querySelector('.timebar').getBoundingClientRect().top
            && box.height < 400 ? one.outerHTML.slice(0, 120) : '' }"""
    for _ in range(45):
        page.keyboard.press("Tab")
        assert page.evaluate(hidden) == ""


def test_a_date_on_the_page_of_the_proof_is_in_words_of_the_language(made: Made, open_page: Open) -> None:
    page = open_page(made.report("together"), view="proof", language="uk").page
    assert not re.search(r"\b(night|day|evening|morning)\b", page.locator("main").inner_text())


def test_on_paper_wide_tables_lie_on_their_side_and_no_word_is_broken(made: Made, open_page: Open) -> None:
    page = open_page(made.report("together"), view="works").page
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", page.pdf(prefer_css_page_size=True))
    assert box is not None
    assert float(box[1]) > float(box[2])
    page.emulate_media(media="print")
    assert page.locator("td").first.evaluate("one => getComputedStyle(one).overflowWrap") == "normal"
