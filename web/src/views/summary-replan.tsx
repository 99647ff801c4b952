/** The section of a re-plan: what it knew anew, and what is planned otherwise for it. */
import { useState } from "preact/hooks";
import { figure } from "../app/names";
import { language, t } from "../app/text";
import type { Plan } from "../model/plan";
import { printing } from "../parts/printing";
import { changeWords, factWords, replanOf } from "./summary-changes";

const FIRST = 8;
/** On paper, where the whole summary is to fit on two pages. */
const PRINTED = 3;

export function Changed({ plan }: { plan: Plan }) {
  const record = replanOf(plan);
  if (!record) return null;
  const { old_plan: old, carried_on: carried, now } = record.objective;
  return (
    <section class="card changed">
      <h2>{t("change.title")}</h2>
      <p>{t("change.on", { date: record.on, begun: record.begun_count, orders: record.order_count })}</p>
      <p>{t("change.objective", { now: figure(now), carried: figure(carried), old: figure(old) })}</p>
      <h3>{t("change.facts")}</h3>
      {record.facts === null ? (
        <p class="soft">{t("change.not_told")}</p>
      ) : (
        <Lines
          none={t("change.unchanged")}
          items={record.facts.map((one) => ({ said: factWords(plan, one), text: one.text }))}
        />
      )}
      <h3>{t("change.changes")}</h3>
      <Lines
        none={t("change.nothing")}
        items={record.changes.map((one) => ({ said: changeWords(plan, one), text: one.text }))}
      />
      <p class="small soft screen-only">{t("change.about")}</p>
    </section>
  );
}

/** `said`: in the language chosen; where there are no words, `text` of the plan, which is English. */
function Lines({ items, none }: { items: { said: string; text: string }[]; none: string }) {
  const [all, setAll] = useState(false);
  if (items.length === 0) return <p class="soft">{none}</p>;
  const shown = printing.value ? items.slice(0, PRINTED) : all ? items : items.slice(0, FIRST);
  return (
    <>
      <ul>
        {shown.map(({ said, text }, row) => (
          <li key={row} lang={said === "" ? "en" : language.value}>
            {said || text}
          </li>
        ))}
      </ul>
      {printing.value && shown.length < items.length && (
        <p class="small soft">{t("change.more", { n: items.length - shown.length })}</p>
      )}
      {shown.length < items.length && (
        <button type="button" class="link small screen-only" onClick={() => setAll(true)}>
          {t("change.all", { n: items.length })}
        </button>
      )}
    </>
  );
}
