/** One panel drawn by uPlot. Built once for a language and colours; the slider moves only a line over it. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { date, number, short } from "../app/text";
import type { Plan } from "../model/plan";
import { colourOf, dayTicks, range, STYLES, stretchOf, valueTicks, type LineId, type Panel } from "./curve-lines";
import { clustered, COLOURS, SIGNS } from "./events";

/** Room for the numbers at the left, the same in all panels, so that days stand above each other. */
export const LEFT = 56;
const DAYS_HIGH = 26;

export interface PlotOptions {
  plan: Plan;
  panel: Panel;
  holder: HTMLElement;
  width: number;
  height: number;
  hidden: ReadonlySet<LineId>;
  /** Called with a place of the axis, in days. */
  onPick: (at: number) => void;
}

export class CurvePlot {
  private readonly plot: uPlot;
  private readonly now: HTMLElement;
  private step = 0;
  private hidden: ReadonlySet<LineId>;

  constructor(private readonly options: PlotOptions) {
    this.hidden = options.hidden;
    const { panel, holder } = options;
    this.now = document.createElement("div");
    this.now.className = "now";
    const lines = panel.lines.map((one) => [...one.values, one.values.at(-1) ?? null]);
    this.plot = new uPlot(this.settings(), [panel.x, ...lines], holder);
    this.plot.over.append(this.now);
    this.listen();
  }

  /** Moves the line of the present; nothing else is drawn. */
  at(step: number): void {
    this.step = step;
    if (this.plot.status !== 1) return;
    const { plan, panel } = this.options;
    const row = stretchOf(plan, panel, step);
    const [from, to] = [panel.x[row] ?? 0, panel.x[row + 1] ?? 0];
    const [left, right] = [this.plot.valToPos(from, "x"), this.plot.valToPos(to, "x")];
    this.now.style.transform = `translateX(${left}px)`;
    this.now.style.width = `${Math.max(2, right - left)}px`;
  }

  resize(width: number, height: number): void {
    this.plot.setSize({ width, height });
  }

  hide(hidden: ReadonlySet<LineId>): void {
    this.hidden = hidden;
    this.plot.batch(() => {
      this.options.panel.lines.forEach((one, row) => this.plot.setSeries(row + 1, { show: !hidden.has(one.id) }));
      this.plot.setScale("y", bounds(range(this.options.panel, hidden)));
    });
  }

  destroy(): void {
    this.plot.destroy();
  }

  private listen(): void {
    const { over } = this.plot;
    const pick = (event: PointerEvent) =>
      this.options.onPick(this.plot.posToVal(event.clientX - over.getBoundingClientRect().left, "x"));
    over.addEventListener("pointerdown", (event) => {
      over.setPointerCapture(event.pointerId);
      pick(event);
    });
    over.addEventListener("pointermove", (event) => {
      if (over.hasPointerCapture(event.pointerId)) pick(event);
    });
  }

  private settings(): uPlot.Options {
    const { panel, plan, width, height } = this.options;
    const days = plan.doc.case.days;
    return {
      width,
      height,
      padding: [8, 10, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
      scales: { x: { time: false, range: [0, days] }, y: { range: () => range(panel, this.hidden) } },
      axes: this.axes(),
      series: [{}, ...panel.lines.map((one) => this.series(one.id))],
      // The axes are ranged later than asked for: the present is put in place whenever they have been drawn.
      hooks: { drawAxes: [(plot) => this.marks(plot)], draw: [() => this.at(this.step)] },
    };
  }

  private series(id: LineId): uPlot.Series {
    const { panel } = this.options;
    const { dash, width } = STYLES[id];
    const stroke = colour(colourOf(panel.id, id));
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    const filled = id === "planned" ? { fill: `color-mix(in srgb, ${stroke} 14%, transparent)` } : {};
    return {
      stroke,
      width,
      dash,
      show: !this.hidden.has(id),
      points: { show: false },
      ...(stepped ? { paths: stepped } : {}),
      ...filled,
    };
  }

  private axes(): uPlot.Axis[] {
    const { panel, plan } = this.options;
    const { start, days } = plan.doc.case;
    const look = {
      stroke: colour("--soft"),
      font: "12px system-ui, sans-serif",
      border: { show: true, stroke: colour("--line"), width: 1 },
    };
    const grid = { stroke: colour("--line"), width: 1 };
    const isStrip = panel.id === "temperature";
    return [
      {
        ...look,
        // The dates stand beneath the main panel, right above the temperature.
        size: isStrip ? 8 : DAYS_HIGH,
        grid: { show: false },
        ticks: { ...grid, size: 4 },
        splits: (plot) => dayTicks(days, plot.width - LEFT, 64),
        values: (_, splits) => splits.map((day) => (isStrip ? "" : date(start, day))),
      },
      {
        ...look,
        size: LEFT,
        grid,
        ticks: { show: false },
        splits: (plot, _, least, most) => valueTicks(least, most, plot.height / (isStrip ? 24 : 45)),
        values: (_, splits) => splits.map((one) => (isStrip ? `${number(one)} °C` : short(one))),
      },
    ];
  }

  /** What happens on the way, as signs at the top with a line down to their day. */
  private marks(plot: uPlot): void {
    const { plan, panel } = this.options;
    if (panel.id === "temperature" || plan.doc.events.length === 0) return;
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    for (const one of clustered(plan.doc.events, plan.doc.case.days, bbox.width / ratio)) {
      const x = plot.valToPos(one.at, "x", true);
      const paint = colour(COLOURS[one.sign]);
      ctx.globalAlpha = 0.35;
      ctx.fillStyle = paint;
      ctx.fillRect(Math.round(x) - ratio / 2, bbox.top, ratio, bbox.height);
      ctx.globalAlpha = 1;
      ctx.setTransform(ratio * 0.85, 0, 0, ratio * 0.85, x, bbox.top + 2 * ratio);
      ctx.fill(new Path2D(SIGNS[one.sign]));
      ctx.setTransform(1, 0, 0, 1, 0, 0);
    }
    ctx.restore();
  }
}

function bounds([min, max]: [number, number]): { min: number; max: number } {
  return { min, max };
}

/** A colour as the page has it now. */
function colour(variable: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}
