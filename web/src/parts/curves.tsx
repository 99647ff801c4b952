/** People without power, water and heat over the days, the plan against doing nothing and others; a table behind. */
import { effect, signal } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { goTo, service, step } from "../app/state";
import { date, language, number, t } from "../app/text";
import { figure } from "../app/names";
import type { Plan, Service } from "../model/plan";
import "../styles/curves.css";
import { colourChange } from "./colour-change";
import {
  colourOf,
  inLegend,
  panelsOf,
  stepAt,
  STYLES,
  tableOf,
  temperaturePanel,
  valueAt,
  type DayRow,
  type LineId,
  type Panel,
  type PanelLine,
} from "./curve-lines";
import { CurvePicture, pngOf, svgOf } from "./curve-picture";
import { CurvePlot } from "./curve-plot";
import { KINDS, Sign } from "./events";
import { Exports } from "./exports";
import { printing } from "./printing";
import { Table } from "./table";
import { useWidth } from "./width";

/** Whether the curve of the objective is chosen rather than that of a service. */
const weighted = signal(false);
const hidden = signal<ReadonlySet<LineId>>(new Set());
/** Means of the day rather than each part of it; null: as the number of days asks for. */
const daily = signal<boolean | null>(null);
/** Above so many days their parts would be a blur. */
const MOST_DAYS = 28;

export function Curves({ plan, height = 270 }: { plan: Plan; height?: number }) {
  const isDaily = daily.value ?? plan.doc.case.days > MOST_DAYS;
  const panels = useMemo(() => panelsOf(plan, isDaily), [plan, isDaily]);
  const temperature = useMemo(() => temperaturePanel(plan), [plan]);
  const wanted = weighted.value ? "weighted" : service.value;
  const panel = panels.find((one) => one.id === wanted) ?? panels[0];
  if (!panel) return <p class="soft">{t("curves.none")}</p>;
  return (
    <section class="curves" aria-label={t("curves.title")}>
      <div class="screen-only">
        <Head plan={plan} panels={panels} panel={panel} />
        <Plot plan={plan} panel={panel} height={height} name={spokenCurve(plan, panel)} />
        {temperature && (
          <>
            <p class="strip-title">{t("curves.temperature")}</p>
            <Plot plan={plan} panel={temperature} height={96} name={spokenCurve(plan, temperature)} />
          </>
        )}
        <Legend plan={plan} panel={panel} />
        {plan.blocks > 1 && panel.id !== "weighted" && (
          <label class="detail">
            <input
              type="checkbox"
              checked={isDaily}
              onChange={(event) => (daily.value = event.currentTarget.checked)}
            />{" "}
            {t("curves.daily")}
          </label>
        )}
        <p class="small soft">{t(`curves.about_${panel.id}`)}</p>
        <DayTable plan={plan} />
      </div>
      {printing.value && <Printed plan={plan} panels={panels} />}
    </section>
  );
}

function Head({ plan, panels, panel }: { plan: Plan; panels: readonly Panel[]; panel: Panel }) {
  const choose = (one: Panel) => {
    weighted.value = one.id === "weighted";
    if (one.id !== "weighted") service.value = one.id as Service;
  };
  return (
    <div class="curves-head">
      <div class="choice" role="group" aria-label={t("curves.choice")}>
        {panels.map((one) => (
          <button key={one.id} type="button" aria-pressed={one === panel} onClick={() => choose(one)}>
            {t(`curves.tab_${one.id}`)}
          </button>
        ))}
      </div>
      <Exports
        name={t(`curves.${panel.id}`)}
        picture={{ svg: () => svgOf(plan, panel, hidden.value), png: () => pngOf(svgOf(plan, panel, hidden.value)) }}
      />
    </div>
  );
}

/** The curve in a sentence, for those who do not see it. */
function spokenCurve(plan: Plan, panel: Panel): string {
  const { start, days } = plan.doc.case;
  const said = panel.lines.map((one) =>
    t("curves.spoken_line", {
      line: t(`curves.line_${one.id}`),
      first: figure(one.values[0]),
      last: figure(one.values.at(-1)),
    }),
  );
  return `${t(`curves.${panel.id}`)}, ${date(start, 0)} – ${date(start, days - 1)}. ${said.join("; ")}.`;
}

function Plot(props: { plan: Plan; panel: Panel; height: number; name: string }) {
  const { plan, panel, height, name } = props;
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<CurvePlot | null>(null);
  const width = useWidth(holder);
  const isThere = width > 0;
  const painted = `${language.value} ${colourChange.value}`;
  useEffect(() => {
    const element = holder.current;
    if (!element || !isThere) return;
    const drawn = new CurvePlot({
      plan,
      panel,
      holder: element,
      width: element.clientWidth,
      height,
      hidden: hidden.value,
      onPick: (at) => goTo(stepAt(plan, at)),
    });
    plot.current = drawn;
    const follow = effect(() => drawn.at(step.value));
    const show = effect(() => drawn.hide(hidden.value));
    return () => {
      follow();
      show();
      drawn.destroy();
      plot.current = null;
    };
  }, [plan, panel, height, isThere, painted]);
  useEffect(() => {
    if (isThere) plot.current?.resize(width, height);
  }, [width]);
  return <div class="plot" ref={holder} role="img" aria-label={name} data-panel={panel.id} />;
}

/** What each line is and says at the chosen step; a click hides it or shows it again. */
function Legend({ plan, panel }: { plan: Plan; panel: Panel }) {
  const toggle = (id: LineId) => {
    const next = new Set(hidden.value);
    if (!next.delete(id)) next.add(id);
    hidden.value = next;
  };
  return (
    <div class="curves-legend">
      <ul aria-label={t("curves.legend")}>
        {inLegend(panel.lines).map((one) => (
          <li key={one.id}>
            <button
              type="button"
              aria-pressed={!hidden.value.has(one.id)}
              title={t("curves.toggle")}
              onClick={() => toggle(one.id)}
            >
              <LineSign panel={panel} line={one} />
              <span>{t(`curves.line_${one.id}`)}</span>
              <Value plan={plan} panel={panel} line={one} />
            </button>
          </li>
        ))}
      </ul>
      <EventLegend plan={plan} />
    </div>
  );
}

function LineSign({ panel, line }: { panel: Panel; line: PanelLine }) {
  const { dash, width } = STYLES[line.id];
  return (
    <svg class="line-sign" viewBox="0 0 30 10" width="30" height="10" aria-hidden="true">
      <path
        d="M0 5H30"
        stroke={`var(${colourOf(panel.id, line.id)})`}
        stroke-width={width}
        stroke-dasharray={dash.join(" ") || undefined}
      />
    </svg>
  );
}

function Value({ plan, panel, line }: { plan: Plan; panel: Panel; line: PanelLine }) {
  return <b class="value">{number(valueAt(plan, panel, line, step.value))}</b>;
}

function EventLegend({ plan }: { plan: Plan }) {
  const kinds = KINDS.filter((kind) => plan.doc.events.some((one) => one.kind === kind));
  if (kinds.length === 0) return null;
  return (
    <ul class="signs" aria-label={t("curves.events")}>
      {[...kinds, ...(kinds.length > 1 ? (["several"] as const) : [])].map((kind) => (
        <li key={kind}>
          <Sign kind={kind} /> {t(`time.kind_${kind}`)}
        </li>
      ))}
    </ul>
  );
}

function DayTable({ plan }: { plan: Plan }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="behind" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("curves.table")}</summary>
      {open && <Days plan={plan} />}
    </details>
  );
}

function Days({ plan }: { plan: Plan }) {
  const { columns, rows } = useMemo(() => tableOf(plan), [plan]);
  const { start } = plan.doc.case;
  return (
    <Table<DayRow>
      title={t("curves.table")}
      rows={rows}
      rowKey={(row) => String(row.day)}
      onSelect={(row) => goTo(plan.stepOf(row.day, 0))}
      columns={[
        {
          title: t("curves.day"),
          value: (row) => date(start, row.day, "iso"),
          show: (row) => date(start, row.day, "weekday"),
          isHead: true,
        },
        ...columns.map((one, column) => ({
          title: `${t(`curves.head_${one.panel}`)}: ${t(`curves.line_${one.line}`)}`,
          numeric: true,
          value: (row: DayRow) => rounded(row.values[column] ?? null),
          show: (row: DayRow) => number(row.values[column] ?? null, one.panel === "temperature" ? 1 : 0),
        })),
      ]}
    />
  );
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}

/** All panels, two in a row, as vectors. */
function Printed({ plan, panels }: { plan: Plan; panels: readonly Panel[] }) {
  const none: ReadonlySet<LineId> = new Set();
  return (
    <div class="print-only curves-print">
      {panels.map((one) => (
        <CurvePicture key={one.id} plan={plan} panel={one} hidden={none} size={{ width: 480, height: 250 }} />
      ))}
    </div>
  );
}
