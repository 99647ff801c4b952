"""Texts of the program that its source does not show where they are given: known by name, and by samples."""

from collections.abc import Iterator

from svitlo.adapters.cells import NUMBER_HINTS
from svitlo.adapters.epanet_inp import WARNING_WORDS
from svitlo.adapters.plan_folder import SUMMARY_TYPES, TYPE_WORDS
from svitlo.adapters.power_tables import _RULES
from svitlo.plan.kept import NOT_SO
from svitlo.tables.checks_aid import FORM_COLUMNS
from svitlo.tables.checks_places import TAKEN
from svitlo.tables.schema import CASE_SPECS, EARMARKS, PLAN_SPECS
from tests.report.said_texts import Found

UNFOLLOWED = {
    # What is passed on was said elsewhere in the source, and is found there.
    "adapters/case_toml.py": {"what", "hint", "fault.what", "fault.hint"},
    "adapters/cells.py": {"cell.what", "cell.hint", "column.doc", "hint"},
    "adapters/epanet_inp.py": {"printable(what)", "hint"},
    "adapters/networks.py": {"hint"},
    "adapters/power_tables.py": {"what", "hint", "rule.hint"},
    "adapters/table_reader.py": {"cell.hint", "fault.what", "fault.hint", "column.doc"},
    "adapters/xlsx.py": {"bad.what", "bad.hint"},
    "plan/kept.py": {"what", "hint"},
    "report/outline.py": {"f\"{at.removeprefix('.')} {what}\".strip()", "hint"},
    "tables/checks_aid.py": {"what", "hint", "known"},
    "tables/checks_damage.py": {"what", "hint"},
    "tables/checks_places.py": {"hint"},
    "tables/draft.py": {"what", "hint"},
    "tables/errors.py": {"what", "hint"},
    "serve/api.py": {"uploads.WANTED", "' or '.join(LANGUAGES)"},
    "serve/job_queue.py": {"_tail(job.folder / jobs.LOG)"},
    # What is made while it runs: see `of_tables` and `of_others`.
    "aid/earmarks.py": {"known"},
    "serve/app.py": {"HTTPStatus(error.status_code).phrase.lower()"},
    # No texts, though their names are those of notes.
    "pipeline.py": {"explain(case, situation, schedule, limit, count_announced=choice.count_announced, served=served)"},
    "serve/worker.py": {"bound", "str(error)"},
}
"""Texts that the source does not show where they are given."""


def of_tables() -> Iterator[Found]:
    """Texts that are made from tables of the program."""
    for spec in (*CASE_SPECS, *PLAN_SPECS):
        for column in spec:
            if column.required or column.kind in ("int", "real"):
                yield Found("hint", column.doc, f"{spec.name}.{column.name}")
    for text in (*(hint for _, hint in NUMBER_HINTS), *TAKEN.values(), *(rule.hint for rule in _RULES), NOT_SO):
        if text:
            yield Found("hint", text, "a table of hints")
    for rule in _RULES:
        yield Found("problem", f"{rule.what}; it is 7", "power_tables")
    for form, columns in FORM_COLUMNS.items():
        yield Found("hint", f"{form}: {' and '.join(columns)}", "FORM_COLUMNS")
    yield Found("hint", ", ".join(f"{name}:..." for name in EARMARKS), "EARMARKS")
    for types in SUMMARY_TYPES.values():
        yield Found("problem", f"'x' is not {' or '.join(TYPE_WORDS[kind] for kind in types)}", "SUMMARY_TYPES")
    for words in WARNING_WORDS.values():
        yield Found("note", f"Water network town: in the undamaged day {words}.", "WARNING_WORDS")


def of_others() -> Iterator[Found]:
    """Texts that other programs have a part in, and those of which the source shows half."""
    for text in (
        "not TOML: Invalid value (at line 3, column 8)",
        "not TOML: Invalid statement (at line 3, column 8)",
        "not TOML: Cannot overwrite a value (at line 3, column 8)",
        "not TOML: Expected '=' after a key in a key/value pair (at line 3, column 8)",
        "not TOML: Expected newline or end of document after a statement (at line 3, column 8)",
        "not TOML: Unclosed array (at line 3, column 8)",
        "not TOML: Invalid value (at end of document)",
        "not TOML: something new",
        "not a CSV record (unexpected end of data)",
        "line 3: must be a finite number; it is empty",
        "is not an object with a type of GeoJSON",
        "'Point' is not an outline",
        "power/line/7 took 2 pole, and by `needs` and `damage` takes 3 pole now",
        "power/line/7 took nothing, and by `needs` and `damage` takes 3 pole now",
        "power/line/7 took 2 pole, and by `needs` and `damage` takes nothing now",
        "the library is in use by another server",
        "not found",
        "method not allowed",
    ):
        yield Found("problem", text, "said by others")
    for text in (
        "did you mean case14 or case30?",
        "did you mean case14 or case30 or case39?",
        "MATPOWER .m, pandapower .json or pandapower:NAME",
        "EPANET .inp or wntr:NAME",
        "en or uk",
    ):
        yield Found("hint", text, "said by others")
