"""The peer: the same network, states and slider as one page that Plotly makes, with Plotly's own bundle inside.

A map of three traces (lines with power, lines without, buses by colour) and a curve with a cursor, restyled at each
step: what `plotly.io.write_html` and a dozen lines of JavaScript give. It lacks all else that a report has.
"""

import base64
import json
import struct
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench._browser_reports import Document

LIT, PARTLY, DARK = 0, 1, 2
COLOURS = ("#0a7d33", "#b26a00", "#b3261e")
FULL = 0.999
NOTHING = 65535
Series = float | Sequence[float | None] | str | None

SCRIPT = """
const data = __DATA__, plot = document.getElementById("{plot_id}"), slider = document.createElement("input");
Object.assign(slider, {type: "range", className: "slider", max: data.changes.length - 1, value: 0});
slider.style.width = "95%";
document.body.append(slider);
const levels = new Array(data.x.length).fill(0);
let at = -1;
function move(step) {
  if (step < at) { levels.fill(0); at = -1; }
  while (at < step) for (const [row, level] of (at++, data.changes[at])) levels[row] = level;
  const lit = [[], []], dark = [[], []];
  data.from.forEach((a, row) => {
    const b = data.to[row], into = levels[a] === 2 || levels[b] === 2 ? dark : lit;
    into[0].push(data.x[a], data.x[b], null); into[1].push(data.y[a], data.y[b], null);
  });
  Plotly.restyle(plot, {x: [lit[0], dark[0]], y: [lit[1], dark[1]]}, [0, 1]);
  Plotly.restyle(plot, {"marker.color": [levels.map((level) => data.colours[level])]}, [2]);
  Plotly.relayout(plot, {"shapes[0].x0": step, "shapes[0].x1": step});
}
slider.addEventListener("input", () => move(Number(slider.value)));
move(0);
document.documentElement.dataset.ready = "true";
"""


def is_there() -> bool:
    """Whether Plotly is installed."""
    return find_spec("plotly") is not None


def peer_page(document: Document, path: Path) -> Path:
    """Write the page for a document."""
    go = import_module("plotly.graph_objects")
    network, curve = document["network"], document["curves"]["power"]["planned"]
    x, y = network["buses"]["x"], network["buses"]["y"]
    line = {"x": [], "y": [], "mode": "lines", "hoverinfo": "skip"}
    figure = go.Figure(
        [
            go.Scatter(**line, line={"color": COLOURS[LIT], "width": 1}),
            go.Scatter(**line, line={"color": COLOURS[DARK], "width": 1, "dash": "dot"}),
            go.Scatter(x=x, y=y, mode="markers", marker={"size": 4}, text=network["buses"]["id"]),
            go.Scatter(y=curve, mode="lines", xaxis="x2", yaxis="y2"),
        ]
    )
    figure.update_layout(
        showlegend=False,
        height=800,
        yaxis={"domain": [0.35, 1.0]},
        xaxis2={"anchor": "y2"},
        yaxis2={"domain": [0.0, 0.28]},
        shapes=[{"type": "line", "xref": "x2", "yref": "y2 domain", "x0": 0, "x1": 0, "y0": 0, "y1": 1}],
    )
    data = {
        "x": x,
        "y": y,
        "from": network["branches"]["from"],
        "to": network["branches"]["to"],
        "colours": COLOURS,
        "changes": list(changes(document)),
    }
    script = SCRIPT.replace("__DATA__", json.dumps(data, separators=(",", ":")))
    import_module("plotly.io").write_html(figure, path, include_plotlyjs=True, post_script=script, auto_play=False)
    return path


def changes(document: Document) -> Iterator[list[list[int]]]:
    """By step the buses whose level changes, with the new one, as the report's map shows them."""
    head, network = document["case"], document["network"]
    blocks = len(head["blocks"])
    steps = int(head["days"]) * blocks
    count = len(network["buses"]["id"])
    loads = [(place["bus"], unpacked(place["power_share"], steps)) for place in document["places"]]
    short = [{bus for bus, share in loads if bus is not None and _is_short(share[step])} for step in range(steps)]
    dark = set(network["dark"]["first"])
    later = {one["day"]: one for one in network["dark"]["changes"]}
    before = [LIT] * count
    for step in range(steps):
        if step % blocks == 0 and step // blocks in later:
            dark = (dark | set(later[step // blocks]["dark"])) - set(later[step // blocks]["lit"])
        now = [DARK if row in dark else PARTLY if row in short[step] else LIT for row in range(count)]
        yield [[row, level] for row, level in enumerate(now) if level != before[row]]
        before = now


def _is_short(share: float | None) -> bool:
    return share is not None and share < FULL


def unpacked(series: Series, steps: int) -> list[float | None]:
    """A series of the document by step; None where nothing is asked for."""
    if series is None or isinstance(series, int | float):
        return [series] * steps
    if isinstance(series, str):
        whole = struct.unpack(f"<{steps}H", base64.b64decode(series))
        return [None if value == NOTHING else value / 10000 for value in whole]
    found: list[float | None] = []
    for at in range(0, len(series), 2):
        first: Any = series[at]
        found[first:] = [series[at + 1]] * (steps - first)
    return found
