/** The plan in a few sentences; every figure is the document's own. */
import { atLeast, figure } from "../app/names";
import { date, locale, percent, t, unknown, usd } from "../app/text";
import type { Plan } from "../model/plan";
import { byDay } from "../parts/people";

/** Relative difference up to which two figures count as the same. */
const ALIKE = 1e-9;

/** What the plan does, what it costs, how far it is from doing nothing and from the best possible; in paragraphs. */
export function sentences(plan: Plan): string[][] {
  return [whatHappens(plan), peopleWithout(plan), againstOthers(plan), againstBest(plan)];
}

/** A share rounded up to a tenth of a per cent, so that `at most` stays true. */
export function percentAtMost(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return unknown();
  const tenths = Math.max(0, Math.ceil(share * 1000 - 1e-6)) / 1000;
  return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 1 }).format(tenths);
}

/** `power` or `both`: what the objective of this plan counts people as being without. */
export function lacking(plan: Plan): "power" | "both" {
  return plan.doc.case.has_water ? "both" : "power";
}

/** `Weighted person-hours without power or water`. */
export function unit(plan: Plan): string {
  return t(`overview.unit_${lacking(plan)}`);
}

export function placed(plan: Plan): { units: number; spots: number } {
  const works = plan.doc.works.filter((one) => one.is_install && one.service_day < plan.doc.case.days);
  return { units: works.reduce((sum, one) => sum + one.quantity, 0), spots: new Set(works.map((one) => one.at)).size };
}

function whatHappens(plan: Plan): string[] {
  const { doc } = plan;
  if (doc.is_public) return [];
  const { summary } = doc;
  const last = date(doc.case.start, doc.case.days - 1);
  const said = [];
  if (summary.damaged_count === 0) said.push(t("overview.nothing_damaged"));
  else if (summary.damaged_count !== null)
    said.push(t("overview.back", { n: summary.damaged_count, back: summary.back_count, date: last }));
  const { units, spots } = placed(plan);
  if (units > 0) said.push(t("overview.placed", { n: units, spots }));
  if (summary.usable_usd > 0)
    said.push(t("overview.money", { spent: usd(summary.spent_usd), usable: usd(summary.usable_usd) }));
  return said;
}

/** People without power and without water on the first day and the last. */
function peopleWithout(plan: Plan): string[] {
  const { curves, summary } = plan.doc;
  const said = [];
  for (const service of ["power", "water"] as const) {
    if (service === "water" && !plan.doc.case.has_water) continue;
    const total = service === "power" ? summary.people_power : summary.people_water;
    const mean = byDay(plan, curves[service]?.planned);
    if (service === "power" && total === 0) said.push(t("overview.nobody"));
    else if (mean)
      said.push(
        t(`overview.people_${service}`, { total: figure(total), first: figure(mean[0]), last: figure(mean.at(-1)) }),
      );
  }
  return said;
}

function againstOthers(plan: Plan): string[] {
  const { objective, do_nothing: nothing, largest_first: largest } = plan.doc.summary;
  const said = [];
  if (nothing > 0) {
    const values = {
      unit: unit(plan),
      nothing: figure(nothing),
      objective: figure(objective),
      saved: percent((nothing - objective) / nothing, 1),
    };
    said.push(t("overview.against_nothing", values));
  }
  if (largest !== null && largest !== undefined && largest > 0) said.push(againstLargest(objective, largest));
  return said;
}

function againstLargest(objective: number, largest: number): string {
  const apart = (largest - objective) / largest;
  const how = Math.abs(apart) <= ALIKE ? "same" : apart > 0 ? "lower" : "higher";
  return t(`overview.largest_${how}`, {
    largest: figure(largest),
    share: how === "higher" ? percentAtMost(-apart) : percent(Math.abs(apart), 1),
  });
}

/** Whether a bound is known: that no plan can be below zero says nothing. */
export function isBounded(plan: Plan): boolean {
  const { bound, gap_share: gap } = plan.doc.summary;
  return Number.isFinite(bound) && Number.isFinite(gap) && bound > 0;
}

/** The objective over what physics confirms; null where nobody checked. */
export function provenObjective(plan: Plan): number | null {
  const { proof, summary } = plan.doc;
  return (proof.power || proof.water) && Number.isFinite(summary.objective_proven) ? summary.objective_proven : null;
}

function againstBest(plan: Plan): string[] {
  const { objective, bound, gap_share: gap } = plan.doc.summary;
  if (objective <= 0) return [t(`overview.perfect_${lacking(plan)}`)];
  if (!isBounded(plan)) return [t("overview.gap_unknown"), ...proven(plan)];
  return [t("overview.gap", { bound: atLeast(bound), gap: percentAtMost(gap) }), ...proven(plan)];
}

/** The same sum over what physics confirms. The bound is of the planning model, and holds for it only where physics never serves more. */
function proven(plan: Plan): string[] {
  const { objective, bound } = plan.doc.summary;
  const confirmed = provenObjective(plan);
  if (confirmed === null) return [];
  const apart = (confirmed - objective) / objective;
  const how = Math.abs(apart) <= ALIKE ? "same" : apart > 0 ? "more" : "less";
  const said = [
    t(`overview.proven_${how}`, {
      proven: figure(confirmed),
      share: how === "more" ? percentAtMost(apart) : percent(Math.abs(apart), 1),
    }),
  ];
  if (!isBounded(plan)) return said;
  if (plan.doc.case.has_water) said.push(t("overview.proven_gap_unknown"));
  else if (how === "more") said.push(t("overview.proven_gap", { gap: percentAtMost((confirmed - bound) / confirmed) }));
  return said;
}
