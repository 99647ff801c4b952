"""The folders that a server is started with: cases and plans, read and checked before anything is shown."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.case_toml import FILE as TOML
from svitlo.adapters.plan_folder import SUMMARY, read_plan
from svitlo.serve.disk import HASH_LENGTH, id_of
from svitlo.serve.documents import own_document
from svitlo.serve.entries import CaseEntry, PlanEntry, case_entry, figures_of
from svitlo.serve.library import Library
from svitlo.tables.case import Case
from svitlo.tables.draft import printable
from svitlo.tables.errors import BadInput, Problem

LIBRARY = "svitlo-library"
NOWHERE = Path(os.devnull) / LIBRARY
"""A library that is not there and cannot be made."""


@dataclass(frozen=True, slots=True)
class _Found:
    cases: list[tuple[CaseEntry, Case]]
    plans: list[PlanEntry]
    problems: list[Problem]


def library_of(paths: Sequence[Path], root: Path | None, *, public: bool = False) -> Library:
    """The library with what was given. Raises BadInput with everything that is wrong with any of it.

    `public`: of a library that was not named nothing is shown: what lies in it was not meant to be published.
    """
    if root is None and not paths:
        raise BadInput.of("", "nothing to show", hint="name cases or plans, or a library: --library FOLDER")
    found = _Found([], [], [])
    for path in paths:
        try:
            _add(found, path.resolve())
        except BadInput as error:
            # Files of different folders have the same names: say which folder is meant.
            found.problems.extend(_placed(problem, path) for problem in error.problems)
    if found.problems:
        raise BadInput(found.problems)
    home = _beside(paths[0]) if root is None else root.resolve()
    home = NOWHERE if public and root is None else home
    before = Library(home, [entry for entry, _ in found.cases])
    given = [_unnamed(entry) if public else entry for entry in found.plans]
    plans = {entry.plan_id: _matched(before, entry) for entry in given}
    library = Library(home, [entry for entry, _ in found.cases], list(plans.values()))
    for _, case in found.cases:
        library.remember(case)
    return library


def _beside(path: Path) -> Path:
    return path.resolve().parent / LIBRARY


def _placed(problem: Problem, path: Path) -> Problem:
    folder = printable(path)
    return problem if problem.file.startswith(folder) else replace(problem, file=f"{folder}/{problem.file}".rstrip("/"))


def _add(found: _Found, folder: Path) -> None:
    if (folder / TOML).is_file():
        case = read_case(folder)
        if all(entry.sha256 != case.sha256 for entry, _ in found.cases):
            found.cases.append((case_entry(case, folder), case))
    elif (folder / SUMMARY).is_file():
        found.plans.append(_plan_entry(folder))
    else:
        what = "is neither a case nor a plan" if folder.is_dir() else "is not a folder"
        raise BadInput.of(printable(folder), what, hint=f"a case has a {TOML}, a plan a {SUMMARY}")


def _plan_entry(folder: Path) -> PlanEntry:
    plan = read_plan(folder)
    digest = hashlib.sha256((folder / SUMMARY).read_bytes()).hexdigest()
    name = str(plan.summary.get("case", "Svitlo"))
    return PlanEntry(
        plan_id=id_of(folder.name, digest, "plan"),
        case_sha256=str(plan.summary["case_sha256"]),
        case_name=name,
        title=printable(folder.name),
        figures=figures_of(plan.summary),
        folder=folder,
    )


def _unnamed(entry: PlanEntry) -> PlanEntry:
    """The plan with nothing of its folder's name, which may say more than is published."""
    return replace(entry, plan_id=id_of(entry.case_name, entry.plan_id[-HASH_LENGTH:], "plan"), title=entry.case_name)


def _matched(library: Library, entry: PlanEntry) -> PlanEntry:
    """The plan with its case; where that is not at hand its own report must say what is shown."""
    case = library.case_of(entry.case_sha256)
    if case is None:
        own_document(entry.folder)
        return entry
    return replace(entry, case_id=case.case_id)
