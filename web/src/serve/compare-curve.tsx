/** People without a service by day in two plans, as an SVG with a table behind it. */
import { useRef, useState } from "preact/hooks";
import { figure } from "../app/names";
import { date, short, t } from "../app/text";
import type { Lines } from "../model/document";
import type { Plan, Service } from "../model/plan";
import { Table } from "../parts/table";
import { useWidth } from "../parts/width";

/** Until the page is laid out. */
const SOME_WIDTH = 900;
const HEIGHT = 240;
const LEFT = 56;
const BOTTOM = 24;

export function CompareCurve({ a, b }: { a: Plan; b: Plan }) {
  const services = (["power", "water", "heat"] as const).filter(
    (service) => a.doc.curves[service] !== null || b.doc.curves[service] !== null,
  );
  const [service, setService] = useState<Service>("power");
  const [mine, theirs] = [byDay(a, a.doc.curves[service]), byDay(b, b.doc.curves[service])];
  const days = Array.from({ length: Math.max(a.doc.case.days, b.doc.case.days) }, (_, day) => day);
  // Drawn at the width there is, so that its letters are as large as all others.
  const holder = useRef<HTMLDivElement>(null);
  const width = useWidth(holder) || SOME_WIDTH;
  const top = Math.max(1, ...(mine ?? []), ...(theirs ?? []));
  return (
    <section class="card">
      <h2>{t("compare.curve")}</h2>
      <p class="actions" role="group" aria-label={t("compare.service")}>
        {services.map((one) => (
          <button key={one} type="button" aria-pressed={one === service} onClick={() => setService(one)}>
            {t(`service.${one}`)}
          </button>
        ))}
      </p>
      <div ref={holder}>
        <svg
          viewBox={`0 0 ${width} ${HEIGHT}`}
          class="pair"
          role="img"
          aria-label={t("compare.curve_label", { service: t(`service.${service}`) })}
        >
          {[0, 0.5, 1].map((share) => (
            <g key={share}>
              <line x1={LEFT} x2={width} y1={y(share * top, top)} y2={y(share * top, top)} class="grid" />
              <text x={LEFT - 6} y={y(share * top, top) + 4} text-anchor="end">
                {short(share * top)}
              </text>
            </g>
          ))}
          <text x={LEFT} y={HEIGHT - 6}>
            {date(a.doc.case.start, 0)}
          </text>
          <text x={width} y={HEIGHT - 6} text-anchor="end">
            {date(a.doc.case.start, days.length - 1)}
          </text>
          {mine && <path class="side-a" d={path(mine, days.length, top, width)} />}
          {theirs && <path class="side-b" d={path(theirs, days.length, top, width)} />}
        </svg>
      </div>
      <p class="small">
        <span class="key side-a">━ A</span> <span class="key side-b">┅ B</span>{" "}
        <span class="soft">{t("compare.curve_about")}</span>
      </p>
      <details>
        <summary>{t("compare.table")}</summary>
        <Table
          title={t("compare.curve_label", { service: t(`service.${service}`) })}
          rows={days}
          rowKey={String}
          first={31}
          columns={[
            { title: t("timetable.date"), value: (day) => date(a.doc.case.start, day, "iso"), isHead: true },
            {
              title: "A",
              value: (day) => mine?.[day] ?? null,
              show: (day) => figure(round(mine?.[day])),
              numeric: true,
            },
            {
              title: "B",
              value: (day) => theirs?.[day] ?? null,
              show: (day) => figure(round(theirs?.[day])),
              numeric: true,
            },
          ]}
        />
      </details>
    </section>
  );
}

function round(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value);
}

/** Means of the day of what is proven, else of what is planned; null where neither is known. */
function byDay(plan: Plan, lines: Lines | null): number[] | null {
  const steps = lines?.proven ?? lines?.planned ?? null;
  if (steps === null) return null;
  return Array.from({ length: plan.doc.case.days }, (_, day) =>
    plan.doc.case.blocks.reduce(
      (sum, block, index) => sum + ((steps[plan.stepOf(day, index)] ?? 0) * block.hours) / 24,
      0,
    ),
  );
}

function y(value: number, top: number): number {
  return HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - 12);
}

function path(values: number[], days: number, top: number, width: number): string {
  const x = (day: number) => LEFT + (day / Math.max(1, days - 1)) * (width - LEFT);
  return values
    .map((value, day) => `${day === 0 ? "M" : "L"}${x(day).toFixed(1)} ${y(value, top).toFixed(1)}`)
    .join("");
}
