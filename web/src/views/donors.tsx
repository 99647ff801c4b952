/** Who gives what, what of it can be used and when, what was decided, and what became of it in this plan. */
import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Plan } from "../model/plan";
import { t } from "../app/text";
import { show } from "../app/state";
import { isApart } from "../gantt/support";
import { filled } from "../gantt/tables";
import { jobsOf } from "../gantt/units";
import { Table } from "../parts/table";
import { Apart, DonorPage, LedgerHead } from "./donors-page";
import { decisionColumns, donorColumns, supportColumns, voiceColumns, voicesOf } from "./donors-tables";
import "../styles/donors.css";

const ALL = "";
/** The donor whose page is shown; kept while other views are looked at. */
const chosen = signal(ALL);

export function Donors({ plan }: { plan: Plan }) {
  const jobs = useMemo(() => jobsOf(plan.doc), [plan]);
  const donor = plan.doc.donors.find((one) => one.actor_id === chosen.value);
  return (
    <section class="donors">
      <h2>{t("donors.title")}</h2>
      {plan.doc.donors.length === 0 ? (
        <p>{t("donors.none")}</p>
      ) : (
        <label class="donor-choice">
          {t("donors.choose")}
          <select
            value={donor === undefined ? ALL : chosen.value}
            onChange={(event) => (chosen.value = event.currentTarget.value)}
          >
            <option value={ALL}>{t("donors.all")}</option>
            {plan.doc.donors.map((one) => (
              <option key={one.actor_id} value={one.actor_id}>
                {one.actor}
              </option>
            ))}
          </select>
        </label>
      )}
      {donor === undefined ? <All plan={plan} /> : <DonorPage plan={plan} donor={donor} jobs={jobs} />}
    </section>
  );
}

function All({ plan }: { plan: Plan }) {
  const { donors, pledges, summary } = plan.doc;
  const apart = pledges.filter((one) => isApart(one, summary.count_announced));
  const usual = pledges.filter((one) => !apart.includes(one));
  return (
    <>
      {donors.length > 0 && (
        <>
          <Table
            title={t("donors.all")}
            rows={donors}
            columns={filled(donors, donorColumns(plan))}
            rowKey={(one) => one.actor_id}
            onSelect={(one) => (chosen.value = one.actor_id)}
          />
          <p class="soft small">{t("donors.all_note")}</p>
        </>
      )}
      <h3>{t("donors.support")}</h3>
      {usual.length === 0 ? (
        <p>{t("donors.no_support")}</p>
      ) : (
        <Table
          title={t("donors.support")}
          rows={usual}
          columns={filled(usual, supportColumns(plan, true))}
          rowKey={(one) => one.pledge_id}
          onSelect={(one) => show({ kind: "pledge", id: one.pledge_id }, "shopping")}
        />
      )}
      <Apart plan={plan} pledges={apart} withDonor />
      <Decisions plan={plan} />
      <LedgerHead plan={plan} />
    </>
  );
}

function Decisions({ plan }: { plan: Plan }) {
  const { decisions } = plan.doc;
  const voices = voicesOf(decisions);
  return (
    <>
      <h3>{t("donors.decisions")}</h3>
      {decisions.length === 0 ? (
        <p>{t("donors.no_decisions")}</p>
      ) : (
        <Table
          title={t("donors.decisions")}
          rows={decisions}
          columns={filled(decisions, decisionColumns(plan))}
          rowKey={(one) => one.decision_id}
        />
      )}
      {voices.length > 0 && (
        <>
          <h3>{t("donors.positions")}</h3>
          <p class="soft small">{t("donors.positions_note")}</p>
          <Table
            title={t("donors.positions")}
            rows={voices}
            columns={filled(voices, voiceColumns())}
            rowKey={(one, row) => `${one.decision.decision_id} ${row}`}
          />
        </>
      )}
    </>
  );
}
