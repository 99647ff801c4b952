import pytest

from svitlo.aid.earmarks import Earmark, Target
from svitlo.tables.errors import BadInput

TRAFO = Target(
    sector="power",
    equipment_id="pt-40",
    asset_id="power/trafo/2",
    kind="trafo",
    place_ids=frozenset({"mill", "hospital"}),
)
GENSET = Target(sector="power", equipment_id="gs-100", kind="hospital", place_ids=frozenset({"hospital"}))


@pytest.mark.parametrize("text", [None, "", "  "])
def test_no_earmark_is_free_use(text: str | None) -> None:
    assert Earmark.parse(text) == Earmark()
    assert Earmark.parse(text).allows(TRAFO)


@pytest.mark.parametrize(
    ("text", "trafo", "genset"),
    [
        ("sector:power", True, True),
        ("sector:water", False, False),
        ("equipment:pt-40", True, False),
        ("equipment:pt-40;equipment:gs-100", True, True),
        ("asset:power/trafo/2", True, False),
        ("kind:hospital", False, True),
        ("kind:trafo; kind:hospital", True, True),
        ("place:hospital", True, True),
        ("place:mill", True, False),
        ("place:school", False, False),
        ("sector:power;kind:trafo;place:mill", True, False),
        ("sector:water;kind:trafo", False, False),
    ],
)
def test_one_of_each_prefix_must_hold(text: str, trafo: bool, genset: bool) -> None:
    assert (Earmark.parse(text).allows(TRAFO), Earmark.parse(text).allows(GENSET)) == (trafo, genset)


def test_an_install_is_no_asset_and_an_unnamed_place_is_no_place() -> None:
    assert not Earmark.parse("asset:power/trafo/2").allows(GENSET)
    assert not Earmark.parse("place:mill").allows(Target(sector="power", equipment_id="pt-40"))


@pytest.mark.parametrize(
    "text", ["power", "town:mill", "sector:", ":power", "sector:power;", "sector:power;;kind:line"]
)
def test_what_is_not_an_earmark_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="earmark"):
        Earmark.parse(text)


def test_an_earmark_reads_back_and_does_not_depend_on_order() -> None:
    one, other = Earmark.parse("kind:line;sector:power;kind:bus"), Earmark.parse("sector:power; kind:bus; kind:line")
    assert one == other
    assert hash(one) == hash(other)
    assert str(one) == "kind:bus; kind:line; sector:power"
    assert Earmark.parse(str(one)) == one
