/** Pledges as accounts: what was bought with each, what is left, what came as goods and where the units went. Pure. */
import type { Pledge, Purchase, SvitloDocument, Use } from "../model/document";
import { usesOf, type Job } from "./units";

export type AccountState = "used" | "unspent" | "unusable";

/** A cash pledge with its purchases. `left_usd` is null where the amount is not known. */
export interface Account {
  pledge: Pledge;
  purchases: Purchase[];
  /** Sum of its purchases. */
  bought_usd: number;
  left_usd: number | null;
  state: AccountState;
}

/** Cash pledges: those with purchases first, by what was bought; then the usable ones, then the others. */
export function accountsOf(doc: SvitloDocument): Account[] {
  const order: AccountState[] = ["used", "unspent", "unusable"];
  return doc.pledges
    .filter((one) => one.form === "cash")
    .map((pledge) =>
      accountOf(
        pledge,
        doc.purchases.filter((one) => one.pledge_id === pledge.pledge_id),
      ),
    )
    .sort(
      (a, b) =>
        order.indexOf(a.state) - order.indexOf(b.state) ||
        b.bought_usd - a.bought_usd ||
        (b.pledge.amount_usd ?? 0) - (a.pledge.amount_usd ?? 0),
    );
}

function accountOf(pledge: Pledge, purchases: Purchase[]): Account {
  const bought = sum(purchases, (one) => one.cost_usd);
  const state = purchases.length > 0 ? "used" : pledge.usable_day !== null ? "unspent" : "unusable";
  return {
    pledge,
    purchases,
    bought_usd: bought,
    left_usd: pledge.amount_usd === null ? null : pledge.amount_usd - bought,
    state,
  };
}

/** The same money summed in three ways; they agree where none is off by more than a cent a purchase. */
export interface Totals {
  purchases_usd: number;
  plan_usd: number;
  pledges_usd: number;
  left_usd: number;
  usable_usd: number;
  agree: boolean;
}

export function totalsOf(doc: SvitloDocument): Totals {
  const purchases = sum(doc.purchases, (one) => one.cost_usd);
  const priced = sum(doc.purchases, (one) => one.quantity * one.unit_cost_usd);
  const pledges = sum(doc.pledges, (one) => (one.form === "cash" ? one.spent_usd : 0));
  const { spent_usd: plan, usable_usd: usable } = doc.summary;
  const slack = 0.01 * Math.max(1, doc.purchases.length);
  const agree = [priced, pledges, plan].every((one) => Math.abs(one - purchases) <= slack);
  return {
    purchases_usd: purchases,
    plan_usd: plan,
    pledges_usd: pledges,
    left_usd: usable - plan,
    usable_usd: usable,
    agree,
  };
}

/** A unit or more of equipment in a job. */
export interface Placement {
  job: Job;
  use: Use;
}

export function placementsOf(jobs: readonly Job[]): Placement[] {
  return jobs.flatMap((job) => usesOf(job).map((use) => ({ job, use })));
}

/** A kind of equipment: how much was bought and given for this plan, and how much of it works use. */
export interface Stock {
  equipment_id: string;
  purchases: Purchase[];
  gifts: Pledge[];
  bought: number;
  /** Units of gifts that can be used before the end. */
  given: number;
  used: number;
  cost_usd: number;
}

export function stocksOf(doc: SvitloDocument, jobs: readonly Job[]): Stock[] {
  const used = new Map<string, number>();
  for (const { use } of placementsOf(jobs))
    used.set(use.equipment_id, (used.get(use.equipment_id) ?? 0) + use.quantity);
  const gifts = doc.pledges.filter(
    (one) => one.form === "goods" && one.usable_day !== null && one.equipment_id !== null,
  );
  const ids = new Set([
    ...doc.purchases.map((one) => one.equipment_id),
    ...gifts.map((one) => one.equipment_id ?? ""),
    ...used.keys(),
  ]);
  return [...ids]
    .map((id) => stockOf(id, doc.purchases, gifts, used.get(id) ?? 0))
    .sort((a, b) => b.cost_usd - a.cost_usd || (a.equipment_id < b.equipment_id ? -1 : 1));
}

function stockOf(id: string, purchases: readonly Purchase[], gifts: readonly Pledge[], used: number): Stock {
  const [bought, given] = [
    purchases.filter((one) => one.equipment_id === id),
    gifts.filter((one) => one.equipment_id === id),
  ];
  return {
    equipment_id: id,
    purchases: bought,
    gifts: given,
    bought: sum(bought, (one) => one.quantity),
    given: sum(given, (one) => one.quantity ?? 0),
    used,
    cost_usd: sum(bought, (one) => one.cost_usd),
  };
}

export function sum<Row>(rows: readonly Row[], value: (row: Row) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}
