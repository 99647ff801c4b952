"""Plan `examples/winter-53m` and keep what README and docs show of it: the curve, the screen and the figures.

Writes `docs/pictures/winter-53m.svg` (curve), `winter-53m.txt` (the screen) and `winter-53m.json` (the summary).
"""

import io
import json
from pathlib import Path

from rich.console import Console

from svitlo import Choice, make_plan, read_case, support_of
from svitlo.report.figures import save_curve_svg
from svitlo.report.summary import screen

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    """Plan the case with every option left as it is."""
    case = read_case(ROOT / "examples" / "winter-53m")
    plan = make_plan(case, Choice())
    PICTURES.mkdir(exist_ok=True)
    save_curve_svg(case, plan, PICTURES / "winter-53m.svg")
    text = io.StringIO()
    Console(file=text, width=100, highlight=False).print(screen(case, plan, support_of(case)))
    lines = [line.rstrip().replace("\u00a0", " ") for line in text.getvalue().splitlines()]
    (PICTURES / "winter-53m.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    summary = json.dumps(dict(plan.summary), ensure_ascii=False, indent=2)
    (PICTURES / "winter-53m.json").write_text(summary + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
