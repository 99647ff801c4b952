/** Where equipment comes from, in words: bought with which pledge, or given by whom. */
import type { Pledge, Purchase, Use } from "../model/document";
import type { Plan } from "../model/plan";
import { date, t } from "../app/text";

export function pledgeOf(plan: Plan, pledgeId: string): Pledge | undefined {
  return plan.doc.pledges.find((one) => one.pledge_id === pledgeId);
}

export function purchaseOf(plan: Plan, origin: string): Purchase | undefined {
  const id = origin.startsWith("purchase:") ? origin.slice("purchase:".length) : null;
  return plan.doc.purchases.find((one) => one.purchase_id === id);
}

/** The name of who gives a pledge; its id where the document has no such pledge. */
export function giverOf(plan: Plan, pledgeId: string): string {
  return pledgeOf(plan, pledgeId)?.actor ?? pledgeId;
}

/** `3 × Circuit breaker` with its unit where it has one. */
export function countOf(plan: Plan, equipmentId: string, quantity: number): string {
  const unit = plan.doc.equipment.find((one) => one.equipment_id === equipmentId)?.unit;
  const values = { quantity, equipment: plan.name(equipmentId) };
  return unit ? t("works.count_unit", { ...values, unit }) : t("works.count", values);
}

export function originSentence(plan: Plan, use: Use): string {
  const start = plan.doc.case.start;
  const values = { actor: giverOf(plan, use.pledge_id), pledge: use.pledge_id, arrival: date(start, use.arrival_day) };
  const bought = purchaseOf(plan, use.origin);
  if (bought === undefined)
    return t(use.origin.startsWith("purchase:") ? "works.bought_unsaid" : "works.given", values);
  return t("works.bought", { ...values, purchase: bought.purchase_id, ordered: date(start, bought.order_day) });
}
