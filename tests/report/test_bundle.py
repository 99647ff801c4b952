"""The report file: closed to the outside, safe whatever names it holds, and the same bytes each time."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from svitlo.report.bundle import DOCUMENT_ID, document_json, report_file
from svitlo.report.document import document_of
from svitlo.report.texts import LANGUAGES, asset, text
from svitlo.tables.case import Case
from tests.conftest import ROOT
from tests.report.builders import bare_case, empty_plan, pledges_of, small_case, small_plan, without_coordinates

NASTY = "<script>alert(1)</script><!--]]>\u2028\u2029\"&'"
VOID = {"meta"}


class Page(HTMLParser):
    """The elements, scripts and styles of a page; every element that opens closes, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.holds: dict[str, list[str]] = {}
        self.kinds: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "script":
            self.kinds.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.holds.setdefault(self.open[-1] if self.open else "", []).append(data)


def read(page: bytes) -> Page:
    parser = Page()
    parser.feed(page.decode("utf-8"))
    parser.close()
    assert parser.open == []
    return parser


def document(case: Case, **options: Any) -> dict[str, object]:
    return document_of(case, small_plan(case), pledges_of(case), **options)


def nasty_case() -> Case:
    case = small_case()
    return replace(
        case,
        settings=replace(case.settings, name=case.settings.name + NASTY),
        places=case.places.with_columns(case.places["name"] + NASTY),
        actors=case.actors.with_columns(case.actors["name"] + NASTY),
        notes=("a note " + NASTY, "a \x1b[31mred\x00 note \u202e turned"),
    )


def policy_of(page: Page) -> dict[str, str]:
    at = next(row for row, pair in enumerate(page.attributes) if pair[1] == "Content-Security-Policy")
    said = page.attributes[at + 1][1] or ""
    return dict(part.strip().split(" ", 1) for part in said.split(";"))


@pytest.mark.parametrize("case", [small_case(), bare_case(), nasty_case(), without_coordinates(small_case())])
def test_the_page_is_whole_and_holds_the_document(case: Case) -> None:
    made = document(case)
    page = read(report_file(made))
    assert [kind.get("id") for kind in page.kinds] == [DOCUMENT_ID, None]
    inside, script = page.holds["script"]
    # What turns the reading direction is replaced, as everywhere.
    assert json.loads(inside) == json.loads(json.dumps(made).replace("\\u202e", "\\ufffd"))
    assert script == asset("app.js").decode()


def test_names_of_the_user_stay_text() -> None:
    raw = report_file(document(nasty_case())).decode()
    page = read(raw.encode())
    assert page.tags.count("script") == 2
    assert "<script>alert" not in raw
    inside = page.holds["script"][0]
    assert not set("<\u2028\u2029") & set(inside)
    assert NASTY in json.loads(inside)["case"]["name"]
    # What is shown without the script is cleared of what steers a reader; the rest is escaped.
    assert page.holds["title"] == ["Four buses" + NASTY]
    assert not set("\x00\x1b\u202e") & set(inside)


def test_the_policy_lets_in_our_script_and_style_and_nothing_else() -> None:
    page = read(report_file(document(small_case())))
    policy = policy_of(page)
    assert policy["default-src"] == "'none'"
    for name, source in (("script-src", page.holds["script"][1]), ("style-src", page.holds["style"][0])):
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert policy[name] == f"'sha256-{digest}'"
    assert policy["img-src"] == "data: blob:"
    assert set(policy) == {"default-src", "script-src", "style-src", "img-src", "base-uri", "form-action"}
    assert "unsafe" not in " ".join(policy.values())


def test_nothing_outside_is_referred_to() -> None:
    raw = report_file(document(small_case()))
    page = read(raw)
    assert not {name for name, _ in page.attributes} & {"src", "href", "srcset", "action", "style", "onload"}
    style = page.holds["style"][0]
    assert "@import" not in style
    assert re.findall(r"url\((?!\"?(?:data:|#))", style) == []
    assert _meta(page, "robots") == ("robots", "noindex, nofollow")


def _meta(page: Page, name: str) -> tuple[str, str | None]:
    at = page.attributes.index(("name", name))
    return name, page.attributes[at + 1][1]


def test_the_bundle_can_stand_inside_a_page() -> None:
    """What would end its element or hide a part of it is not in it: the compiler sees to that."""
    for name, end in (("app.js", b"</script"), ("app.css", b"</style")):
        assert end not in asset(name).lower()
    assert b"<!--" not in asset("app.js")


def test_the_licences_of_what_is_in_the_bundle_go_with_it() -> None:
    """Each package that the bundle may hold is named, and the comment that holds the licences is one."""
    needed = json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    said = asset("licences.txt").decode()
    names = {name.removeprefix("@").replace("/", " ").lower() for name in needed}
    assert [name for name in sorted(names) if name not in said.lower()] == []
    assert "--" not in said
    assert said in report_file(document(small_case())).decode()


def test_the_same_document_gives_the_same_bytes() -> None:
    case = small_case()
    assert report_file(document(case)) == report_file(document(case))
    slow = document_of(case, small_plan(case, seconds=98_765.4321), pledges_of(case))
    assert report_file(slow) == report_file(document(case))


def test_without_a_script_the_headline_figures_are_there_in_both_languages() -> None:
    raw = report_file(document(small_case())).decode()
    said = raw.partition("<noscript>")[2].partition("</noscript>")[0]
    for language in LANGUAGES:
        own = said.partition(f'lang="{language}">')[2].partition("</section>")[0]
        for key in ("app.restricted", "page.needs_script", "page.objective", "page.bound"):
            assert text(key, language) in own
        assert "2\u00a0345\u00a0678" in own
        assert "130\u00a0000" in own
    assert "14.7\u00a0%" in said
    assert "14,7\u00a0%" in said


def test_a_figure_that_is_not_known_is_no_zero() -> None:
    case = small_case()
    made = document_of(case, empty_plan(case), pledges_of(case))
    summary = {**made["summary"], "person_hours_without_heat": None}  # type: ignore[dict-item]
    raw = report_file({**made, "summary": summary}).decode()
    assert f"<dt>{text('page.no_heat', 'en')}</dt><dd>\u2013</dd>" in raw


def test_half_a_character_is_replaced() -> None:
    made = document(small_case())
    raw = report_file({**made, "notes": [{"text": "a\ud800b"}]})
    assert json.loads(read(raw).holds["script"][0])["notes"] == [{"text": "a\ufffdb"}]


def test_a_number_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        document_json({"value": float("nan")})


def test_words_with_plural_forms_are_not_for_python() -> None:
    with pytest.raises(KeyError, match="plural"):
        text("table.all", "en")
    with pytest.raises(KeyError):
        text("no.such.key", "uk")
