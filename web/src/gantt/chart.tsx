/** The marks of the Gantt: rows of crews, bars with what they are in words, the chosen day. Used on the page and in files. */
import { useComputed } from "@preact/signals";
import type { Plan } from "../model/plan";
import { assetName } from "../app/names";
import { day } from "../app/state";
import { code, date, t } from "../app/text";
import { AXIS, boxOf, capacityOf, fitting, heightOf, outlineOf, ticksOf, type Band, type Bar } from "./layout";
import { textWidth } from "./measure";
import type { Job } from "./units";

/** Width of the pattern at the head of a bar that says how bad the damage is. */
const CAP = 12;
const PAD = 4;

export interface ChartProps {
  plan: Plan;
  bands: readonly Band[];
  perDay: number;
}

/** Fills by severity: dots, stripes and hatching, so that they are told apart without colour. */
export function Patterns() {
  return (
    <defs>
      <pattern id="gantt-minor" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect class="cap-minor-under" width="6" height="6" />
        <circle class="cap-minor-sign" cx="3" cy="3" r="1.3" />
      </pattern>
      <pattern id="gantt-major" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="cap-major-under" width="6" height="6" />
        <rect class="cap-major-sign" width="2.6" height="6" />
      </pattern>
      <pattern id="gantt-destroyed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="cap-destroyed-under" width="6" height="6" />
        <path class="cap-destroyed-sign" d="M0 0H6M0 0V6" />
      </pattern>
      <pattern id="gantt-away" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="away-sign" width="1" height="7" />
      </pattern>
    </defs>
  );
}

export function Axis({ plan, bands, perDay }: ChartProps) {
  const start = plan.doc.case.start;
  const [days, height] = [plan.doc.case.days, heightOf(bands)];
  return (
    <g class="gantt-axis" aria-hidden="true">
      {ticksOf(days, perDay).map((one) => (
        <g key={one} transform={`translate(${one * perDay} 0)`}>
          <line y1={AXIS - 6} y2={height} />
          <text x="4" y={AXIS - 11}>
            {date(start, one)}
          </text>
        </g>
      ))}
    </g>
  );
}

/** How many crews of each kind are there, behind the bars: filled where they are, hatched where they are not. */
export function Capacity({ plan, bands, perDay }: ChartProps) {
  const width = plan.doc.case.days * perDay;
  return (
    <g aria-hidden="true">
      {bands.map((band) => {
        const { area, edge } = capacityOf(band, perDay);
        return (
          <g key={band.crewKind}>
            {band.count !== null && (
              <rect fill="url(#gantt-away)" y={band.top + 4} width={width} height={band.height - 8} />
            )}
            {area !== "" && <path class="gantt-there" d={area} />}
            {edge !== "" && <path class="gantt-edge" d={edge} />}
            <line class="gantt-rule" y1={band.top + band.height} y2={band.top + band.height} x2={width} />
          </g>
        );
      })}
    </g>
  );
}

/** Kinds of crew and how many there are, beside their rows. */
export function Names({ bands, width }: { bands: readonly Band[]; width: number }) {
  return (
    <g class="gantt-names">
      {bands.map((band) => {
        const lines = wrapped(code("crew", band.crewKind), width - 12);
        return (
          <g key={band.crewKind} transform={`translate(0 ${band.top})`}>
            {lines.map((line, row) => (
              <text key={line} class="gantt-kind" x="6" y={18 + 15 * row}>
                {line}
              </text>
            ))}
            {band.lanes >= lines.length && band.lanes > 1 && (
              <text x="6" y={20 + 15 * lines.length}>
                {crewsThere(band)}
              </text>
            )}
            <line class="gantt-rule" y1={band.height} y2={band.height} x2={width} />
          </g>
        );
      })}
    </g>
  );
}

const BOLD = 1.12;

/** A name on two lines at most. */
function wrapped(text: string, room: number): string[] {
  const words = text.split(" ");
  for (let count = words.length; count > 0; count--) {
    const first = words.slice(0, count).join(" ");
    if (textWidth(first) * BOLD <= room || count === 1)
      return [first, words.slice(count).join(" ")].filter((one) => one !== "");
  }
  return [text];
}

/** `3 crews`, `3 to 5 crews`; nothing where the document does not say. */
export function crewsThere(band: Band): string {
  if (band.count === null || band.count.length === 0) return "";
  const [least, most] = [Math.min(...band.count), Math.max(...band.count)];
  return least === most ? t("works.crews", { n: most }) : t("works.crews_range", { least, n: most });
}

export interface BarProps {
  plan: Plan;
  bar: Bar;
  band: Band;
  perDay: number;
  isSelected: boolean;
  /** The one bar that the tab key reaches. */
  isStop: boolean;
  onSelect: (job: Job) => void;
  onFocus: (job: Job) => void;
}

export function JobBar(props: BarProps) {
  const { plan, bar, isSelected, isStop } = props;
  const { within, beside } = labelOf(plan, bar, props.band, props.perDay);
  const name = barName(plan, bar.job, within || beside);
  return (
    <g
      class={isSelected ? "gantt-bar selected" : "gantt-bar"}
      role="button"
      tabindex={isStop ? 0 : -1} // as SVG spells it: there the other way is no attribute
      aria-pressed={isSelected}
      aria-label={name}
      data-job={bar.job.id}
      onClick={() => props.onSelect(bar.job)}
      onFocus={() => props.onFocus(bar.job)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        props.onSelect(bar.job);
      }}
    >
      <title>{name}</title>
      <Marks plan={plan} bar={bar} band={props.band} perDay={props.perDay} />
    </g>
  );
}

/** What a bar is, whole, for its tooltip and for screen readers; with what it shows where that is shorter. */
function barName(plan: Plan, job: Job, shown: string): string {
  const start = plan.doc.case.start;
  const name = assetName(plan, job.id);
  const asset = name.includes(shown) ? name : t("works.bar_called", { asset: name, shown });
  const values = {
    asset,
    crew: code("crew", job.work.crew_kind),
    from: date(start, job.work.start_day),
    back: date(start, job.work.service_day),
  };
  if (job.work.is_install) return t("works.bar_install", values);
  return t("works.bar_repair", {
    ...values,
    severity: job.damage === null ? null : code("severity", job.damage.severity),
  });
}

export function Marks({ plan, bar, band, perDay }: { plan: Plan; bar: Bar; band: Band; perDay: number }) {
  const box = boxOf(bar, band, perDay);
  const { is_install: isInstall } = bar.job.work;
  const severity = isInstall ? "placed" : (bar.job.damage?.severity ?? "unsaid");
  const outline = outlineOf(box, isInstall);
  const cap = capOf(bar.job, box.width);
  const { within, beside } = labelOf(plan, bar, band, perDay);
  return (
    <>
      <path class={`bar-body bar-${severity}`} d={outline} />
      {cap > 0 && <path fill={`url(#gantt-${severity})`} d={outlineOf({ ...box, width: cap }, false)} />}
      <path class={`bar-outline bar-${severity}-outline`} d={outline} />
      {within !== "" && (
        <text x={box.x + insetOf(bar.job, cap)} y={box.y + 17.5}>
          {within}
        </text>
      )}
      {beside !== "" && (
        <text x={box.x + box.width + 4} y={box.y + 17.5}>
          {beside}
        </text>
      )}
    </>
  );
}

/** What a bar may be called, the longest first: `transformer 12`, `tr. 12`, `12`. */
function labelsOf(plan: Plan, job: Job): string[] {
  const name = assetName(plan, job.id);
  if (job.work.is_install) return [name, assetName(plan, job.work.at)];
  const parts = job.id.split("/");
  const id = parts.slice(parts[0] === "water" ? 3 : 2).join("/");
  return [name, `${code("assetshort", parts.at(parts[0] === "water" ? 2 : 1) ?? "")} ${id}`, id];
}

/** Width of the pattern that says how bad the damage is; none where there is nothing to say. */
function capOf(job: Job, width: number): number {
  return job.work.is_install || job.damage === null ? 0 : Math.min(CAP, width);
}

function insetOf(job: Job, cap: number): number {
  return job.work.is_install ? 9 : cap + PAD;
}

/** What a bar is called within it or, where it is too short, to its right, if nothing of its row is in the way. */
function labelOf(plan: Plan, bar: Bar, band: Band, perDay: number): { within: string; beside: string } {
  const texts = labelsOf(plan, bar.job);
  const { width } = boxOf(bar, band, perDay);
  const within = fitting(texts, width - insetOf(bar.job, capOf(bar.job, width)) - PAD, textWidth);
  if (within !== "") return { within, beside: "" };
  const next = band.bars
    .filter((one) => one.lane === bar.lane && one.from >= bar.to && one !== bar)
    .map((one) => one.from);
  const room = (Math.min(plan.doc.case.days, ...next) - bar.to) * perDay - 8;
  return { within, beside: fitting(texts, room, textWidth) };
}

/** The day chosen by the slider. Only its place changes when the slider moves; no bar is drawn anew. */
export function DayLine({ perDay, height }: { perDay: number; height: number }) {
  const at = useComputed(() => `translate(${day.value * perDay} 0)`);
  return (
    <g class="gantt-day" transform={at} aria-hidden="true">
      <rect y={AXIS - 4} width={Math.max(2, perDay)} height={height - AXIS + 4} />
      <line y1={AXIS - 4} y2={height} />
      <path d={`M-5 ${AXIS - 9}h10l-5 7z`} />
    </g>
  );
}
