"""The library: a folder of cases, plans and jobs, each item whole or not there; and what was given at the start.

```text
svitlo-library/.lock              held by the one server that may write
svitlo-library/cases/ID/item.json and case/      a case folder
svitlo-library/plans/ID/item.json and plan/      a plan folder, and its document, packed
svitlo-library/jobs/ID/                          see `jobs`
```

Items never change once they are there, so what was read of one is kept in memory.
"""

import contextlib
import os
import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.plan_folder import write_folder
from svitlo.serve.copying import Files, files_of
from svitlo.serve.disk import ID, Lock, Record, is_locked, json_bytes, now, read_json, write_bytes, writing
from svitlo.serve.entries import CaseEntry, PlanEntry, case_entry
from svitlo.tables.case import Case
from svitlo.tables.draft import printable
from svitlo.tables.errors import BadInput

ITEM = "item.json"
CASES, PLANS, JOBS = "cases", "plans", "jobs"
CASE_FOLDER, PLAN_FOLDER = "case", "plan"
LOCK = ".lock"
LOCK_OF_JOB = "lock"
MOST_CASES = 3
"""Cases that are kept in memory: one on a large network takes some 100 MB."""


class Busy(BadInput):
    """Another server holds the library."""


class Library:
    """What there is to show and to work with. Safe to use from several threads."""

    def __init__(self, root: Path, cases: Sequence[CaseEntry] = (), plans: Sequence[PlanEntry] = ()) -> None:
        self.root = root
        self._given_cases = {entry.case_id: entry for entry in cases}
        self._given_plans = {entry.plan_id: entry for entry in plans}
        self._cases: dict[str, CaseEntry] = {}
        self._plans: dict[str, PlanEntry] = {}
        self._open: OrderedDict[str, Case] = OrderedDict()
        self._guard, self._reading = threading.RLock(), threading.Lock()
        self._lock: Lock | None = None
        self.address = ""

    # ---- who may write

    def claim(self) -> None:
        """Make the library's folder and take its lock. Raises Busy where another server holds it."""
        with self._guard:
            if self._lock is not None:
                return
            path = self.root / LOCK
            with writing(self.root):
                for name in (CASES, PLANS, JOBS):
                    (self.root / name).mkdir(parents=True, exist_ok=True)
                self._lock = Lock.taken(path)
            if self._lock is None:
                holder = path.read_text(encoding="utf-8", errors="replace")[:100].strip() or "another server"
                hint = "stop it, or choose another folder: --library FOLDER"
                raise Busy.of(printable(self.root), f"the library is in use by {printable(holder)}", hint=hint)
            with contextlib.suppress(OSError):  # a full disk: who holds it is not said
                self._lock.say(f"process {os.getpid()}, {self.address}\n")
            self._sweep()

    def _sweep(self) -> None:
        """Remove what killed processes left half written, unless a worker may be writing it now."""
        if any(is_locked(folder / LOCK_OF_JOB) for folder in (self.root / JOBS).iterdir()):
            return
        for name in (CASES, PLANS, JOBS):
            for path in (self.root / name).glob(".*.svitlo-new"):
                shutil.rmtree(path, ignore_errors=True)

    @property
    def is_claimed(self) -> bool:
        """Whether this process may write."""
        return self._lock is not None

    def exists(self) -> bool:
        """Whether there is a library on the disk."""
        return self.root.is_dir()

    def release(self) -> None:
        """Let another server have it."""
        with self._guard:
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    # ---- what there is

    def cases(self) -> dict[str, CaseEntry]:
        """All cases by id, the newest first; a case that was given and kept is one."""
        with self._guard:
            for case_id, item in self._fresh(CASES, self._cases, CaseEntry):
                self._cases[case_id] = CaseEntry(**item, folder=self.root / CASES / case_id / CASE_FOLDER)
            kept = sorted(self._cases.values(), key=lambda entry: (entry.made or "", entry.case_id), reverse=True)
            return {**self._given_cases, **{entry.case_id: entry for entry in kept}}

    def plans(self) -> dict[str, PlanEntry]:
        """All plans by id, the newest first."""
        with self._guard:
            for plan_id, item in self._fresh(PLANS, self._plans, PlanEntry):
                self._plans[plan_id] = PlanEntry(**item, folder=self.root / PLANS / plan_id / PLAN_FOLDER)
            kept = sorted(self._plans.values(), key=lambda entry: (entry.made or "", entry.plan_id), reverse=True)
            return {**{entry.plan_id: entry for entry in kept}, **self._given_plans}

    def _fresh(
        self, kind: str, known: Mapping[str, object], record: type[CaseEntry] | type[PlanEntry]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Items on the disk that are not known yet; what another version wrote otherwise is left alone."""
        wanted = set(record.__slots__) - {"folder"}
        try:
            names = sorted(path.name for path in (self.root / kind).iterdir())
        except OSError:
            return
        for name in names:
            if name in known or not ID.fullmatch(name):
                continue
            item = read_json(self.root / kind / name / ITEM)
            # An item is what its folder is called: its id becomes part of file names.
            if item is not None and set(item) == wanted and item[f"{kind.removesuffix('s')}_id"] == name:
                yield name, item

    def case_of(self, sha256: str) -> CaseEntry | None:
        """The case with this content."""
        return next((entry for entry in self.cases().values() if entry.sha256 == sha256), None)

    def case(self, entry: CaseEntry) -> Case:
        """A case, read. Raises BadInput where its folder has changed since it was listed."""
        known = self._known(entry.sha256)
        if known is not None:
            return known
        # Reading takes seconds: nobody who asks for something else waits for it.
        with self._reading:
            known = self._known(entry.sha256)
            if known is not None:
                return known
            case = read_case(entry.folder)
            if case.sha256 != entry.sha256:
                hint = "start the server again to see it as it is now"
                raise BadInput.of(printable(entry.folder), "has changed since the server started", hint=hint)
            self.remember(case)
            return case

    def _known(self, sha256: str) -> Case | None:
        with self._guard:
            if sha256 in self._open:
                self._open.move_to_end(sha256)
            return self._open.get(sha256)

    def remember(self, case: Case) -> None:
        """Keep a case that was read, for a while."""
        with self._guard:
            self._open[case.sha256] = case
            while len(self._open) > MOST_CASES:
                self._open.popitem(last=False)

    # ---- what is added

    def keep(self, entry: CaseEntry) -> CaseEntry:
        """The case as an item of the library, copied where it is not there yet, so that plans always have it.

        Raises BadInput where its files cannot be copied, Busy where another server holds the library.
        """
        self.claim()
        listed = self.cases()
        if entry.case_id in self._cases:
            return listed[entry.case_id]
        case = self.case(entry)
        return self.add_case(case, files_of(entry.folder, case), parent=entry.parent)

    def add_case(self, case: Case, files: Files, *, parent: str | None) -> CaseEntry:
        """Put a case into the library under its own id; the entry that is there already where it has been put before.

        `case` is what the files say.
        """
        with self._guard:
            self.claim()
            entry = case_entry(case, self.root, parent=parent, made=now())
            folder = self.root / CASES / entry.case_id
            if not folder.exists():
                with writing(self.root):
                    write_folder(folder, lambda fresh: _fill_case(fresh, entry, files))
            self.remember(case)
            return self.cases()[entry.case_id]


def _fill_case(fresh: Path, entry: CaseEntry, files: Files) -> None:
    for name, content in files.items():
        path = fresh / CASE_FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, content)
    write_bytes(fresh / ITEM, json_bytes(entry.row()))


def add_plan(root: Path, entry: PlanEntry, files: Files, packed: Files) -> None:
    """Put a plan into a library, once; `packed`: files that lie beside the plan folder. The worker does this."""
    folder = root / PLANS / entry.plan_id
    if folder.exists():
        return

    def fill(fresh: Path) -> None:
        (fresh / PLAN_FOLDER).mkdir()
        for name, content in files.items():
            write_bytes(fresh / PLAN_FOLDER / name, content)
        for name, content in packed.items():
            write_bytes(fresh / name, content)
        write_bytes(fresh / ITEM, json_bytes(plan_item(entry)))

    write_folder(folder, fill)


def plan_item(entry: PlanEntry) -> Record:
    """What is kept of a plan's entry; its place is where it lies."""
    return {name: getattr(entry, name) for name in entry.__slots__ if name != "folder"}
