/** Two plans side by side: what moved, and what it costs in person-hours. */
import { useEffect, useState } from "preact/hooks";
import { assetName, atLeast, figure, placeName, spotName } from "../app/names";
import { code, date, number, t, usd } from "../app/text";
import type { Summary, SvitloDocument } from "../model/document";
import { Plan, type Service } from "../model/plan";
import { type Column, Table } from "../parts/table";
import { atMostPercent } from "../views/proof";
import { get } from "./api";
import { CompareCurve } from "./compare-curve";
import {
  type FigureRow,
  type PlaceRow,
  type WorkRow,
  figureRows,
  placeRows,
  purchaseRows,
  workRows,
} from "./differences";
import { Failure } from "./pages";

export function ComparePage() {
  const asked = new URLSearchParams(location.search);
  const ids = [asked.get("a"), asked.get("b")];
  const [plans, setPlans] = useState<[Plan, Plan] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    const load = (id: string | null) =>
      get<SvitloDocument>(`/api/plans/${encodeURIComponent(id ?? "")}/document`).then((found) => new Plan(found));
    Promise.all([load(ids[0] ?? null), load(ids[1] ?? null)]).then(([a, b]) => {
      setPlans([a, b]);
      document.documentElement.dataset["ready"] = "true";
    }, setFailure);
  }, [location.search]);
  if (failure !== null) return <Failure failure={failure} />;
  if (plans === null) return <p class="loading">{t("serve.loading")}</p>;
  const [a, b] = plans;
  return (
    <div class="sides">
      <Heads a={a} b={b} ids={[ids[0] ?? "", ids[1] ?? ""]} />
      <Figures a={a} b={b} />
      <CompareCurve a={a} b={b} />
      <Places a={a} b={b} />
      <Works a={a} b={b} />
      <Purchases a={a} b={b} />
    </div>
  );
}

interface Sides {
  a: Plan;
  b: Plan;
}

function Heads({ a, b, ids }: Sides & { ids: [string, string] }) {
  return (
    <section class="card">
      <p>
        <strong>A</strong> <a href={`/plans/${ids[0]}`}>{titleOf(a)}</a>
      </p>
      <p>
        <strong>B</strong> <a href={`/plans/${ids[1]}`}>{titleOf(b)}</a>
      </p>
      {!isSameCase(a, b) && <p class="problem">{t("compare.other_case")}</p>}
    </section>
  );
}

function isSameCase(a: Plan, b: Plan): boolean {
  return a.doc.case.sha256 === b.doc.case.sha256;
}

function titleOf(plan: Plan): string {
  const { planner, seed, effort } = plan.doc.summary;
  return t("compare.title", {
    name: plan.doc.case.name,
    planner: code("planner", planner),
    seed: String(seed),
    effort,
  });
}

/** How a figure is shown; lower is better in all but two of them. */
function shown(key: keyof Summary, value: number | null): string {
  if (key === "gap_share") return value === null ? "–" : atMostPercent(value);
  if (key === "bound" && value !== null) return atLeast(value);
  return key === "spent_usd" ? usd(value) : figure(value);
}

const NEITHER: ReadonlySet<string> = new Set(["bound", "do_nothing", "spent_usd"]);

/** A difference with its sign, and in words for whom colour says nothing. */
function Difference({ change, text, isGood }: { change: number | null; text: string; isGood: boolean | null }) {
  if (change === null) return <>–</>;
  if (change === 0) return <>{t("compare.same")}</>;
  const word = isGood === null ? "" : t(isGood ? "compare.better" : "compare.worse");
  return (
    <span class={isGood === null ? "" : isGood ? "better" : "worse"}>
      {change > 0 ? "+" : "−"}
      {text} {word}
    </span>
  );
}

function Figures({ a, b }: Sides) {
  // Of gaps the difference of what is shown, so that the row adds up.
  const told = (row: FigureRow, value: number) =>
    row.key === "gap_share" ? Math.ceil(Math.max(0, value) * 1000 - 1e-6) / 1000 : value;
  const change = (row: FigureRow) => (row.a === null || row.b === null ? null : told(row, row.b) - told(row, row.a));
  // Of different cases neither plan is the better one.
  const isGood = (row: FigureRow) =>
    NEITHER.has(row.key) || !isSameCase(a, b)
      ? null
      : row.key === "back_count"
        ? (change(row) ?? 0) > 0
        : (change(row) ?? 0) < 0;
  const size = (row: FigureRow) => {
    const value = Math.abs(change(row) ?? 0);
    return row.key === "gap_share" ? t("compare.points", { value: number(value * 100, 1) }) : shown(row.key, value);
  };
  return (
    <section class="card">
      <h2>{t("compare.figures")}</h2>
      <Table
        title={t("compare.figures")}
        rows={figureRows(a, b)}
        rowKey={(row) => row.key}
        columns={[
          { title: t("compare.figure"), value: (row) => t(`figure.${row.key}`), isHead: true },
          { title: "A", value: (row) => row.a, show: (row) => shown(row.key, row.a), numeric: true },
          { title: "B", value: (row) => row.b, show: (row) => shown(row.key, row.b), numeric: true },
          {
            title: t("compare.b_less_a"),
            value: change,
            show: (row) => <Difference change={change(row)} text={size(row)} isGood={isGood(row)} />,
            numeric: true,
          },
        ]}
      />
    </section>
  );
}

function Places({ a, b }: Sides) {
  const rows = placeRows(a, b);
  const services: Service[] = (["power", "water", "heat"] as const).filter((service) =>
    rows.some((row) => row.a[service] !== null || row.b[service] !== null),
  );
  const change = (row: PlaceRow, service: Service) =>
    row.a[service] === null || row.b[service] === null
      ? null
      : Math.round((row.b[service] ?? 0) - (row.a[service] ?? 0));
  return (
    <section class="card">
      <h2>{t("compare.places")}</h2>
      <p class="small soft">{t("compare.places_about")}</p>
      {rows.length === 0 ? (
        <p>{t("compare.nothing")}</p>
      ) : (
        <Table
          title={t("compare.places")}
          rows={rows}
          rowKey={(row) => row.place_id}
          first={20}
          columns={[
            { title: t("timetable.place"), value: (row) => placeName(a, row.place_id), isHead: true },
            { title: t("timetable.kind"), value: (row) => code("kind", row.kind) },
            ...services.flatMap((service): Column<PlaceRow>[] => [
              {
                title: `${t(`service.${service}`)}, A`,
                value: (row) => row.a[service],
                show: (row) => figure(row.a[service] === null ? null : Math.round(row.a[service] ?? 0)),
                numeric: true,
              },
              {
                title: `${t(`service.${service}`)}, B − A`,
                value: (row) => change(row, service),
                show: (row) => (
                  <Difference
                    change={change(row, service)}
                    text={figure(Math.abs(change(row, service) ?? 0))}
                    isGood={isSameCase(a, b) ? (change(row, service) ?? 0) < 0 : null}
                  />
                ),
                numeric: true,
              },
            ]),
          ]}
        />
      )}
    </section>
  );
}

function Works({ a, b }: Sides) {
  const rows = workRows(a, b);
  const name = (row: WorkRow) =>
    row.equipment_id === null
      ? assetName(a, row.at)
      : t("asset.placed", { equipment: a.name(row.equipment_id), place: spotName(a, row.at) });
  const days = (plan: Plan, one: WorkRow["a"]) =>
    one === null
      ? t("compare.not_done")
      : `${date(plan.doc.case.start, one.start)} → ${date(plan.doc.case.start, one.back)}`;
  const moved = (row: WorkRow) => {
    if (row.moved === null) return t(row.a === null ? "compare.only_b" : "compare.only_a");
    if (row.moved === 0) return t("compare.same_return");
    return t(row.moved > 0 ? "compare.later" : "compare.sooner", { n: Math.abs(row.moved) });
  };
  return (
    <section class="card">
      <h2>{t("compare.works")}</h2>
      {rows.length === 0 ? (
        <p>{t("compare.nothing")}</p>
      ) : (
        <Table
          title={t("compare.works")}
          rows={rows}
          rowKey={(row, index) => `${row.at} ${row.equipment_id ?? ""} ${index}`}
          first={30}
          columns={[
            { title: t("why.asset"), value: name, isHead: true },
            { title: "A", value: (row) => days(a, row.a) },
            { title: "B", value: (row) => days(b, row.b) },
            { title: t("compare.moved"), value: moved },
          ]}
        />
      )}
    </section>
  );
}

function Purchases({ a, b }: Sides) {
  const rows = purchaseRows(a, b);
  return (
    <section class="card">
      <h2>{t("compare.purchases")}</h2>
      {rows.length === 0 ? (
        <p>{t("compare.nothing")}</p>
      ) : (
        <Table
          title={t("compare.purchases")}
          rows={rows}
          rowKey={(row) => row.equipment_id}
          columns={[
            {
              title: t("why.equipment"),
              value: (row) => (a.equipmentName.has(row.equipment_id) ? a : b).name(row.equipment_id),
              isHead: true,
            },
            { title: t("compare.units", { side: "A" }), value: (row) => row.a.quantity, numeric: true },
            { title: t("compare.units", { side: "B" }), value: (row) => row.b.quantity, numeric: true },
            {
              title: t("compare.cost", { side: "A" }),
              value: (row) => row.a.cost_usd,
              show: (row) => usd(row.a.cost_usd),
              numeric: true,
            },
            {
              title: t("compare.cost", { side: "B" }),
              value: (row) => row.b.cost_usd,
              show: (row) => usd(row.b.cost_usd),
              numeric: true,
            },
          ]}
        />
      )}
    </section>
  );
}
