/** Why this plan: the core, each work, what is left, heat, what the next million brings, what a delay costs. */
import { useState } from "preact/hooks";
import { assetName, figure } from "../app/names";
import { selection, show } from "../app/state";
import { code, date, t, usd } from "../app/text";
import { type Explanation, type WorkExplained, explanationOf } from "../explain/records";
import {
  bringSentences,
  coreSentence,
  delaySentence,
  equipmentSentence,
  heatSentence,
  leftSentence,
  moneySentence,
  waitSentences,
} from "../explain/sentences";
import type { Plan } from "../model/plan";
import { type Column, Table } from "../parts/table";
import "../styles/why.css";

export function Why({ plan }: { plan: Plan }) {
  const explanation = explanationOf(plan);
  if (explanation === null) return <p class="card">{t("why.none")}</p>;
  return (
    <div class="why">
      <section class="card">
        <h2>{t("why.title")}</h2>
        <p>{coreSentence(explanation.core)}</p>
        {explanation.core !== null && explanation.core.asset_ids.length > 0 && (
          <details>
            <summary>{t("why.core_list")}</summary>
            <ul class="core">
              {explanation.core.asset_ids.map((one) => (
                <li key={one}>{assetName(plan, one)}</li>
              ))}
            </ul>
          </details>
        )}
        <details>
          <summary>{t("why.about_title")}</summary>
          <p class="small">{t("why.about")}</p>
        </details>
      </section>
      <WorksWhy plan={plan} explanation={explanation} />
      <LeftWhy plan={plan} explanation={explanation} />
      <HeatWhy plan={plan} explanation={explanation} />
      <Million plan={plan} explanation={explanation} />
      <Delays plan={plan} explanation={explanation} />
    </div>
  );
}

interface Part {
  plan: Plan;
  explanation: Explanation;
}

function WorksWhy({ plan, explanation }: Part) {
  const [asked, setAsked] = useState("");
  const works = explanation.works.filter((work) =>
    assetName(plan, work.asset_id).toLowerCase().includes(asked.toLowerCase()),
  );
  const columns: Column<WorkExplained>[] = [
    { title: t("why.asset"), value: (work) => assetName(plan, work.asset_id), isHead: true },
    { title: t("why.crew"), value: (work) => code("crew", work.crew_kind) },
    {
      title: t("why.start"),
      value: (work) => iso(plan, work.start_day),
      show: (work) => <span class="day">{date(plan.doc.case.start, work.start_day)}</span>,
    },
    {
      title: t("why.back"),
      value: (work) => iso(plan, work.service_day),
      show: (work) => <span class="day">{date(plan.doc.case.start, work.service_day)}</span>,
    },
    {
      title: t("why.without_it_head"),
      value: (work) => work.without_it,
      show: (work) => figure(work.without_it),
      numeric: true,
    },
    {
      title: t("why.brings_head"),
      value: (work) => bringSentences(plan, work).join(" "),
      show: (work) => <Lines said={bringSentences(plan, work)} />,
    },
    {
      title: t("why.waits_head"),
      value: (work) => waitSentences(plan, work).join(" "),
      show: (work) => <Lines said={waitSentences(plan, work)} />,
    },
  ];
  return (
    <section class="card">
      <h2>{t("why.works")}</h2>
      <label class="find">
        {t("why.find")} <input type="search" value={asked} onInput={(event) => setAsked(event.currentTarget.value)} />
      </label>
      <Table
        title={t("why.works")}
        rows={works}
        columns={columns}
        rowKey={(work) => work.asset_id}
        isSelected={(work) => selection.value?.id === work.asset_id}
        onSelect={(work) => show({ kind: "asset", id: work.asset_id }, "overview", work.start_day)}
        first={12}
      />
    </section>
  );
}

function LeftWhy({ plan, explanation }: Part) {
  if (explanation.left.length === 0) return null;
  return (
    <section class="card">
      <h2>{t("why.left")}</h2>
      <Table
        title={t("why.left")}
        rows={explanation.left}
        rowKey={(left) => left.asset_id}
        columns={[
          { title: t("why.asset"), value: (left) => assetName(plan, left.asset_id), isHead: true },
          { title: t("why.reason"), value: (left) => leftSentence(plan, left) },
        ]}
        onSelect={(left) => show({ kind: "asset", id: left.asset_id }, "overview")}
      />
    </section>
  );
}

function HeatWhy({ plan, explanation }: Part) {
  if (explanation.heat.length === 0) return null;
  return (
    <section class="card">
      <h2>{t("why.heat")}</h2>
      <Table
        title={t("why.heat")}
        rows={explanation.heat}
        rowKey={(one, index) => `${one.place_id} ${index}`}
        columns={[
          { title: t("why.place"), value: (one) => one.place, isHead: true },
          { title: t("why.people"), value: (one) => one.people, show: (one) => figure(one.people), numeric: true },
          { title: t("why.heat_head"), value: (one) => heatSentence(plan, one) },
        ]}
        onSelect={(one) => show({ kind: "place", id: one.place_id }, "timetable")}
        first={40}
      />
    </section>
  );
}

/** The largest first, then what was not worked out; answers of nothing at the end. */
function byWeight<Row>(rows: readonly Row[], value: (row: Row) => number | null): Row[] {
  const rank = (row: Row) => {
    const found = value(row);
    return found === null ? 1 : found > 0 ? 0 : 2;
  };
  return [...rows].sort((a, b) => rank(a) - rank(b) || (value(b) ?? 0) - (value(a) ?? 0));
}

function Million({ plan, explanation }: Part) {
  const money = byWeight(explanation.money, (one) => one.worth);
  const equipment = byWeight(explanation.equipment, (one) => one.worth);
  return (
    <section class="card">
      <h2>{t("why.million")}</h2>
      {money.length > 0 && (
        <Table
          title={t("why.million_pledge")}
          caption
          rows={money}
          rowKey={(one) => one.pledge_id}
          columns={[
            { title: t("why.pledge"), value: (one) => one.pledge_id, isHead: true },
            { title: t("why.from_actor"), value: (one) => one.actor },
            { title: t("why.left_usd"), value: (one) => one.left_usd, show: (one) => usd(one.left_usd), numeric: true },
            { title: t("why.million_worth"), value: (one) => moneySentence(plan, one) },
          ]}
        />
      )}
      {equipment.length > 0 && (
        <Table
          title={t("why.million_equipment")}
          caption
          rows={equipment}
          rowKey={(one) => one.equipment_id}
          first={12}
          columns={[
            { title: t("why.equipment"), value: (one) => one.equipment, isHead: true },
            { title: t("why.units"), value: (one) => one.units, numeric: true },
            {
              title: t("why.from"),
              value: (one) => iso(plan, one.from_day),
              show: (one) => date(plan.doc.case.start, one.from_day),
            },
            { title: t("why.they_worth"), value: (one) => equipmentSentence(plan, one) },
          ]}
        />
      )}
    </section>
  );
}

function Delays({ plan, explanation }: Part) {
  const delays = byWeight(explanation.delays, (one) => one.cost);
  if (delays.length === 0) return null;
  const form = (one: (typeof delays)[number]) =>
    one.purchase_id === null ? t("why.gift") : t("why.purchase", { id: one.purchase_id });
  return (
    <section class="card">
      <h2>{t("why.delays")}</h2>
      <Table
        title={t("why.delays")}
        rows={delays}
        rowKey={(one) => `${one.pledge_id} ${one.purchase_id ?? ""} ${one.equipment_id} ${one.day}`}
        first={12}
        columns={[
          { title: t("why.delivery"), value: (one) => `${one.quantity} × ${one.equipment}`, isHead: true },
          { title: t("why.form"), value: form },
          { title: t("why.pledge"), value: (one) => one.pledge_id },
          { title: t("why.from_actor"), value: (one) => one.actor },
          {
            title: t("why.day"),
            value: (one) => iso(plan, one.day),
            show: (one) => date(plan.doc.case.start, one.day),
          },
          { title: t("why.delay_head"), value: delaySentence },
        ]}
      />
    </section>
  );
}

function Lines({ said }: { said: string[] }) {
  return (
    <>
      {said.map((one) => (
        <p key={one}>{one}</p>
      ))}
    </>
  );
}

function iso(plan: Plan, day: number): string {
  return date(plan.doc.case.start, day, "iso");
}
