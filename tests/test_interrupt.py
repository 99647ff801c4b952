"""A real Ctrl-C at work: the best plan so far is proven, written and true."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from svitlo.adapters.plan_folder import read_plan
from svitlo.proof.audit import audit
from tests.support.generated import generated_case

PLAN_AND_SAY = """
import sys
from pathlib import Path
from svitlo import Choice, Options, make_plan, save_plan
from tests.support.generated import generated_case

def say(*what):
    print(what[0], flush=True)

effort, bound_effort = int(sys.argv[2]), int(sys.argv[3])
case = generated_case(5, buses=90, damaged=60, days=60)
choice = Choice(options=Options(effort=effort, bound_effort=bound_effort, progress=say))
plan = make_plan(case, choice, say)
save_plan(case, plan, Path(sys.argv[1]), replace=False)
"""


@pytest.mark.parametrize(
    ("efforts", "last_words", "note"),
    [
        (("50000", "0"), ("planning", "0"), "The search was stopped before its effort was spent"),
        (("50000", "5000000"), ("bounding",), "The bound was stopped before its effort was spent"),
        (("60", "0"), ("explaining",), "The explanation was stopped"),
    ],
    ids=["searching", "bounding", "explaining"],
)
def test_a_plan_that_was_cut_short_is_whole_and_passes_its_audit(
    tmp_path: Path, efforts: tuple[str, str], last_words: tuple[str, ...], note: str
) -> None:
    folder = tmp_path / "plan"
    arguments = [sys.executable, "-c", PLAN_AND_SAY, str(folder), *efforts]
    root = Path(__file__).parents[1]
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, cwd=root, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for word in last_words:
            while (said := process.stdout.readline().strip()) != word:
                assert said, process.stderr.read()
        time.sleep(0.2)  # past the first lines of the stage, long before its end
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        errors = process.stderr.read()
        assert process.wait() == 0, errors
    case, plan = generated_case(5, buses=90, damaged=60, days=60), read_plan(folder)
    assert audit(case, plan) == ()
    notes = plan.summary["notes"]
    assert isinstance(notes, list)
    assert any(str(one).startswith(note) for one in notes), notes
