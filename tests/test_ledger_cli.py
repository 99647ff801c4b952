"""`svitlo ledger` as a user runs it: real processes on a real file, what they say and what they leave."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import EXAMPLES, Program
from tests.test_cli import said

WINTER = EXAMPLES / "ledger-winter" / "events.jsonl"
REPORT = """BUCHAREST, Nov 29 - Germany will give 55 million euros for the power grid, the minister said on Tuesday.

Poland pledged 40 generators. "If parliament agrees, we would add 10 million euros," a Danish official said.
"""


@pytest.fixture
def ledger(tmp_path: Path, svitlo: Program) -> Path:
    """A ledger with the events of the example."""
    path = tmp_path / "winter.svitlo"
    assert svitlo("ledger", "init", path).returncode == 0
    done = svitlo("ledger", "add", path, WINTER, "--author", "desk")
    assert done.returncode == 0, said(done)
    return path


def answer(svitlo: Program, *arguments: str | Path) -> Any:
    done = svitlo("ledger", *arguments, "--json")
    assert done.returncode == 0, said(done)
    return json.loads(said(done)[0])


def test_a_ledger_is_made_filled_shown_and_verified(ledger: Path, svitlo: Program) -> None:
    count = len(WINTER.read_text(encoding="utf-8").splitlines())
    out, _ = said(svitlo("ledger", "show", ledger))
    assert out.count("\n") == count + 1
    assert out.splitlines()[-1].startswith(f"Ledger {count}:")
    out, _ = said(svitlo("ledger", "verify", ledger))
    assert "as it was written" in out
    head = out.splitlines()[-1].split()[1].rstrip(",")
    assert svitlo("ledger", "verify", ledger, "--head", head).returncode == 0
    other = head[:-1] + ("0" if head[-1] != "0" else "1")
    assert svitlo("ledger", "verify", ledger, "--head", other).returncode == 1


def test_a_lost_seal_is_found_and_made_anew_but_no_changed_event_is(ledger: Path, svitlo: Program) -> None:
    seal = ledger.with_name(f"{ledger.name}.seal")
    seal.unlink()
    assert svitlo("ledger", "verify", ledger).returncode == 1
    assert svitlo("ledger", "seal", ledger).returncode == 0
    assert svitlo("ledger", "verify", ledger).returncode == 0
    content = ledger.read_bytes()
    place = content.index(b"Aurelia (made up)")
    ledger.write_bytes(content[:place] + b"a" + content[place + 1 :])
    done = svitlo("ledger", "verify", ledger)
    assert done.returncode == 1
    assert "Traceback" not in said(done)[1]
    refused = svitlo("ledger", "seal", ledger)
    assert refused.returncode == 1
    assert "Not sealed" in said(refused)[0]


def test_a_ledger_is_not_made_twice(ledger: Path, svitlo: Program) -> None:
    before = ledger.read_bytes()
    done = svitlo("ledger", "init", ledger)
    assert done.returncode == 2
    assert "exists already" in said(done)[1]
    assert ledger.read_bytes() == before


def test_every_problem_of_a_file_is_told_and_nothing_recorded(tmp_path: Path, ledger: Path, svitlo: Program) -> None:
    events = tmp_path / "more.jsonl"
    lines = [
        {"kind": "state.named", "subject": "state:newland", "held_on": "2022-12-01", "data": {"name": "Newland"}},
        {"kind": "pledge.announced", "subject": "pledge:x", "held_on": "2022-12-01", "data": {"donor": "state:nobody"}},
        {"kind": "no.such", "subject": "x:y", "held_on": "2022-12-01", "data": {}},
    ]
    events.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    before, _ = said(svitlo("ledger", "show", ledger))
    done = svitlo("ledger", "add", ledger, events, "--author", "desk")
    assert done.returncode == 2
    _, err = said(done)
    assert "more.jsonl, row 2, column form" in err
    assert "more.jsonl, row 2, column category" in err
    assert "more.jsonl, row 3, column kind" in err
    assert said(svitlo("ledger", "show", ledger))[0] == before


def test_one_entity_is_shown_on_any_day(ledger: Path, svitlo: Program) -> None:
    first = json.loads(next(line for line in WINTER.read_text().splitlines() if "pledge.announced" in line))
    found = answer(svitlo, "show", ledger, first["subject"])
    assert found["state"]
    assert found["events"][0]["kind"] == "pledge.announced"
    done = svitlo("ledger", "show", ledger, first["subject"], "--on", "1990-01-01")
    assert done.returncode == 2
    assert "knows no" in said(done)[1]


def test_stages_are_told_beside_each_other(ledger: Path, svitlo: Program) -> None:
    rows = answer(svitlo, "balances", ledger)["rows"]
    assert rows
    assert all(row["converted"] <= row["pledged"] for row in rows)
    assert answer(svitlo, "balances", ledger, "--on", "1990-01-01")["rows"] == []
    text, _ = said(svitlo("ledger", "balances", ledger))
    assert len(text.splitlines()) == len(rows) + 2


def test_who_blocks_is_told(ledger: Path, svitlo: Program) -> None:
    found = answer(svitlo, "decisions", ledger)["decisions"]
    assert {one["state"] for one in found} >= {"adopted", "blocked"}
    blocked = next(one for one in found if one["state"] == "blocked")
    assert blocked["blockers"]
    assert f"blocked by {blocked['blockers'][0]['actor_id']}" in said(svitlo("ledger", "decisions", ledger))[0]


def test_a_boundary_has_to_be_drawn(ledger: Path, svitlo: Program) -> None:
    assert svitlo("ledger", "flows", ledger).returncode == 2
    found = answer(svitlo, "flows", ledger, "--inside", "fund:winter")
    assert found["incoming"]
    assert set(found) == {"head", "incoming", "outgoing", "internal"}


def test_what_no_ledger_is_is_told(tmp_path: Path, svitlo: Program) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a ledger", encoding="utf-8")
    for path in (other, tmp_path, tmp_path / "missing"):
        done = svitlo("ledger", "show", path)
        assert done.returncode == 2
        assert "internal" not in said(done)[1]
    assert other.read_text(encoding="utf-8") == "not a ledger"


def test_kinds_are_listed(svitlo: Program) -> None:
    out, _ = said(svitlo("ledger", "kinds"))
    assert "pledge.announced" in out
    assert "amount_minor" in said(svitlo("ledger", "kinds", "pledge.announced"))[0]
    assert svitlo("ledger", "kinds", "pledge.announce").returncode == 2


# ---- from a report to events


def test_a_report_becomes_events_only_by_a_persons_word(tmp_path: Path, ledger: Path, svitlo: Program) -> None:
    report, proposals = tmp_path / "report.txt", tmp_path / "proposals.jsonl"
    report.write_text(REPORT, encoding="utf-8")
    before, _ = said(svitlo("ledger", "show", ledger))
    options = ("--published", "2022-11-29", "--publisher", "Made-up wire", "-o", proposals)
    done = svitlo("ledger", "read", report, *options)
    assert done.returncode == 0, said(done)
    offers = [json.loads(line) for line in proposals.read_text(encoding="utf-8").splitlines()]
    money = [one for one in offers if one.get("event", {}).get("data", {}).get("amount_minor") == 5_500_000_000]
    assert len(money) == 1
    assert REPORT[slice(*money[0]["span"])] == money[0]["text"]
    assert money[0]["event"]["data"]["donor"] == "state:deu"
    assert not [one for one in offers if "10 million" in one["text"] and "event" in one], "a conditional is no event"
    assert said(svitlo("ledger", "show", ledger))[0] == before, "reading records nothing"

    assert svitlo("ledger", "accept", ledger, proposals, "--author", "desk").returncode == 2, "nobody chose any"
    number = str(money[0]["number"])
    done = svitlo("ledger", "accept", ledger, proposals, "--author", "desk", "--only", number)
    assert done.returncode == 0, said(done)
    found = answer(svitlo, "show", ledger, money[0]["event"]["subject"])
    assert found["data"]["amount_minor"] == 5_500_000_000
    source = found["events"][0]["sources"][0]
    assert source["publisher"] == "Made-up wire"
    assert source["quote"] == " ".join(money[0]["text"].split())


def test_a_proposal_without_an_event_is_not_accepted(tmp_path: Path, ledger: Path, svitlo: Program) -> None:
    proposals = tmp_path / "proposals.jsonl"
    lines = ['{"number": 1, "text": "hopes"}', "nonsense", '{"number": 3, "event": {"kind": 5}}']
    proposals.write_text("\n".join(lines), encoding="utf-8")
    done = svitlo("ledger", "accept", ledger, proposals, "--author", "desk", "--only", "1,3,9")
    assert done.returncode == 2
    _, err = said(done)
    for words in ("proposal 1 offers no event", "row 2: this is no proposal", "row 3", "there is no proposal 9"):
        assert words in err


# ---- reports, the way to the planner, other formats


def test_the_history_of_an_alliance_is_recorded_once(tmp_path: Path, svitlo: Program) -> None:
    path = tmp_path / "nato.svitlo"
    assert svitlo("ledger", "init", path).returncode == 0
    done = svitlo("ledger", "history", path, "--author", "desk")
    assert done.returncode == 0, said(done)
    assert svitlo("ledger", "history", path, "--author", "desk").returncode == 2
    out, _ = said(svitlo("ledger", "coalition", path, "group:nato", "--on", "2022-11-29"))
    assert "still to ratify (2): Hungary" in out
    assert "mutual defence, since 1949-08-24, between 30 members" in out
    assert "Denmark (sources say 2022-07-05 or 2022-07-07)" in out
    found = answer(svitlo, "coalition", path, "group:nato", "--on", "2023-04-04")
    assert "Finland" in json.dumps(found)
    assert svitlo("ledger", "coalition", path, "group:none", "--on", "2023-04-04").returncode == 2


def test_reports_are_shown_and_written_whole(tmp_path: Path, ledger: Path, svitlo: Program) -> None:
    for what in ("state:aurelia", "coalition", "conflicts", "late"):
        page = tmp_path / f"{what.replace(':', '-')}.html"
        done = svitlo("ledger", "report", ledger, what, "--on", "2023-03-01", "-o", page)
        assert done.returncode == 0, said(done)
        assert "shows 2023-03-01" in said(done)[0]
        assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
        assert svitlo("ledger", "report", ledger, what, "-o", page).returncode == 2, "a file that is there stays"
    public, _ = said(svitlo("ledger", "report", ledger, "state:aurelia", "--on", "2023-03-01", "--public"))
    assert "dw-0001" not in public
    assert svitlo("ledger", "report", ledger, "state:nobody").returncode == 2


def test_a_pledge_is_traced_to_what_it_became(ledger: Path, svitlo: Program) -> None:
    out, _ = said(svitlo("ledger", "trace", ledger, "pledge:aurelia-53m"))
    assert "asset:dw-0001" in out
    public, _ = said(svitlo("ledger", "trace", ledger, "pledge:aurelia-53m", "--public"))
    assert "asset:" not in public
    back = answer(svitlo, "trace", ledger, "asset:dw-0001")
    assert "pledge:aurelia-53m" in json.dumps(back)
    assert svitlo("ledger", "trace", ledger, "pledge:none").returncode == 2


def test_the_way_to_a_plan_and_back(tmp_path: Path, ledger: Path, svitlo: Program) -> None:
    folder = tmp_path / "tables"
    done = svitlo("ledger", "case", ledger, "--on", "2022-12-20", "-o", folder)
    assert done.returncode == 0, said(done)
    assert sorted(path.name for path in folder.iterdir()) == [
        "actors.csv",
        "decisions.csv",
        "pledges.csv",
        "positions.csv",
    ]
    text = (folder / "pledges.csv").read_text(encoding="utf-8")
    assert "commitment:aurelia-1,state:aurelia,cash,2022-12-01,energy,committed,12000000.00,USD" in text
    missing = svitlo("ledger", "propose", ledger, folder, tmp_path / "no-plan", "-o", tmp_path / "p.jsonl")
    assert missing.returncode == 2
    assert not (tmp_path / "p.jsonl").exists()


def test_other_formats_go_out_and_come_back(tmp_path: Path, ledger: Path, svitlo: Program) -> None:
    who = ("--publisher-id", "XX-EX-1", "--publisher", "Desk", "--helped", "state:ukr")
    assert svitlo("ledger", "export", ledger, tmp_path / "a.xml", "--as", "iati").returncode == 2, "nobody publishes it"
    done = svitlo("ledger", "export", ledger, tmp_path / "a.xml", "--as", "iati", "--on", "2023-01-01", *who)
    assert done.returncode == 0, said(done)
    for form in ("hxl", "hxl-funnel"):
        done = svitlo("ledger", "export", ledger, tmp_path / f"{form}.csv", "--as", form)
        assert done.returncode == 0, said(done)
    other = tmp_path / "other.svitlo"
    assert svitlo("ledger", "init", other).returncode == 0
    for count in ("", "0 events recorded"):
        done = svitlo("ledger", "import", other, tmp_path / "a.xml", "--as", "iati", "--author", "desk")
        assert done.returncode == 0, said(done)
        assert count in said(done)[0], "what is there already is skipped"
    theirs = {row["donor"]: row["pledged"] for row in answer(svitlo, "balances", other)["rows"] if row["pledged"]}
    ours = [
        row["pledged"]
        for row in answer(svitlo, "balances", ledger, "--on", "2023-01-01")["rows"]
        if row["pledged"] and row["category"] != "military"
    ]
    assert sorted(theirs.values()) == sorted(ours)


def test_a_workbook_is_offered_and_an_empty_one_records_nothing(tmp_path: Path, ledger: Path, svitlo: Program) -> None:
    book = tmp_path / "form.xlsx"
    done = svitlo("ledger", "template", book, "--ledger", ledger)
    assert done.returncode == 0, said(done)
    done = svitlo("ledger", "add", ledger, book, "--author", "desk")
    assert done.returncode in (0, 2)
    assert svitlo("ledger", "template", book).returncode == 2, "a file that is there stays"
