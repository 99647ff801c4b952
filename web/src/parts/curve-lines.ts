/** What the curves draw: panels of lines over the days, their styles and the ticks of their axes. Pure. */
import type { Plan, Service } from "../model/plan";
import { byDay, LINES, services, type Line } from "./people";

export type PanelId = Service | "weighted" | "temperature";
export type LineId = Line | "bound" | "mean_c";

export interface PanelLine {
  id: LineId;
  /** One value for each stretch of `Panel.x`. */
  values: readonly (number | null)[];
}

export interface Panel {
  id: PanelId;
  /** Days at which the stretches begin; a last entry ends the last one. */
  x: number[];
  lines: PanelLine[];
}

export interface LineStyle {
  /** A colour variable; `null`: that of the panel. */
  colour: string | null;
  dash: number[];
  width: number;
}

/** Told apart by dashes and thickness as well as by colour. */
export const STYLES: Record<LineId, LineStyle> = {
  planned: { colour: null, dash: [], width: 2.5 },
  proven: { colour: "--ink", dash: [7, 5], width: 1.5 },
  nothing: { colour: "--soft", dash: [], width: 1.2 },
  largest: { colour: "--accent", dash: [10, 4, 2, 4], width: 1.5 },
  bound: { colour: "--bound", dash: [2, 3], width: 2 },
  mean_c: { colour: "--soft", dash: [], width: 1.5 },
};

export const PANEL_COLOURS: Record<PanelId, string> = {
  power: "--power",
  water: "--water",
  heat: "--heat",
  weighted: "--lit",
  temperature: "--soft",
};

export function colourOf(panel: PanelId, line: LineId): string {
  return STYLES[line].colour ?? PANEL_COLOURS[panel];
}

/**
 * The panels of a plan, in the order of the tabs; the temperature apart, for it stands beneath all. `isDaily`: services
 * too as means of the day, which is calmer to read over many days.
 */
export function panelsOf(plan: Plan, isDaily = false): Panel[] {
  const panels = services(plan).map((one) => servicePanel(plan, one, isDaily && plan.blocks > 1));
  const { weighted_by_day: weighted } = plan.doc.curves;
  const lines = (["nothing", "largest", "bound", "planned", "proven"] as const).flatMap((id) => line(id, weighted[id]));
  if (lines.length > 0) panels.push({ id: "weighted", x: dayStarts(plan), lines });
  return panels;
}

/** As they are drawn: what matters most on top. */
const ORDER: readonly Line[] = ["nothing", "largest", "planned", "proven"];

function servicePanel(plan: Plan, service: Service, isDaily: boolean): Panel {
  const lines = ORDER.flatMap((id) => {
    const values = plan.doc.curves[service]?.[id];
    return line(id, isDaily ? byDay(plan, values) : values);
  });
  if (isDaily) return { id: service, x: dayStarts(plan), lines };
  const x = Array.from({ length: plan.steps }, (_, step) => plan.hours(step)[0] / 24);
  return { id: service, x: [...x, plan.doc.case.days], lines };
}

export function temperaturePanel(plan: Plan): Panel | null {
  const { mean_c: mean } = plan.doc.curves;
  if (!mean || mean.every((one) => one === null)) return null;
  return { id: "temperature", x: dayStarts(plan), lines: [{ id: "mean_c", values: mean }] };
}

function dayStarts(plan: Plan): number[] {
  return Array.from({ length: plan.doc.case.days + 1 }, (_, day) => day);
}

function line(id: LineId, values: readonly (number | null)[] | null | undefined): PanelLine[] {
  return values && values.length > 0 ? [{ id, values }] : [];
}

const LEGEND: readonly LineId[] = ["planned", "proven", "largest", "nothing", "bound", "mean_c"];

/** The lines in the order of the legend: the plan first. */
export function inLegend(lines: readonly PanelLine[]): PanelLine[] {
  return [...lines].sort((a, b) => LEGEND.indexOf(a.id) - LEGEND.indexOf(b.id));
}

/** Greatest and least value of the lines that are shown, zero always among them. */
export function range(panel: Panel, hidden: ReadonlySet<LineId>): [number, number] {
  let [least, most] = [0, 0];
  for (const one of panel.lines) {
    if (hidden.has(one.id)) continue;
    for (const value of one.values) {
      if (value === null) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  const room = (most - least || 1) * 0.06;
  return [least < 0 ? least - room : 0, most > 0 ? most + room : least < 0 ? 0 : 1];
}

const DAY_STEPS = [1, 2, 3, 5, 7, 14, 21, 28, 56, 91, 182];

/** Days at which the axis is labelled, `apart` pixels at least. */
export function dayTicks(days: number, width: number, apart: number): number[] {
  const by = DAY_STEPS.find((one) => (one * width) / days >= apart) ?? days;
  return Array.from({ length: Math.ceil(days / by) }, (_, row) => row * by);
}

/** Round values from `least` to `most`, about `count` of them. */
export function valueTicks(least: number, most: number, count: number): number[] {
  const rough = (most - least) / Math.max(1, count);
  if (!(rough > 0)) return [least];
  const power = 10 ** Math.floor(Math.log10(rough));
  const by = ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  const first = Math.ceil(least / by - 1e-9);
  return Array.from({ length: Math.floor(most / by + 1e-9) - first + 1 }, (_, row) => (first + row) * by);
}

/** Which stretch of a panel a step falls in. */
export function stretchOf(plan: Plan, panel: Panel, step: number): number {
  return panel.x.length === plan.steps + 1 ? step : plan.dayOf(step);
}

/** The value of a line at a step. */
export function valueAt(plan: Plan, panel: Panel, one: PanelLine, step: number): number | null {
  return one.values[stretchOf(plan, panel, step)] ?? null;
}

/** The step at a place of the axis, a day with its fraction. */
export function stepAt(plan: Plan, at: number): number {
  const day = Math.max(0, Math.min(plan.doc.case.days - 1, Math.floor(at)));
  // A pixel's worth is given, so that the very beginning of a block belongs to it.
  const hour = 24 * (at - day) + 1e-6;
  let block = plan.blocks - 1;
  while (block > 0 && (plan.blockStart[block] ?? 0) > hour) block -= 1;
  return plan.stepOf(day, block);
}

/** The table behind the curves: a row by day, means over its hours. */
export interface DayRow {
  day: number;
  values: (number | null)[];
}

/** Its columns, in the order of `DayRow.values`. */
export interface DayColumn {
  panel: PanelId;
  line: LineId;
}

export function tableOf(plan: Plan): { columns: DayColumn[]; rows: DayRow[] } {
  const columns: (DayColumn & { values: readonly (number | null)[] })[] = [];
  for (const service of services(plan)) {
    for (const id of LINES) {
      const values = byDay(plan, plan.doc.curves[service]?.[id]);
      if (values) columns.push({ panel: service, line: id, values });
    }
  }
  const rest = [...panelsOf(plan).filter((one) => one.id === "weighted"), temperaturePanel(plan)];
  for (const panel of rest)
    panel?.lines.forEach((one) => columns.push({ panel: panel.id, line: one.id, values: one.values }));
  const rows = Array.from({ length: plan.doc.case.days }, (_, day) => ({
    day,
    values: columns.map((one) => one.values[day] ?? null),
  }));
  return { columns, rows };
}
