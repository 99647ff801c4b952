"""A report's file: whole or as it was, and nothing but a report is ever replaced."""

import os
from pathlib import Path

import pytest

from svitlo.adapters.one_file import MARK, check_file, write_report
from svitlo.report.bundle import DOCUMENT_ID
from svitlo.tables.errors import BadInput

REPORT = b"<!doctype html>" + MARK + b">old"


def test_a_report_is_known_by_what_every_report_holds() -> None:
    assert f'id="{DOCUMENT_ID}"'.encode() == MARK


def test_it_is_written_and_replaced_if_one_says_so(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    write_report(file, REPORT, replace=False)
    assert file.read_bytes() == REPORT
    with pytest.raises(BadInput, match="exists already"):
        write_report(file, b"new", replace=False)
    assert file.read_bytes() == REPORT
    write_report(file, REPORT + b"new", replace=True)
    assert file.read_bytes() == REPORT + b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_what_a_link_points_to_is_replaced(tmp_path: Path) -> None:
    file, link = tmp_path / "real.html", tmp_path / "link.html"
    file.write_bytes(REPORT)
    link.symlink_to(file)
    write_report(link, REPORT + b"new", replace=True)
    assert link.is_symlink()
    assert file.read_bytes() == REPORT + b"new"


def test_anything_else_stays_as_it_is(tmp_path: Path) -> None:
    other = tmp_path / "page.html"
    other.write_bytes(b"<!doctype html>mine")
    for path, said in (
        (other, "is no report of a plan"),
        (tmp_path, "is a folder"),
        (tmp_path / "none" / "r.html", "the folder above it does not exist"),
        (tmp_path / f"{'a' * 300}.html", "cannot be looked at"),
    ):
        with pytest.raises(BadInput, match=said):
            check_file(path, replace=True)
    assert other.read_bytes() == b"<!doctype html>mine"


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(REPORT)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadInput, match="cannot be written"):
        write_report(file, b"new", replace=True)
    assert file.read_bytes() == REPORT
    assert list(tmp_path.iterdir()) == [file]
