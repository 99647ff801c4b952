"""Plan `examples/winter-53m` and keep what README and docs show of it: the curve, the screen and the figures.

Writes the plan to `out/winter-53m`, `docs/pictures/winter-53m.svg` (curves), `winter-53m.txt` (the screen) and
`winter-53m.json` (the summary), and puts the figures into the README.
"""

import io
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from rich.console import Console

from svitlo import Choice, PlanView, make_plan, read_case, save_plan, support_of
from svitlo.report.summary import screen

ROOT = Path(__file__).parents[1]
LONG_PARTS = ("curves", "explanation", "facts")
PICTURES = ROOT / "docs" / "pictures"
OUT = ROOT / "out" / "winter-53m"


README = ROOT / "README.md"
FIGURES = re.compile(r"(?<=<!-- figures of that run -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)


def figures(summary: Mapping[str, Any]) -> str:
    """What the README says of the run; "below" is rounded down and "at most" up, so that both stay true."""

    def millions(key: str) -> str:
        return f"{summary[key] / 1e6:,.0f} million"

    least = f"{math.floor(summary['bound'] / 1e6):,} million"
    most = f"{math.ceil(1000 * summary['gap_share'] - 1e-9) / 10:.1f} %"
    return (
        f"With no repair, people go without power or water for {millions('do_nothing')} weighted person-hours; with\n"
        f"the plan, for {millions('objective')}. Where only what AC power flow and EPANET confirm counts as supply,\n"
        f"it is {millions('objective_proven')}. No plan can be below {least} by the planning model, so this one is at\n"
        f"most {most} from the best possible. It spends {summary['spent_usd'] / 1e6:.1f} million dollars.\n"
    )


def save_curves(view: PlanView, path: Path) -> None:
    """The curves as a file; the same plan gives the same bytes."""
    with mpl.rc_context({"svg.hashsalt": "svitlo"}):
        view.plot_service().savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    # Lines end without spaces, as everywhere in the project.
    text = "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8").splitlines())
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    """Plan the case with every option left as it is."""
    case = read_case(ROOT / "examples" / "winter-53m")
    plan = make_plan(case, Choice())
    PICTURES.mkdir(exist_ok=True)
    OUT.parent.mkdir(exist_ok=True)
    save_plan(case, plan, OUT, replace=True)  # `make_screenshots.py` opens its report
    save_curves(PlanView(case=case, plan=plan), PICTURES / "winter-53m.svg")
    text = io.StringIO()
    Console(file=text, width=100, highlight=False).print(screen(case, plan, support_of(case)))
    lines = [line.rstrip().replace("\u00a0", " ") for line in text.getvalue().splitlines()]
    (PICTURES / "winter-53m.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    # The long parts are for a reader of the plan, not of this page.
    short = {key: value for key, value in plan.summary.items() if key not in LONG_PARTS}
    summary = json.dumps(short, ensure_ascii=False, indent=2)
    (PICTURES / "winter-53m.json").write_text(summary + "\n", encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    README.write_text(FIGURES.sub(lambda _: figures(plan.summary), readme), encoding="utf-8")


if __name__ == "__main__":
    main()
