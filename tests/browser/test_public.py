"""What may be published holds places and hours, and nothing from which somebody could aim."""

import csv
import json
import re
from pathlib import Path

import pytest

from tests.browser.conftest import EXAMPLES, Made, Open

NAMES = ("first-light", "together", "from-matpower")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def document(made: Made, name: str, public: bool) -> dict[str, object]:
    path = made.folder / (f"{name}-public.html" if public else f"{name}/report.html")
    found = re.search(r'id="svitlo-document">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    loaded = json.loads(found[1].replace("<\\/", "</"))
    assert isinstance(loaded, dict)
    return loaded


@pytest.mark.parametrize("name", NAMES)
def test_no_id_no_coordinate_no_crew_no_date_of_repair(made: Made, name: str) -> None:
    text = (made.folder / f"{name}-public.html").read_text(encoding="utf-8")
    start = text.index('id="svitlo-document">')
    secret = {row["asset_id"] for row in rows(EXAMPLES / name / "damage.csv")} if name != "from-matpower" else set()
    plan = made.plan(name)
    for table, columns in {
        "repairs.csv": ("asset_id", "crew_kind"), "purchases.csv": ("purchase_id", "equipment_id", "pledge_id"),
        "uses.csv": ("asset_id", "equipment_id", "origin"), "installs.csv": ("at", "equipment_id", "crew_kind"),
    }.items():  # fmt: skip
        secret |= {row[column] for row in rows(plan / table) for column in columns}
    secret |= {row["place_id"] for row in rows(plan / "places.csv") if "/" in row["place_id"] or ":" in row["place_id"]}
    assert secret
    inside = text[start:].split("</script>")[0]
    loaded = document(made, name, public=True)
    for place in loaded["places"]:  # type: ignore[attr-defined]
        inside = inside.replace(json.dumps(place["name"], ensure_ascii=False), '""')  # a "heat plant" is no crew
    words = set(re.findall(r"[\w/:.\-~@]+", inside))
    assert not {one for one in secret if one in words or ("/" in one and one in inside)}
    for key in ("network", "explanation", "changes", "ledger_head"):
        assert loaded[key] is None
    for key in (
        "damage",
        "works",
        "crews",
        "equipment",
        "purchases",
        "pledges",
        "decisions",
        "donors",
        "events",
        "notes",
    ):
        assert loaded[key] == []
    for place in loaded["places"]:  # type: ignore[attr-defined]
        assert place["bus"] is None
        assert place["water"] is None
        assert place["water_node_id"] is None


def test_a_public_page_shows_hours_and_no_asset(made: Made, open_page: Open) -> None:
    opened = open_page(made.public("together"))
    seen = ""
    for view in ("overview", "timetable", "proof"):
        opened.page.locator(f"nav.tabs a[href='#{view}']").click()
        seen += opened.page.locator("body").inner_text()
    for row in rows(made.plan("together") / "repairs.csv"):
        assert row["asset_id"] not in seen
        assert row["asset_id"].rsplit("/", 1)[1] not in re.findall(r"(?:bus|line|branch|pump|pipe|tank) (\S+)", seen)
    assert "Restricted" not in seen
    assert opened.is_clean()
