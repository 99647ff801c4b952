"""The pages of the ledger: whole, closed to the network, and safe against what sources and names hold."""

from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from svitlo.ledger.events import Source
from svitlo.ledger.view import View
from svitlo.report.ledger_coalition import coalition_table
from svitlo.report.ledger_conflicts import conflicts_on
from svitlo.report.ledger_donor import donor_page
from svitlo.report.ledger_late import late_on
from svitlo.report.ledger_page import coalition_html, conflicts_html, donor_html, late_html
from svitlo.report.ledger_text import conflict_lines
from tests.report.ledger_reports.by_hand import DAY, NORTH, book_of, cash, draft

PAGES: dict[str, Callable[[View], str]] = {
    "donor": lambda view: donor_html(donor_page(view, NORTH)),
    "public": lambda view: donor_html(donor_page(view, NORTH, public=True)),
    "coalition": lambda view: coalition_html(coalition_table(view, "group:accord")),
    "conflicts": lambda view: conflicts_html(conflicts_on(view)),
    "late": lambda view: late_html(late_on(view)),
}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    with book_of(tmp_path_factory.mktemp("page")).view(DAY) as found:
        yield found


class Tree(HTMLParser):
    """Open elements, what was closed wrongly, and what would load something."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.loading: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loading += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "srcset", "data", "action")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def tree_of(html: str) -> Tree:
    tree = Tree()
    tree.feed(html)
    return tree


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_loads_nothing(view: View, name: str) -> None:
    html = PAGES[name](view)
    tree = tree_of(html)
    assert html.startswith("<!doctype html>")
    assert (tree.open, tree.wrong, tree.loading) == ([], [], [])
    assert not {"script", "img", "iframe", "link", "form"} & set(tree.tags)
    assert "default-src &#x27;none&#x27;" in html
    assert "://" not in html
    assert "url(" not in html


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_the_head_the_day_and_who_may_see_it(view: View, name: str) -> None:
    html = PAGES[name](view)
    head = view.reader.head()
    assert f"{head.seq}:{head.hash}" in html
    assert "shows 2030-04-01" in html
    assert ("Public: sums and counts only" in html) == (name == "public")
    assert ("Restricted" in html) == (name != "public")


@pytest.mark.parametrize("name", PAGES)
def test_the_same_ledger_gives_the_same_bytes(view: View, name: str) -> None:
    assert PAGES[name](view) == PAGES[name](view.at(DAY))


def test_bars_are_as_long_as_their_sums(view: View) -> None:
    html = PAGES["donor"](view)
    for stage, width in (("Pledged", "100.0"), ("Committed", "70.0"), ("Contracted", "20.0"), ("Paid", "8.0")):
        bar = f'<span>{stage}</span><span class="track"><span class="bar" style="width:{width}%">'
        assert bar in html


def test_sources_stand_side_by_side(view: View) -> None:
    html = PAGES["conflicts"](view)
    assert html.count('<ul class="sides">') == 1
    assert 'class="taken"' in html
    assert "Aid &lt;law&gt;" in html
    assert html.index("120\u202f000\u202fEUR") > html.index("100\u202f000\u202fEUR")


def test_what_sources_hold_is_text(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    bad = Source(publisher="<script>alert(1)</script>", title='"><img src=x>', quote="\u202egnp.exe & <b>")
    said = {"form": "cash", "donor": NORTH, "category": "energy", "available": "2030-01-10", "expires": "2030-04-20"}
    book.add([draft("pledge.announced", "pledge:n-cash", "2030-01-05", bad, **said, **cash(110_000))], "tester")
    with book.view(DAY) as view:
        html, text = conflicts_html(conflicts_on(view)), conflict_lines(conflicts_on(view))
    tree = tree_of(html)
    assert not {"script", "img"} & set(tree.tags)
    assert "&lt;script&gt;" in html
    assert "\u202e" not in html
    assert "\u202e" not in "\n".join(text)


def test_pages_of_a_day_on_which_nothing_had_happened(view: View) -> None:
    empty = view.at(date(2029, 1, 1))
    for html in (
        coalition_html(coalition_table(empty)),
        conflicts_html(conflicts_on(empty)),
        late_html(late_on(empty)),
    ):
        assert "None." in html
        assert tree_of(html).wrong == []
