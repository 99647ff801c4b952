/** The outage timetable of a place: what it has on which day and in which hours; and of all places on one day. */
import { figure, placeName, supplied } from "../app/names";
import { day, goToDay, selection } from "../app/state";
import { code, date, t } from "../app/text";
import type { Plan, Service } from "../model/plan";
import { FULL, NOTHING } from "../model/plan";
import { type Column, Table } from "../parts/table";
import "../styles/timetable.css";

const SERVICES: readonly Service[] = ["power", "water", "heat"];
const WEEK = 7;

export function Timetable({ plan }: { plan: Plan }) {
  const places = [...plan.named()].sort((a, b) =>
    placeName(plan, a.place.place_id).localeCompare(placeName(plan, b.place.place_id)),
  );
  const chosen =
    selection.value?.kind === "place" ? places.find(({ place }) => place.place_id === selection.value?.id) : undefined;
  const row = (chosen ?? places[0])?.row;
  if (row === undefined) return <p class="card">{t("timetable.no_places")}</p>;
  return (
    <div class="timetable">
      <section class="card">
        <h2>{t("timetable.of_place")}</h2>
        <PlaceChooser plan={plan} places={places.map((one) => one.row)} row={row} />
        <Week plan={plan} row={row} />
      </section>
      <section class="card">
        <h2>{t("timetable.all", { date: date(plan.doc.case.start, day.value, "long") })}</h2>
        <DayTable plan={plan} rows={places.map((one) => one.row)} chosen={row} />
      </section>
    </div>
  );
}

function PlaceChooser({ plan, places, row }: { plan: Plan; places: number[]; row: number }) {
  const choose = (placeId: string) => (selection.value = { kind: "place", id: placeId });
  const place = plan.doc.places[row];
  return (
    <p>
      <label>
        {t("timetable.place")}{" "}
        <select value={place?.place_id} onChange={(event) => choose(event.currentTarget.value)}>
          {places.map((one) => {
            const id = plan.doc.places[one]?.place_id ?? "";
            return (
              <option key={id} value={id}>
                {placeName(plan, id)}
              </option>
            );
          })}
        </select>
      </label>{" "}
      <span class="soft">
        {place && t("timetable.about", { kind: code("kind", place.kind), people: figure(place.people) })}
      </span>
    </p>
  );
}

/** Hours of each block, `00:00–08:00`. */
function blockHours(plan: Plan, block: number): string {
  const [from, to] = plan.hours(block);
  const clock = (hour: number) =>
    `${String(Math.floor(hour)).padStart(2, "0")}:${String(Math.round((hour % 1) * 60)).padStart(2, "0")}`;
  return `${clock(from)}–${clock(to)}`;
}

function servicesOf(plan: Plan, row: number): Service[] {
  return SERVICES.filter((service) => {
    for (let step = 0; step < plan.steps; step++) if (!Number.isNaN(plan.share(service, row, step))) return true;
    return false;
  });
}

function Week({ plan, row }: { plan: Plan; row: number }) {
  const first = Math.floor(day.value / WEEK) * WEEK;
  const days = Array.from({ length: Math.min(WEEK, plan.doc.case.days - first) }, (_, index) => first + index);
  const services = servicesOf(plan, row);
  const place = plan.doc.places[row];
  if (services.length === 0) return <p>{t("timetable.takes_nothing")}</p>;
  return (
    <>
      <div class="weeks">
        <button type="button" disabled={first === 0} onClick={() => goToDay(first - WEEK)}>
          ← {t("timetable.week_before")}
        </button>
        <strong>
          {date(plan.doc.case.start, first)} – {date(plan.doc.case.start, days.at(-1) ?? first)}
        </strong>
        <button type="button" disabled={first + WEEK >= plan.doc.case.days} onClick={() => goToDay(first + WEEK)}>
          {t("timetable.week_after")} →
        </button>
      </div>
      {services.map((service) => (
        <WeekGrid key={service} plan={plan} row={row} service={service} days={days} />
      ))}
      <p class="small soft">{t("timetable.legend")}</p>
      <Backs plan={plan} row={row} services={services} />
      <details>
        <summary>{t("timetable.every_hour")}</summary>
        <Table
          title={t("timetable.export", { place: place ? placeName(plan, place.place_id) : "" })}
          rows={Array.from({ length: plan.steps }, (_, step) => step)}
          rowKey={String}
          first={30}
          columns={[
            {
              title: t("timetable.date"),
              value: (step) => date(plan.doc.case.start, plan.dayOf(step), "iso"),
              isHead: true,
            },
            { title: t("timetable.hours"), value: (step) => blockHours(plan, plan.blockOf(step)) },
            ...services.map((service): Column<number> => ({
              title: t("timetable.share_of", { service: t(`service.${service}`) }),
              value: (step) => known(plan.share(service, row, step)),
              show: (step) => supplied(plan.share(service, row, step)),
              numeric: true,
            })),
          ]}
        />
      </details>
    </>
  );
}

function known(share: number): number | null {
  return Number.isNaN(share) ? null : Math.round(share * 10000) / 10000;
}

/** Full, part, none or not asked for: with a sign of its own, so that colour is not needed. */
function state(share: number): "none" | "part" | "full" | "off" {
  return Number.isNaN(share) ? "off" : share >= FULL ? "full" : share >= NOTHING ? "part" : "none";
}

const SIGNS = { full: "●", part: "◐", none: "○", off: "–" };

function WeekGrid({ plan, row, service, days }: { plan: Plan; row: number; service: Service; days: number[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t(`service.${service}`)}>
      <table class="week">
        <caption>{t(`service.${service}`)}</caption>
        <thead>
          <tr>
            <td />
            {days.map((one) => (
              <th scope="col" key={one} aria-current={one === day.value ? "date" : undefined}>
                <button type="button" class="sort" onClick={() => goToDay(one)}>
                  {date(plan.doc.case.start, one, "weekday")}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {plan.doc.case.blocks.map((block, index) => (
            <tr key={block.name}>
              <th scope="row">{blockHours(plan, index)}</th>
              {days.map((one) => {
                const share = plan.share(service, row, plan.stepOf(one, index));
                const found = state(share);
                return (
                  <td key={one} class={`share ${found}`}>
                    {found !== "off" && <span aria-hidden="true">{SIGNS[found]} </span>}
                    {service === "heat" && found !== "off"
                      ? t(`timetable.heat_${found}`)
                      : found === "full" || found === "none"
                        ? t(`timetable.${found}`)
                        : supplied(share)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** From when the place has all of a service until the end. */
function Backs({ plan, row, services }: { plan: Plan; row: number; services: Service[] }) {
  return (
    <ul>
      {services.map((service) => {
        const from = backDay(plan, service, row);
        const values = {
          service: t(`service.${service}`),
          date: from === null ? "" : date(plan.doc.case.start, from, "long"),
        };
        return (
          <li key={service}>
            {t(from === null ? "timetable.not_back" : from === 0 ? "timetable.always" : "timetable.back_from", values)}
          </li>
        );
      })}
    </ul>
  );
}

/** The first day from which a place has all of a service to the end; null: not within the case. */
export function backDay(plan: Plan, service: Service, row: number): number | null {
  for (let step = plan.steps - 1; step >= 0; step--) {
    const share = plan.share(service, row, step);
    if (!Number.isNaN(share) && share < FULL) {
      const next = plan.dayOf(step) + 1;
      return next < plan.doc.case.days ? next : null;
    }
  }
  return 0;
}

function DayTable({ plan, rows, chosen }: { plan: Plan; rows: number[]; chosen: number }) {
  const blocks = plan.doc.case.blocks.map((_, index) => index);
  const services = SERVICES.filter((service) =>
    service === "power"
      ? true
      : service === "water"
        ? plan.doc.case.has_water
        : plan.doc.places.some((one) => one.heat !== null),
  );
  const columns: Column<number>[] = [
    {
      title: t("timetable.place"),
      value: (row) => placeName(plan, plan.doc.places[row]?.place_id ?? ""),
      isHead: true,
    },
    { title: t("timetable.kind"), value: (row) => code("kind", plan.doc.places[row]?.kind ?? "") },
    {
      title: t("timetable.people"),
      value: (row) => plan.doc.places[row]?.people ?? null,
      show: (row) => figure(plan.doc.places[row]?.people),
      numeric: true,
    },
    ...services.flatMap((service) =>
      blocks.map((block): Column<number> => ({
        title: `${t(`service.${service}`)} ${blockHours(plan, block)}`,
        value: (row) => known(plan.share(service, row, plan.stepOf(day.value, block))),
        show: (row) => <Share share={plan.share(service, row, plan.stepOf(day.value, block))} />,
        numeric: true,
      })),
    ),
    ...services.map((service): Column<number> => ({
      title: t("timetable.back_head", { service: t(`service.${service}`) }),
      value: (row) => (isServed(plan, service, row) ? backText(plan, service, row, true) : null),
      show: (row) => (isServed(plan, service, row) ? backText(plan, service, row, false) : "–"),
    })),
  ];
  return (
    <Table
      title={t("timetable.all", { date: date(plan.doc.case.start, day.value, "long") })}
      rows={rows}
      columns={columns}
      rowKey={String}
      isSelected={(row) => row === chosen}
      onSelect={(row) => (selection.value = { kind: "place", id: plan.doc.places[row]?.place_id ?? "" })}
      first={60}
    />
  );
}

function isServed(plan: Plan, service: Service, row: number): boolean {
  const place = plan.doc.places[row];
  return service === "heat"
    ? place?.heat !== null
    : (service === "power" ? place?.power_share : place?.water_share) !== null;
}

function backText(plan: Plan, service: Service, row: number, iso: boolean): string {
  const from = backDay(plan, service, row);
  return from === null
    ? t("timetable.not_by_end")
    : from === 0
      ? t("timetable.never_out")
      : date(plan.doc.case.start, from, iso ? "iso" : "short");
}

function Share({ share }: { share: number }) {
  const found = state(share);
  if (found === "off") return <span class="share off">–</span>;
  return (
    <span class={`share ${found}`}>
      <span aria-hidden="true">{SIGNS[found]}</span> {supplied(share)}
    </span>
  );
}
