"""How commands answer: on standard output, whole, in UTF-8; and the days that they are asked about."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import date

from svitlo.tables.errors import BadInput


def day_from(text: str, option: str = "--on") -> date:
    """The day that an option names. Raises BadInput where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput.of(option, f"{text!r} is not a date", hint="a day such as 2026-01-31") from None


def plain(value: object) -> object:
    """A value as JSON knows it: days as text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def print_json(value: object) -> None:
    """Answer with JSON."""
    say(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def print_lines(lines: Sequence[str]) -> None:
    """Answer with lines of text."""
    say("\n".join(lines) + "\n")


def print_rich(renderable: object) -> None:
    """Answer with tables and colours, where there is a terminal."""
    from rich.console import Console  # noqa: PLC0415 - heavy, and not every command needs it

    console = Console(highlight=False)
    # A pipe has no width: give tables room rather than fold them at 80 columns.
    if not console.is_terminal:
        console = Console(highlight=False, width=160)
    with console.capture() as captured:
        console.print(renderable)
    say(captured.get())


def say(text: str) -> None:
    """Write an answer; that a reader went away (`| head`) is nobody's fault and no other answer."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # What comes after, and what Python flushes at its end, goes nowhere instead.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
