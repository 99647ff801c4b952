/** What a re-plan changed, and why, in words: the records of `summary.json` (`tables/changes.py`) as sentences. */
import { assetName, figure, listed } from "../app/names";
import { code, date, has, number, t, usd } from "../app/text";
import type { Plan } from "../model/plan";

export interface Fact {
  what: string;
  id: string;
  was: number | string | null;
  now: number | string | null;
  from_day: number | null;
  to_day: number | null;
  text: string;
}

export interface Reason {
  what: string;
  day: number | null;
  was_day: number | null;
  until_day: number | null;
  equipment_id: string | null;
  origin: string | null;
  asset_ids: string[];
  crew_kind: string | null;
  count: number | null;
  was_count: number | null;
  words: string;
}

export interface Change {
  what: string;
  id: string;
  first_day: number | null;
  was_first_day: number | null;
  last_day: number | null;
  was_last_day: number | null;
  equipment_id: string | null;
  pledge_id: string | null;
  quantity: number | null;
  was_quantity: number | null;
  why: Reason[];
  weighted_person_hours: number | null;
  text: string;
}

export interface Replan {
  on: string;
  begun_count: number;
  order_count: number;
  /** Null: the old plan does not tell the facts that it was made with. */
  facts: Fact[] | null;
  changes: Change[];
  objective: { old_plan: number; carried_on: number; now: number };
}

/** The record of a re-plan; null for any other plan. */
export function replanOf(plan: Plan): Replan | null {
  const record = plan.doc.changes as Partial<Replan> | null;
  return record?.on !== undefined && record.changes !== undefined && record.objective !== undefined
    ? (record as Replan)
    : null;
}

const INSTALL = "install/";

/** One changed fact in words; empty where there are no words for it. */
export function factWords(plan: Plan, fact: Fact): string {
  const key = `change.fact_${fact.what.replaceAll(" ", "_")}`;
  if (!has(key)) return "";
  const isNever = fact.what === "pledge day" && fact.now === null ? "_never" : "";
  const values = {
    ...{ name: factName(plan, fact), was: factValue(plan, fact, fact.was), now: factValue(plan, fact, fact.now) },
    ...{ from: day(plan, fact.from_day), to: day(plan, fact.to_day) },
  };
  if (fact.what === "pledge new" && fact.now === null) return t("change.fact_pledge_new_never", values);
  if (fact.what === "pledge day" && fact.was === null) return t("change.fact_pledge_day_was_never", values);
  return t(key + isNever, values);
}

function factName(plan: Plan, fact: Fact): string {
  if (fact.what.startsWith("damage") || fact.what === "severity") return assetName(plan, fact.id);
  if (fact.what === "lead time") return plan.name(fact.id);
  return fact.what === "crews" ? code("crew", fact.id) : fact.id;
}

function factValue(plan: Plan, fact: Fact, value: number | string | null): string {
  if (typeof value === "string") return code("severity", value);
  if (
    fact.what.startsWith("damage") ||
    fact.what === "pledge new" ||
    fact.what === "pledge day" ||
    fact.what === "pledge gone"
  )
    return day(plan, value);
  const isCash = plan.doc.pledges.find((one) => one.pledge_id === fact.id)?.form === "cash";
  return fact.what === "pledge size" && isCash ? usd(value) : figure(value);
}

/** One change with its reasons and what it adds; empty where there are no words for it. */
export function changeWords(plan: Plan, change: Change): string {
  const head = headWords(plan, change);
  if (head === "") return "";
  const reasons = change.why.map((one) => reasonWords(plan, one, change)).filter((one) => one !== "");
  const hours = change.weighted_person_hours;
  const figured =
    hours !== null && Math.abs(hours) >= 1
      ? ` (${t(hours > 0 ? "change.adds" : "change.saves", { hours: figure(Math.abs(hours)) })})`
      : "";
  return `${head}${reasons.length > 0 ? t("change.because", { reasons: reasons.join("; ") }) : ""}${figured}.`;
}

function headWords(plan: Plan, change: Change): string {
  const isPlaced = change.id.startsWith(INSTALL) || change.id.startsWith("place:") || change.id.startsWith("pump:");
  const values = {
    ...{ asset: assetName(plan, change.id), order: change.id, pledge: change.pledge_id ?? "" },
    ...{ first: day(plan, change.first_day), last: day(plan, change.last_day) },
    ...{ was_first: day(plan, change.was_first_day), was_last: day(plan, change.was_last_day) },
    ...{
      what: `${number(change.quantity || change.was_quantity)} × ${plan.name(change.equipment_id ?? "")}`,
      was: number(change.was_quantity),
    },
  };
  const key = `change.${change.what.replaceAll(" ", "_")}`;
  if (change.what === "order changed") return orderChanged(change, values);
  if (change.what.startsWith("work") && has(`${key}_placed`) && isPlaced) return t(`${key}_placed`, values);
  return has(key) ? t(key, values) : "";
}

function orderChanged(change: Change, values: Record<string, string>): string {
  const parts = [t("change.order_changed", values)];
  if (change.quantity !== change.was_quantity) parts.push(t("change.order_changed_count", values));
  if (change.first_day !== change.was_first_day) parts.push(t("change.order_changed_day", values));
  return parts.join(", ");
}

function reasonWords(plan: Plan, reason: Reason, change: Change): string {
  const key = `change.why_${reason.what.replaceAll(" ", "_")}`;
  if (!has(key)) return "";
  const saved = change.weighted_person_hours;
  const values = {
    n: reason.count ?? 0,
    ...{
      part: plan.name(reason.equipment_id ?? ""),
      origin: originWords(reason.origin),
      assets: listed(plan, reason.asset_ids),
    },
    ...{
      day: day(plan, reason.day),
      was: reason.was_count === null ? "–" : number(reason.was_count),
      crew: code("crew", reason.crew_kind ?? ""),
    },
    ...{
      instead: reason.was_day === null ? "" : t("change.instead", { was: day(plan, reason.was_day) }),
      was_day: day(plan, reason.was_day),
    },
    until: reason.until_day === null ? "" : t("change.until", { day: day(plan, reason.until_day - 1) }),
    // The words of the data: why a pledge cannot be used. They are in English.
    words: reason.words ? `: ${reason.words}` : "",
  };
  const said = t(key, values);
  return reason.what === "could stay" && saved !== null && saved <= -1
    ? said + t("change.stay_costs", { hours: figure(-saved) })
    : said;
}

function originWords(origin: string | null): string {
  const [kind, ...rest] = (origin ?? "").split(":");
  if (kind === "purchase") return t("change.origin_order", { id: rest.join(":") });
  return t(kind === "money" ? "change.origin_money" : "change.origin_pledge", { id: rest[0] ?? "" });
}

function day(plan: Plan, value: number | null): string {
  return value === null ? "" : date(plan.doc.case.start, value);
}
