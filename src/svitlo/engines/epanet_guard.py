"""EPANET's C code must not take the program with it: the first look at a file happens in a process of its own.

What a bad file does there (a crash, an endless run, all the memory) comes back as a fault. The bytes that passed may
then be opened in this process.
"""

import json
import os
import subprocess
import sys
from functools import lru_cache

from svitlo.engines import epanet_child
from svitlo.engines.epanet_facts import Facts
from svitlo.tables.errors import EngineFailed

MOST_SECONDS = 60.0


def guarded_facts(content: bytes, seconds: float = MOST_SECONDS) -> Facts:
    """`facts_of` a network, from a process that may die; a crash or a run beyond `seconds` is a fault.

    The last few answers are remembered: a case is often read twice. Raises `EngineFailed` where EPANET itself is
    missing or too old.
    """
    facts: Facts = json.loads(_answer(content, seconds))
    return facts


@lru_cache(maxsize=8)
def _answer(content: bytes, seconds: float) -> str:
    """The answer of the guarded process as JSON."""
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-c", f"from {epanet_child.__name__} import main; main()"]
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module)
            command,
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": paths},
        )
    except subprocess.TimeoutExpired:
        what = f"EPANET did not get through one undamaged day within {seconds:g} s"
        return _fault(what, "look for a very short time step, or for a network that never balances")
    if done.returncode < 0:
        return _fault(f"EPANET broke down on it (signal {-done.returncode})", "the file is damaged")
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        if last and "MemoryError" in last[0]:
            return _fault("it needs more memory than it may have", "the file is damaged")
        raise EngineFailed(f"EPANET could not be run: {last[0] if last else 'no reason given'}")
    return done.stdout.decode("ascii")


def _fault(what: str, hint: str) -> str:
    return json.dumps({"faults": [("", "", what, hint)]})
