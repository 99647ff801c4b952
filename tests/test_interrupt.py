"""A real Ctrl-C in the middle of a search: the best plan so far is proven, written and true."""

import signal
import subprocess
import sys
from pathlib import Path

from svitlo.adapters.plan_folder import read_plan
from svitlo.proof.audit import audit
from tests.support.generated import generated_case

PLAN_AND_SAY = """
import sys
from pathlib import Path
from svitlo import Choice, Options, make_plan, save_plan
from tests.support.generated import generated_case

def say(spent, effort, best, bound):
    print(spent, flush=True)

case = generated_case(5, buses=40, damaged=25, days=40)
plan = make_plan(case, Choice(options=Options(effort=50_000, bound_effort=0, progress=say)))
save_plan(case, plan, Path(sys.argv[1]), replace=False)
"""


def test_a_plan_that_was_cut_short_is_whole_and_passes_its_audit(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    arguments = [sys.executable, "-c", PLAN_AND_SAY, str(folder)]
    root = Path(__file__).parents[1]
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, cwd=root, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for _ in range(5):
            assert process.stdout.readline().strip().isdigit()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        errors = process.stderr.read()
        assert process.wait() == 0, errors
    case, plan = generated_case(5, buses=40, damaged=25, days=40), read_plan(folder)
    assert audit(case, plan) == ()
    notes = plan.summary["notes"]
    assert isinstance(notes, list)
    assert any("was stopped before its effort was spent" in str(note) for note in notes)
