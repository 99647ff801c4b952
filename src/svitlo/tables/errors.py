"""What can go wrong, and how it is told.

```text
SvitloError
├── BadInput      the case, the plan or the call is wrong: exit status 2
└── EngineFailed  an outside engine failed: exit status 3
```

A `Problem` is data, not an exception: checks return lists of problems and never change the input.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong with an input.

    `row` is the line or row number that a person sees in an editor or a spreadsheet (the header is row 1);
    0 means the file as a whole. `column` is empty where no single column is to blame.
    """

    file: str
    row: int = 0
    column: str = ""
    what: str = ""
    hint: str = ""

    def __str__(self) -> str:
        where = self.file
        if self.row:
            where += f", row {self.row}"
        if self.column:
            where += f", column {self.column}"
        text = f"{where}: {self.what}" if where else self.what
        return f"{text} (hint: {self.hint})" if self.hint else text

    def as_dict(self) -> dict[str, str | int]:
        """The problem as plain values for JSON."""
        return {"file": self.file, "row": self.row, "column": self.column, "what": self.what, "hint": self.hint}


class SvitloError(Exception):
    """Whatever Svitlo raises on purpose."""

    exit_status = 2


class BadInput(SvitloError):
    """The input or the call is wrong; `problems` holds everything that was found, sorted."""

    exit_status = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, file: str, what: str, *, hint: str = "", row: int = 0, column: str = "") -> Self:
        """One problem as an exception."""
        return cls([Problem(file, row, column, what, hint)])


class EngineFailed(SvitloError):
    """An outside engine (a solver, a power flow) failed where it should not have."""

    exit_status = 3
