/** Where each bar lies: jobs of a kind of crew packed into rows, then days as pixels. Pure; drawn by `chart.tsx`. */
import type { Crew } from "../model/document";
import type { Job } from "./units";

export const ROW = 30;
export const BAR = 26;
const HEAD = 8;
export const AXIS = 30;
/** A bar is never narrower than this, so that it can be seen and hit. */
const LEAST = 8;

export interface Bar {
  job: Job;
  /** Row within its band, from 0. */
  lane: number;
  from: number;
  to: number;
}

export interface Band {
  crewKind: string;
  bars: Bar[];
  lanes: number;
  /** Crews there by day; null: the document does not say. */
  count: number[] | null;
  top: number;
  height: number;
}

/** One band a kind of crew that has work or is there, by name, below each other. */
export function bandsOf(jobs: readonly Job[], crews: readonly Crew[], days: number): Band[] {
  const kinds = [...new Set([...jobs.map((one) => one.work.crew_kind), ...crews.map((one) => one.crew_kind)])].sort();
  let top = AXIS;
  return kinds.map((crewKind) => {
    const bars = packed(
      jobs.filter((one) => one.work.crew_kind === crewKind),
      days,
    );
    const count = crews.find((one) => one.crew_kind === crewKind)?.count_by_day ?? null;
    const used = bars.reduce((most, one) => Math.max(most, one.lane + 1), 0);
    // Of many crews that are never needed at once, one row is enough to see that there are more.
    const lanes = Math.max(1, used, Math.min(used + 1, Math.max(0, ...(count ?? []))));
    const band = { crewKind, bars, lanes, count, top, height: lanes * ROW + HEAD };
    top += band.height;
    return band;
  });
}

/** Each job in the first row that is free: as many rows as crews are at work at once. */
export function packed(jobs: readonly Job[], days: number): Bar[] {
  const free: number[] = [];
  return [...jobs]
    .sort(
      (a, b) =>
        a.work.start_day - b.work.start_day || a.work.service_day - b.work.service_day || (a.id < b.id ? -1 : 1),
    )
    .map((job) => {
      const from = Math.max(0, job.work.start_day);
      const to = Math.max(from, Math.min(days, job.work.service_day));
      const first = free.findIndex((until) => until <= from);
      const lane = first < 0 ? free.length : first;
      free[lane] = to;
      return { job, lane, from, to };
    });
}

export function heightOf(bands: readonly Band[]): number {
  const last = bands.at(-1);
  return last ? last.top + last.height : AXIS;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function boxOf(bar: Bar, band: Band, perDay: number): Box {
  return {
    x: bar.from * perDay + 1,
    y: band.top + HEAD / 2 + bar.lane * ROW + (ROW - BAR) / 2,
    width: Math.max(LEAST, (bar.to - bar.from) * perDay - 2),
    height: BAR,
  };
}

/** Outline of a bar: repairs are boxes, units that are placed have pointed ends. */
export function outlineOf({ x, y, width, height }: Box, isInstall: boolean): string {
  if (!isInstall) {
    const r = Math.min(4, width / 2);
    return `M${x + r} ${y}h${width - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${height - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - width}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - height}a${r} ${r} 0 0 1 ${r} ${-r}z`;
  }
  const tip = Math.min(8, width / 2);
  return `M${x} ${y + height / 2}l${tip} ${-height / 2}h${width - 2 * tip}l${tip} ${height / 2}l${-tip} ${height / 2}h${2 * tip - width}z`;
}

/** Steps of how many crews are there: an area from the top of the band, filled, and its lower edge as a line. */
export function capacityOf(band: Band, perDay: number): { area: string; edge: string } {
  let [area, edge] = ["", ""];
  const y = (count: number) => band.top + HEAD / 2 + Math.min(count, band.lanes) * ROW;
  const days = band.count ?? [];
  for (let day = 0; day < days.length;) {
    const count = days[day] ?? 0;
    let end = day + 1;
    while (end < days.length && days[end] === count) end++;
    const [x0, x1] = [day * perDay, end * perDay];
    if (count > 0) area += `M${x0} ${band.top + HEAD / 2}H${x1}V${y(count)}H${x0}z`;
    edge += `${edge === "" ? "M" : "L"}${x0} ${y(count)}H${x1}`;
    day = end;
  }
  return { area, edge };
}

/** Days that are named on the axis: every day, every few, every week or weeks, so that names have room. */
export function ticksOf(days: number, perDay: number): number[] {
  const every = [1, 2, 7, 14, 28, 56, 112].find((one) => one * perDay >= 64) ?? 224;
  return Array.from({ length: Math.ceil(days / every) }, (_, row) => row * every);
}

/** The first of some texts, longest first, that fits; empty where none does: half a name could be that of another. */
export function fitting(texts: readonly string[], room: number, width: (text: string) => number): string {
  return texts.find((one) => width(one) <= room) ?? "";
}

/** The bar to go to from one bar by an arrow key: along its row, or the nearest in time in the next row, band after band. */
export function neighbour(bands: readonly Band[], id: string, key: string): string | null {
  const rows = bands
    .flatMap((band) => Array.from({ length: band.lanes }, (_, lane) => band.bars.filter((one) => one.lane === lane)))
    .filter((row) => row.length > 0);
  const at = rows.findIndex((row) => row.some((one) => one.job.id === id));
  const row = rows[at];
  const place = row?.findIndex((one) => one.job.id === id) ?? -1;
  const here = row?.[place];
  if (row === undefined || here === undefined) return null;
  if (key === "ArrowRight") return row[place + 1]?.job.id ?? null;
  if (key === "ArrowLeft") return row[place - 1]?.job.id ?? null;
  if (key === "Home") return row[0]?.job.id ?? null;
  if (key === "End") return row.at(-1)?.job.id ?? null;
  const next = key === "ArrowDown" ? rows[at + 1] : key === "ArrowUp" ? rows[at - 1] : undefined;
  return next === undefined ? null : nearest(next, here);
}

function nearest(row: readonly Bar[], here: Bar): string | null {
  const middle = (one: Bar) => (one.from + one.to) / 2;
  const far = (one: Bar) => Math.abs(middle(one) - middle(here));
  return (
    row.reduce<Bar | null>((best, one) => (best === null || far(one) < far(best) ? one : best), null)?.job.id ?? null
  );
}
