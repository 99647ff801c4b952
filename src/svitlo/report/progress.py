"""What a long run is doing, on standard error; silent where that is not a terminal."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress:
    """A bar for the search and a word for each other stage; use as a context."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._bar = self._bars.add_task("reading", total=None)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def stage(self, name: str) -> None:
        """Say what is done now."""
        self._bars.update(self._bar, description=name, total=None, completed=0)

    def searching(self, spent: int, effort: int, objective: float, bound: float) -> None:
        """Say how far the search is, how good the best plan is so far, and how far at most from the best there is."""
        said = f"searching: best {objective:,.0f} weighted person-hours"
        if objective > 0.0 and bound > 0.0:
            said += f", gap at most {max(0.0, 1.0 - bound / objective):.1%}"
        self._bars.update(self._bar, description=said, total=effort, completed=min(spent, effort))
