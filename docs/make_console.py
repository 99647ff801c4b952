"""Run every command that the pages show in a ```console block, and put what it says below it.

A block holds lines that begin with `$ `, each followed by what the command wrote. The blocks of one page run one after
the other in one empty folder that has the examples. `svitlo`, `cat` and `sed` are all they may call.
"""

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PAGES = tuple(sorted(DOCS.rglob("*.md")))
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def refreshed(page: str, folder: Path) -> str:
    """The page with its console blocks as they come out now, run in a folder."""
    return BLOCK.sub(lambda block: block_as_run(block[0], folder), page)


def block_as_run(block: str, folder: Path) -> str:
    """One block as it comes out now."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{output(command, folder)}" for command in commands)


def output(command: str, folder: Path) -> str:
    """What a command writes, and its exit status where that is not 0."""
    program, *arguments = shlex.split(command)
    if program not in {"svitlo", "cat", "sed"}:
        raise ValueError(f"pages may not call {program}")
    start = [sys.executable, "-m", "svitlo"] if program == "svitlo" else [program]
    done = subprocess.run(  # noqa: S603 - only what the check above lets through
        [*start, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    lines = [line.rstrip() for line in done.stdout.replace("\u00a0", " ").splitlines()]
    if done.returncode != 0:
        lines.append(f"(exit status {done.returncode})")
    return "".join(f"{line}\n" for line in lines)


def run_page(path: Path) -> str:
    """A page refreshed, in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "examples", folder / "examples")
        return refreshed(path.read_text(encoding="utf-8"), folder)


if __name__ == "__main__":
    for path in PAGES:
        if BLOCK.search(path.read_text(encoding="utf-8")):
            path.write_text(run_page(path), encoding="utf-8")
