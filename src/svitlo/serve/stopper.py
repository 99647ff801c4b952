"""A soft stop, as by Ctrl-C at a terminal, that never costs the plan.

Planning answers Ctrl-C where it can give the best plan so far: inside a `try` that catches it. Elsewhere (while physics
proves the plan, say) it would end the whole run. So the wish to stop waits until the run is inside such a `try`.
"""

import _thread
import ast
import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType

EVERY_S = 0.1
"""How often the file is looked at by which somebody asks for a stop."""

PROVING = "checking"
"""The first word of the stage from which on the plan is found."""

PATIENCE_S = 20.0
EXPLAINING, EXPLAINING_S = "explaining", 60.0
"""How long each part that can be stopped may go on after a stop once the plan is found: bounds that are cut short are
weaker, and an explanation is left out. Who asks once more does not wait."""


class Stopper:
    """Listens for the wish to stop, which is a file with one byte for each time that somebody asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_found = False
        self._patience_s = PATIENCE_S
        self._caught_since: float | None = None
        self._ended = threading.Event()
        self.raised_count = 0

    def stage(self, name: str) -> None:
        """Hear what the run does now."""
        self._is_found = self._is_found or name.startswith(PROVING)
        self._patience_s = EXPLAINING_S if name == EXPLAINING else PATIENCE_S
        self._caught_since = None

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Answer wishes to stop, and signals that say the same, while the block runs."""
        kinds = (signal.SIGINT, signal.SIGTERM)
        before = {kind: signal.signal(kind, self._heard) for kind in kinds}
        thread = threading.Thread(target=self._listen, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            for kind, handler in before.items():
                signal.signal(kind, handler)
            thread.join()

    def _listen(self) -> None:
        while not self._ended.wait(EVERY_S):
            if self._asked_count():
                _thread.interrupt_main()

    def _asked_count(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError:
            return 0

    def _heard(self, kind: int, frame: FrameType | None) -> None:
        if self._asked_count() == 0 or kind == signal.SIGTERM:
            # Not our own call: a signal from outside is a wish to stop like another.
            ask(self._path)
        if not is_caught(frame):
            self._caught_since = None
            return
        if self._caught_since is None:
            self._caught_since = time.monotonic()
        patience_s = self._patience_s if self._is_found and self._asked_count() == 1 else 0.0
        if time.monotonic() - self._caught_since >= patience_s:
            self._caught_since = None
            self.raised_count += 1
            raise KeyboardInterrupt


def ask(path: Path) -> None:
    """Leave the wish to stop; once more is a wish to cut short what comes after the search as well."""
    with path.open("ab") as file:
        file.write(b"x")


def is_caught(frame: FrameType | None) -> bool:
    """Whether Ctrl-C raised here would be caught by code that then goes on."""
    while frame is not None:
        for place in catching_places(frame.f_code.co_filename):
            if place.first <= frame.f_lineno <= place.last and (place.needs is None or frame.f_locals.get(place.needs)):
                return True
        frame = frame.f_back
    return False


@dataclass(frozen=True, slots=True)
class Place:
    """Lines in a `try` that catches Ctrl-C: for good, or if what the variable `needs` holds is not empty by then."""

    first: int
    last: int
    needs: str | None = None


@cache
def catching_places(file: str) -> tuple[Place, ...]:
    """Where Ctrl-C is caught in a module of this package; nowhere in others."""
    if Path(__file__).parents[1] not in Path(file).parents or Path(file).parent == Path(__file__).parent:
        return ()
    return tuple(
        Place(node.body[0].lineno, node.body[-1].end_lineno or node.body[-1].lineno, needs)
        for node in ast.walk(ast.parse(Path(file).read_bytes()))
        if isinstance(node, ast.Try)
        for handler in node.handlers
        for needs in _needs(handler)
    )


def _needs(handler: ast.ExceptHandler) -> Iterator[str | None]:
    """What a handler of Ctrl-C needs so as not to raise it again: nothing, or a variable; none where it always does."""
    if not isinstance(handler.type, ast.Name) or handler.type.id != KeyboardInterrupt.__name__:
        return
    first, *others = handler.body
    if any(isinstance(node, ast.Raise) for part in others for node in ast.walk(part)):
        return
    match first:
        case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)), body=[ast.Raise()], orelse=[]):
            yield name
        case _ if not any(isinstance(node, ast.Raise) for node in ast.walk(first)):
            yield None
