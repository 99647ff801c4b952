/** How we know: what AC power flow and EPANET say of the plan, worst first, and how far it can be from the best. */
import { assetName, atLeast, figure } from "../app/names";
import { goTo, selection, show } from "../app/state";
import { code, date, number, percent, t } from "../app/text";
import type { Finding, Proof as ProofRecord } from "../model/document";
import type { Plan } from "../model/plan";
import { Table } from "../parts/table";
import { provenObjective } from "./summary-sentences";
import "../styles/proof.css";

const UNITS: Record<string, string> = {
  voltage_low: "pu", voltage_high: "pu", overload: "of_rating", generation: "of_maximum", reactive_low: "pu",
  reactive_high: "pu", no_solution: "pu", pump_power: "mw", tank_volume: "m3", water_balance: "m3",
  served_above_demand: "m3", pump_without_power: "m3", planned_more: "of_demand",
}; // prettier-ignore

export function Proof({ plan }: { plan: Plan }) {
  const { power, water } = plan.doc.proof;
  return (
    <div class="proof">
      <Best plan={plan} />
      {power === null && water === null && <p class="card">{t("proof.none")}</p>}
      {power && <Network plan={plan} what="power" proof={power} />}
      {water && <Network plan={plan} what="water" proof={water} />}
      <Agreement plan={plan} />
      {!plan.doc.is_public && (
        <section class="card">
          <h2>{t("proof.again")}</h2>
          <p>{t("proof.audit")}</p>
          <p>
            <code>svitlo audit CASE PLAN</code>
          </p>
        </section>
      )}
    </div>
  );
}

function Best({ plan }: { plan: Plan }) {
  const { objective, bound, gap_share, do_nothing, largest_first } = plan.doc.summary;
  const proven = provenObjective(plan);
  const rows: [string, string, string][] = [
    ["nothing", figure(do_nothing), t("proof.nothing_about")],
    ...(largest_first === null
      ? []
      : [["largest", figure(largest_first), t("proof.largest_about")] as [string, string, string]]),
    ...(proven === null ? [] : [["proven", figure(proven), t("proof.proven_about")] as [string, string, string]]),
    ["planned", figure(objective), t("proof.planned_about")],
    ["bound", atLeast(bound), t("proof.bound_about")],
  ];
  return (
    <section class="card">
      <h2>{t("proof.best")}</h2>
      <p>{objective > 0 ? t("proof.gap", { gap: atMostPercent(gap_share) }) : t("proof.perfect")}</p>
      <table class="plain">
        <caption class="unseen">{t("proof.best")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("proof.what")}</th>
            <th scope="col" class="numeric">
              {t("proof.weighted")}
            </th>
            <th scope="col">{t("proof.meaning")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, value, about]) => (
            <tr key={key}>
              <th scope="row">{t(`proof.row_${key}`)}</th>
              <td class="numeric">{value}</td>
              <td>{about}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Rounded up, so that `at most` stays true; beyond a billionth nothing is counted. */
export function atMostPercent(share: number): string {
  return percent(Math.ceil(Math.max(0, share) * 1000 - 1e-6) / 1000, 1);
}

/** The sign and the words of a verdict; what fails is not told by colour alone. */
export function Verdict({ verdict, text }: { verdict: string; text: string }) {
  const sign = { stands: "✓", "stands after shedding": "△", fails: "✗" }[verdict] ?? "?";
  return (
    <p class={`verdict ${verdict.split(" ")[0] === "fails" ? "fails" : verdict === "stands" ? "stands" : "partly"}`}>
      <span aria-hidden="true">{sign}</span> {text}
    </p>
  );
}

/** What is said of a network's proof in a sentence. */
export function verdictText(plan: Plan, what: "power" | "water", proof: ProofRecord): string {
  const key = `verdict.${what}.${proof.verdict.replaceAll(" ", "_")}`;
  const said = t(key, { engine: proof.engine, n: proof.checked_count });
  const { person_hours_without_water: planned, person_hours_without_water_proven: proven } = plan.doc.summary;
  if (what === "water" && proven !== null && proven > planned)
    return `${said} ${t("verdict.water.more", { proven: figure(proven), more: figure(proven - planned) })}`;
  return said;
}

function Network({ plan, what, proof }: { plan: Plan; what: "power" | "water"; proof: ProofRecord }) {
  return (
    <section class="card">
      <h2>{t(`proof.${what}`)}</h2>
      <Verdict verdict={proof.verdict} text={verdictText(plan, what, proof)} />
      <p class="small soft">{t(`proof.${what}_about`)}</p>
      {proof.findings.length > 0 && <Findings plan={plan} what={what} proof={proof} />}
    </section>
  );
}

function Findings({ plan, what, proof }: { plan: Plan; what: "power" | "water"; proof: ProofRecord }) {
  const title = t("proof.findings", { network: t(`service.${what}`) });
  const where = (one: Finding) =>
    one.where === ""
      ? t("proof.whole")
      : one.where.startsWith("power/")
        ? assetName(plan, one.where)
        : one.where.replace("/", ": ");
  const { blocks } = plan.doc.case;
  /** On the map at the very part of the day: what is found in the evening may be well at night. */
  const open = (one: Finding) => {
    goTo(
      plan.stepOf(
        one.day,
        Math.max(
          0,
          blocks.findIndex((block) => block.name === one.block),
        ),
      ),
    );
    show({ kind: one.branch !== null ? "branch" : "bus", id: String(one.branch ?? one.bus ?? "") }, "overview");
  };
  return (
    <>
      <Table
        title={title}
        rows={proof.findings}
        rowKey={(_, index) => String(index)}
        first={15}
        isSelected={(one) =>
          selection.value !== null &&
          selection.value.id === String(one.branch ?? one.bus) &&
          (selection.value.kind === "bus" || selection.value.kind === "branch")
        }
        onSelect={open}
        columns={[
          { title: t("proof.finding"), value: (one) => code("finding", one.what), isHead: true },
          { title: t("proof.where"), value: where },
          {
            title: t("proof.day"),
            value: (one) => date(plan.doc.case.start, one.day, "iso"),
            show: (one) => <span class="day">{date(plan.doc.case.start, one.day)}</span>,
          },
          { title: t("proof.block"), value: (one) => (one.block ? code("block", one.block) : t("proof.whole_day")) },
          {
            title: t("proof.value"),
            value: (one) => one.value,
            show: (one) => measured(one, one.value),
            numeric: true,
          },
          {
            title: t("proof.limit"),
            value: (one) => one.limit,
            show: (one) => measured(one, one.limit),
            numeric: true,
          },
          ...(what === "power"
            ? [
                {
                  title: t("proof.shed"),
                  value: (one: Finding) => one.shed_mw,
                  show: (one: Finding) => number(one.shed_mw, 1),
                  numeric: true,
                },
              ]
            : []),
        ]}
      />
      {proof.finding_count > proof.findings.length && (
        <p class="small soft">{t("proof.more", { n: proof.finding_count - proof.findings.length })}</p>
      )}
    </>
  );
}

function measured(one: Finding, value: number | null): string {
  const unit = UNITS[one.what];
  if (unit === undefined) return number(value, 3);
  return unit === "of_demand"
    ? percent(value, 2)
    : t("proof.measured", { value: number(value, 3), unit: t(`unit.${unit}`) });
}

function Agreement({ plan }: { plan: Plan }) {
  if (plan.doc.agreement.length === 0) return null;
  const points = (value: number) => number(value, 2);
  return (
    <section class="card">
      <h2>{t("proof.agreement")}</h2>
      <p class="small soft">{t("proof.agreement_about")}</p>
      <Table
        title={t("proof.agreement")}
        rows={plan.doc.agreement}
        rowKey={(one) => one.network}
        columns={[
          { title: t("proof.network"), value: (one) => one.network, isHead: true },
          {
            title: t("proof.planned_share"),
            value: (one) => one.planned_share,
            show: (one) => percent(one.planned_share, 2),
            numeric: true,
          },
          {
            title: t("proof.proven_share"),
            value: (one) => one.proven_share,
            show: (one) => percent(one.proven_share, 2),
            numeric: true,
          },
          {
            title: t("proof.raw"),
            value: (one) => one.raw_points,
            show: (one) => points(one.raw_points),
            numeric: true,
          },
          {
            title: t("proof.learnt"),
            value: (one) => one.learnt_points,
            show: (one) => points(one.learnt_points),
            numeric: true,
          },
          {
            title: t("proof.corrected"),
            value: (one) => one.corrected_points,
            show: (one) => points(one.corrected_points),
            numeric: true,
          },
          {
            title: t("proof.proof_points"),
            value: (one) => one.proven_points,
            show: (one) => points(one.proven_points),
            numeric: true,
          },
        ]}
      />
    </section>
  );
}
