"""The benchmark of the ledger: it runs, its two ways to each sum agree, and writers at once lose nothing."""

import json
from itertools import islice

import pytest
from bench._ledger_history import OPENING, STEPS, above, drafts
from bench.ledger import main

from bench import _ledger_runs as runs
from svitlo.ledger.stores import open_store


def test_a_ledger_of_any_length_is_the_same_ledger() -> None:
    assert drafts(200) == drafts(300)[:200]
    for number in (0, 5, OPENING, OPENING + 1, OPENING + 3 * STEPS, OPENING + 3 * STEPS + 4):
        assert list(islice(above(number), 60)) == drafts(number + 60)[number:]


def test_growing_in_batches_gives_what_was_asked_for(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(runs, "BATCH", STEPS * 4)
    name = str(tmp_path / "ledger.svitlo")
    runs.make(name)
    for have, want in ((0, 150), (150, 151), (151, 400)):
        runs.grow(name, have, want)
    store = open_store(name)
    with store.reading() as reader:
        subjects = [event.subject for event in reader.events()]
    store.close()
    assert len(subjects) == 400
    assert subjects[:150] == [draft.subject for draft in drafts(150)]
    assert runs.balances(name) == runs.balances_by_sql(name)
    assert runs.on_a_day(name) == runs.on_a_day_by_sql(name)
    assert runs.verified(name) == []


def test_the_table_on_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--sizes", "150", "--stores", "sqlite", "--json"])
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["store"], row["events"]) == ("sqlite", 150)
    assert all(row[name] > 0 for name in row if name not in ("store", "events"))


def test_the_table_of_writers(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--writers", "2", "--seconds", "0.5", "--stores", "sqlite"])
    assert capsys.readouterr().out.splitlines()[1].split()[:2] == ["sqlite", "2"]
