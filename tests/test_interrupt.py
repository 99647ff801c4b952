"""A real Ctrl-C in the middle of a search: the best plan so far is proven, written and true."""

import signal
import subprocess
import sys
from pathlib import Path

from svitlo.adapters.case_folder import read_case
from svitlo.adapters.plan_folder import read_plan
from svitlo.proof.audit import audit

CASE = Path(__file__).parents[1] / "examples" / "winter-53m"
PLAN_AND_SAY = """
import sys
from pathlib import Path
from svitlo import Choice, Options, make_plan, read_case, save_plan

def say(spent, effort, best, bound):
    print(spent, flush=True)

case = read_case(Path(sys.argv[1]))
plan = make_plan(case, Choice(options=Options(effort=10**8, bound_effort=0, progress=say)))
save_plan(case, plan, Path(sys.argv[2]), replace=False)
"""


def test_a_plan_that_was_cut_short_is_whole_and_passes_its_audit(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    arguments = [sys.executable, "-c", PLAN_AND_SAY, str(CASE), str(folder)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for _ in range(5):
            assert process.stdout.readline().strip().isdigit()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        errors = process.stderr.read()
        assert process.wait() == 0, errors
    case, plan = read_case(CASE), read_plan(folder)
    assert audit(case, plan) == ()
    notes = plan.summary["notes"]
    assert isinstance(notes, list)
    assert any("was stopped before its effort was spent" in str(note) for note in notes)
