"""A report as one file: written whole or not at all."""

import os
from pathlib import Path

from svitlo.tables.draft import printable
from svitlo.tables.errors import BadInput

MARK = b'id="svitlo-document"'
"""What every report file holds."""


def check_file(path: Path, *, replace: bool) -> None:
    """Refuse a file that `write_report` would refuse. Raises `BadInput`."""
    name = printable(path)
    try:
        if path.is_dir():
            raise BadInput.of(name, "is a folder", hint="name a file such as report.html")
        if not path.parent.is_dir():
            raise BadInput.of(name, "the folder above it does not exist")
        if not path.exists():
            return
        if not replace:
            raise BadInput.of(name, "exists already", hint="choose another name, or --replace")
        if not path.is_file() or MARK not in path.read_bytes():
            raise BadInput.of(name, "is no report of a plan and is not replaced", hint="choose another name")
    except (OSError, ValueError) as error:
        raise BadInput.of(name, f"cannot be looked at ({error})") from None


def write_report(path: Path, content: bytes, *, replace: bool) -> None:
    """Write a report: the file is whole or as it was before, whatever stops the run. Raises `BadInput`."""
    check_file(path, replace=replace)
    target = path.resolve()
    beside = target.with_name(f".{target.name}.svitlo-new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as error:
        raise BadInput.of(printable(path), f"cannot be written ({error.strerror})") from None
    finally:
        beside.unlink(missing_ok=True)
