/** Sections of the overview that stand behind its sentences: heat, water, places, notes, where the plan comes from. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { view } from "../app/state";
import { figure, supplied } from "../app/names";
import { code, date, has, number, percent, t } from "../app/text";
import type { Note, WaterAgreement } from "../model/document";
import { FULL, type Plan } from "../model/plan";
import { printing } from "../parts/printing";
import { Table, type Column } from "../parts/table";
import { datedSpells, heatTally, momentOf, points, worstFindings, type DatedSpell } from "./summary-proof";

export function Findings({ plan }: { plan: Plan }) {
  const { lines, more } = worstFindings(plan);
  if (lines.length === 0) return null;
  return (
    <details class="findings">
      <summary>{t("overview.findings")}</summary>
      <ul class="small">
        {lines.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <button type="button" class="link small" onClick={() => (view.value = "proof")}>
        {more > 0 ? t("overview.findings_more", { n: more }) : t("overview.findings_all")}
      </button>
    </details>
  );
}

export function Heat({ plan }: { plan: Plan }) {
  if (heatTally(plan.doc.places).places === 0) return null;
  const { dated, others } = datedSpells(plan.doc.places);
  const when = (title: string, hour: (one: DatedSpell) => number | null): Column<DatedSpell> => ({
    title,
    value: (one) => momentOf(plan, hour(one)),
  });
  return (
    <Behind title={t("overview.heat_title")}>
      <p class="small soft">{t("overview.heat_about")}</p>
      {dated.length > 0 && (
        <Table<DatedSpell>
          title={t("overview.heat_title")}
          rows={dated}
          rowKey={(one) => `${one.place.place_id} ${one.spell.from_h}`}
          columns={[
            { title: t("overview.place"), value: (one) => one.place.name, isHead: true },
            { title: t("overview.people"), numeric: true, value: (one) => one.place.people },
            when(t("overview.heat_from"), (one) => one.spell.from_h),
            when(t("overview.heat_deadline"), (one) => one.spell.drain_at_h),
            when(t("overview.heat_power_back"), (one) => one.spell.power_back_h),
            when(t("overview.heat_back"), (one) => one.spell.heat_back_h),
            {
              title: t("overview.heat_is_drained"),
              value: (one) => t(one.spell.drained ? "overview.yes" : "overview.in_time"),
            },
          ]}
        />
      )}
      {others > 0 && <p class="small soft">{t("overview.heat_others", { n: others })}</p>}
    </Behind>
  );
}

export function Water({ plan }: { plan: Plan }) {
  if (plan.doc.agreement.length === 0) return null;
  const share = (title: string, value: (one: WaterAgreement) => number): Column<WaterAgreement> => ({
    title,
    numeric: true,
    value,
    show: (one) => percent(value(one), 1),
  });
  const apart = (title: string, value: (one: WaterAgreement) => number): Column<WaterAgreement> => ({
    title,
    numeric: true,
    value,
    show: (one) => points(value(one)),
  });
  return (
    <Behind title={t("overview.water_title")}>
      <p class="small soft">{t("overview.water_about")}</p>
      <Table<WaterAgreement>
        title={t("overview.water_title")}
        rows={plan.doc.agreement}
        rowKey={(one) => one.network}
        columns={[
          { title: t("overview.network"), value: (one) => one.network, isHead: true },
          share(t("overview.served_planned"), (one) => one.planned_share),
          share(t("overview.served_proven"), (one) => one.proven_share),
          apart(t("overview.apart_raw"), (one) => one.raw_points),
          apart(t("overview.apart_learnt"), (one) => one.learnt_points),
          apart(t("overview.apart_corrected"), (one) => one.corrected_points),
          apart(t("overview.apart_proven"), (one) => one.proven_points),
        ]}
      />
    </Behind>
  );
}

interface PlaceRow {
  name: string;
  kind: string;
  people: number;
  power: Supply;
  water: Supply;
}

/** First day from which a place has all of it to the end (null: never), and the mean share of the last day. */
interface Supply {
  asks: boolean;
  backDay: number | null;
  first: number | null;
}

function supplyOf(plan: Plan, shares: Float32Array | undefined): Supply {
  if (!shares || shares.every(Number.isNaN)) return { asks: false, backDay: null, first: null };
  let step = plan.steps;
  while (step > 0 && !((shares[step - 1] ?? 0) < FULL)) step -= 1;
  const week = Math.min(plan.steps, 7 * plan.blocks);
  const hours = plan.doc.case.blocks.map((one) => one.hours);
  let [got, all] = [0, 0];
  for (let at = 0; at < week; at++) {
    const share = shares[at] ?? NaN;
    if (Number.isNaN(share)) continue;
    got += share * (hours[plan.blockOf(at)] ?? 0);
    all += hours[plan.blockOf(at)] ?? 0;
  }
  return {
    asks: true,
    backDay: step === plan.steps ? null : Math.ceil(step / plan.blocks),
    first: all > 0 ? got / all : null,
  };
}

export function Places({ plan }: { plan: Plan }) {
  const named = plan.named();
  if (named.length === 0) return <p class="soft">{t("overview.no_places")}</p>;
  return (
    <Behind title={t("overview.places_title", { n: named.length })} isOpen={plan.doc.is_public}>
      <PlacesTable plan={plan} />
    </Behind>
  );
}

function PlacesTable({ plan }: { plan: Plan }) {
  const { start, days, has_water: hasWater } = plan.doc.case;
  const rows: PlaceRow[] = plan.named().map(({ place, row }) => ({
    ...{ name: place.name, kind: code("kind", place.kind), people: place.people },
    ...{ power: supplyOf(plan, plan.power[row]), water: supplyOf(plan, plan.water[row]) },
  }));
  const back = (service: "power" | "water"): Column<PlaceRow> => ({
    title: t(`overview.back_${service}`),
    value: ({ [service]: one }) =>
      !one.asks
        ? null
        : one.backDay === null || one.backDay >= days
          ? t("overview.never")
          : date(start, one.backDay, "iso"),
    show: ({ [service]: one }) =>
      !one.asks
        ? "–"
        : one.backDay === null || one.backDay >= days
          ? t("overview.never")
          : one.backDay === 0
            ? t("overview.always")
            : date(start, one.backDay, "weekday"),
  });
  const week = (service: "power" | "water"): Column<PlaceRow> => ({
    title: t(`overview.week_${service}`),
    numeric: true,
    value: ({ [service]: one }) => (one.first === null ? null : Math.floor(one.first * 1000) / 1000),
    show: ({ [service]: one }) => supplied(one.first),
  });
  const columns: Column<PlaceRow>[] = [
    { title: t("overview.place"), value: (row) => row.name, isHead: true },
    { title: t("overview.kind"), value: (row) => row.kind },
    { title: t("overview.people"), numeric: true, value: (row) => row.people },
    ...[back("power"), week("power")],
    ...(hasWater ? [back("water"), week("water")] : []),
  ];
  return (
    <>
      <p class="small soft">{t("overview.places_about")}</p>
      <Table<PlaceRow>
        title={t("overview.places")}
        rows={rows}
        rowKey={(row, index) => `${row.name} ${index}`}
        columns={columns}
      />
    </>
  );
}

/** Notes on paper; fewer where what a re-plan changed has to fit on the page too. */
const PRINTED_NOTES = 5;
const FEW_NOTES = 2;

/** What was not counted, what was estimated, what was noticed on reading. */
export function Notes({ plan }: { plan: Plan }) {
  const most = plan.doc.changes === null ? PRINTED_NOTES : FEW_NOTES;
  const notes = plan.doc.notes.slice(0, printing.value ? most : undefined);
  const announced = plan.doc.summary.count_announced;
  const more = plan.doc.notes.length - notes.length;
  if (notes.length === 0 && !announced) return null;
  return (
    <section class="card notes">
      <h2>{t("overview.notes")}</h2>
      <ul class="small">
        {announced && <li>{t("overview.announced")}</li>}
        {notes.map((one, row) => (
          <NoteLine key={row} note={one} />
        ))}
        {more > 0 && <li>{t("overview.notes_more", { n: more })}</li>}
      </ul>
    </section>
  );
}

function NoteLine({ note }: { note: Note }) {
  if ("text" in note) return <li lang="en">{note.text}</li>;
  if (has(note.key)) return <li>{t(note.key, grouped(note.values))}</li>;
  return <li>{[note.key, ...Object.values(note.values)].join(" · ")}</li>;
}

/** Numbers that were written with spaces between thousands, as the language writes them. */
function grouped(values: Record<string, string | number>): Record<string, string | number> {
  const isGrouped = (value: string | number): value is string =>
    typeof value === "string" && /^\d{1,3}(\s\d{3})+$/.test(value);
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, isGrouped(value) ? Number(value.replace(/\s/g, "")) : value]),
  );
}

/** Where the plan comes from; the time it took is left out, for two runs would differ. */
export function MadeFrom({ plan }: { plan: Plan }) {
  const { summary, case: head, ledger_head: ledger } = plan.doc;
  const engines = Object.entries(summary.engines ?? {}).map(([name, version]) => `${name} ${version}`);
  const rows: [string, string][] = [
    [t("overview.planner"), code("planner", summary.planner)],
    [t("overview.seed"), number(summary.seed)],
    [t("overview.effort"), number(summary.effort)],
    ["Svitlo", summary.svitlo],
    [t("overview.engines"), engines.join(", ")],
    [
      t("overview.drained"),
      heatTally(plan.doc.places).places > 0 ? figure(summary.people_drained) : t("overview.not_counted"),
    ],
    [t("overview.hash"), head.sha256],
    [t("overview.ledger_head"), ledger ?? ""],
  ];
  return (
    <footer class="made-from">
      <h2>{t("overview.made_from")}</h2>
      <dl>
        {rows
          .filter(([, value]) => value !== "")
          .map(([title, value]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </footer>
  );
}

/** Drawn when it is opened. */
function Behind(props: { title: string; isOpen?: boolean; children: ComponentChildren }) {
  const [open, setOpen] = useState(props.isOpen ?? false);
  return (
    <details class="card behind" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h2>{props.title}</h2>
      </summary>
      {open && props.children}
    </details>
  );
}
