"""The documents are what the browser's own types say, by the browser's own compiler: neither side drifts alone."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.report.document.conftest import Made

WEB = ROOT / "web"
COMPILER = WEB / "node_modules" / "typescript" / "bin" / "tsc"

needs_compiler = pytest.mark.skipif(
    not COMPILER.exists() and "CI" not in os.environ, reason="the browser's tools are not installed: npm ci in web/"
)


def complaints(folder: Path, documents: dict[str, dict]) -> str:
    """What TypeScript says of documents that are declared to be what the browser reads."""
    contract = (WEB / "src" / "model" / "document").as_posix()
    for name, document in documents.items():
        said = json.dumps(document, ensure_ascii=False, allow_nan=False)
        source = f'import type {{ SvitloDocument }} from "{contract}";\nexport const made: SvitloDocument = {said};\n'
        (folder / f"{name}.ts").write_text(source, encoding="utf-8")
    settings = {"extends": str(WEB / "tsconfig.json"), "include": ["*.ts"], "compilerOptions": {"types": []}}
    (folder / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        ["node", COMPILER, "--noEmit", "-p", folder], capture_output=True, text=True, cwd=WEB, check=False
    )
    assert (done.returncode == 0) == (done.stdout == ""), done.stderr
    return done.stdout


@needs_compiler
def test_documents_are_what_the_browser_reads(everything: dict[str, Made], tmp_path: Path) -> None:
    whole = {name: one.document for name, one in everything.items()}
    public = {f"{name}-public": one.public for name, one in everything.items()}
    assert complaints(tmp_path, whole | public) == ""


@needs_compiler
def test_a_field_that_is_wrong_missing_or_unknown_is_seen(first_light_made: Made, tmp_path: Path) -> None:
    document = first_light_made.document
    place = document["places"][0]
    wrong = {
        "wrong": document | {"places": [place | {"people": "many"}]},
        "missing": document | {"places": [{key: value for key, value in place.items() if key != "weight"}]},
        "unknown": document | {"places": [place | {"colour": "red"}]},
    }
    said = complaints(tmp_path, wrong)
    assert all(f"{name}.ts" in said for name in wrong)


def test_documents_hold_nothing_that_json_does_not(everything: dict[str, Made]) -> None:
    for one in everything.values():
        for document in (one.document, one.public):
            assert json.loads(json.dumps(document, allow_nan=False)) == document
