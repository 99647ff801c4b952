/** Tables of the donors' pages: donors, support, decisions, and what became of a donor's support. */
import type { Decision, Donor, Pledge } from "../model/document";
import type { Plan } from "../model/plan";
import { assetName, placeName } from "../app/names";
import { code, date, number, t } from "../app/text";
import { explained } from "../explain/records";
import { countsText, roleText, stateText, type Position } from "../gantt/decisions";
import { countOf, giverOf } from "../gantt/origins";
import { placesAt } from "../gantt/places";
import { apartUsd, earmarkText, givenText, isApart, money, stageText, whyNotText } from "../gantt/support";
import { dayColumn, textColumn } from "../gantt/tables";
import { usesOf, type Job } from "../gantt/units";
import type { Column } from "../parts/table";
import { usdColumn } from "./shopping-tables";

export function donorColumns(plan: Plan): Column<Donor>[] {
  const aside = (donor: Donor) =>
    apartUsd(
      plan.doc.pledges.filter(
        (one) => donor.pledges.includes(one.pledge_id) && isApart(one, plan.doc.summary.count_announced),
      ),
    );
  return [
    { title: t("donors.donor"), value: (one) => one.actor, isHead: true },
    { title: t("donors.role"), value: (one) => roleText(one.role) },
    { title: t("donors.pledges"), value: (one) => one.pledges.length, numeric: true },
    usdColumn(t("donors.given"), (one) => one.given_usd - aside(one)),
    usdColumn(t("donors.apart_usd"), (one) => aside(one) || null),
    usdColumn(t("donors.usable"), (one) => one.usable_usd),
    usdColumn(t("donors.spent"), (one) => one.spent_usd),
    { title: t("donors.units"), value: (one) => one.unit_count, numeric: true },
    { title: t("donors.units_used"), value: (one) => one.used_count, numeric: true },
    { title: t("donors.works"), value: (one) => one.work_count, numeric: true },
  ];
}

export function supportColumns(plan: Plan, withDonor: boolean): Column<Pledge>[] {
  const head: Column<Pledge>[] = [{ title: t("donors.pledge"), value: (one) => one.pledge_id, isHead: true }];
  if (withDonor) head.push({ title: t("donors.donor"), value: (one) => one.actor });
  return [
    ...head,
    { title: t("donors.form"), value: (one) => code("form", one.form) },
    { title: t("donors.what"), value: (one) => givenText(plan, one) },
    usdColumn(t("donors.amount_usd"), (one) => one.amount_usd),
    { title: t("donors.category"), value: (one) => (one.category === null ? null : code("category", one.category)) },
    { title: t("donors.stage"), value: stageText },
    dayColumn(plan, t("donors.usable_from"), (one: Pledge) => one.usable_day),
    textColumn(t("donors.why_not"), whyNotText),
    textColumn(t("donors.only_for"), (one: Pledge) => earmarkText(plan, one) ?? t("shop.free_use")),
    { title: t("donors.decision"), value: (one) => one.decision_id },
    { title: t("donors.source"), value: (one) => one.source },
    textColumn(t("donors.quote"), (one: Pledge) => (one.quote ? t("donors.quoted", { words: one.quote }) : null)),
  ];
}

/** What a donor gave of one form, stage and category. */
export interface Given {
  form: string;
  stage: string | null;
  category: string | null;
  pledges: Pledge[];
}

/** Rows by form, stage and category. Nothing is added up over stages: one gift may be seen in several. */
export function givenOf(pledges: readonly Pledge[]): Given[] {
  const rows = new Map<string, Given>();
  for (const one of pledges) {
    const key = JSON.stringify([one.form, one.stage, one.category]);
    const row = rows.get(key) ?? { form: one.form, stage: one.stage, category: one.category, pledges: [] };
    row.pledges.push(one);
    rows.set(key, row);
  }
  return [...rows.values()].sort((a, b) => (a.form < b.form ? -1 : a.form > b.form ? 1 : 0));
}

export function givenColumns(plan: Plan): Column<Given>[] {
  return [
    { title: t("donors.form"), value: (one) => code("form", one.form), isHead: true },
    { title: t("donors.stage"), value: (one) => (one.stage === null ? null : code("aidstage", one.stage)) },
    { title: t("donors.category"), value: (one) => (one.category === null ? null : code("category", one.category)) },
    textColumn(t("donors.what"), (one: Given) => one.pledges.map((pledge) => givenText(plan, pledge)).join("; ")),
    usdColumn(t("donors.amount_usd"), (one) => (one.form === "cash" ? totalOf(one.pledges) : null)),
  ];
}

function totalOf(pledges: readonly Pledge[]): number | null {
  return pledges.some((one) => one.amount_usd === null)
    ? null
    : pledges.reduce((sum, one) => sum + (one.amount_usd ?? 0), 0);
}

export function decisionColumns(plan: Plan): Column<Decision>[] {
  const gives = (one: Decision) =>
    plan.doc.pledges.filter((pledge) => pledge.decision_id === one.decision_id).map((pledge) => pledge.pledge_id);
  return [
    { title: t("donors.decision"), value: (one) => one.decision_id, isHead: true },
    textColumn(t("donors.subject"), (one: Decision) => one.subject),
    { title: t("donors.rule"), value: (one) => code("rule", one.rule) },
    isoColumn(t("donors.tabled"), (one: Decision) => one.tabled),
    isoColumn(t("donors.closes"), (one: Decision) => one.closes),
    textColumn(t("donors.state"), (one: Decision) => stateText(plan, one)),
    { title: t("donors.pledges_waiting"), value: (one) => gives(one).join(", ") || null },
  ];
}

function isoColumn<Row>(title: string, day: (row: Row) => string | null): Column<Row> {
  return { title, value: day, show: (row) => <span class="day">{shownIso(day(row))}</span> };
}

function shownIso(day: string | null): string {
  return day === null ? number(null) : date(day, 0);
}

export interface Voice {
  decision: Decision;
  position: Position;
}

export function voicesOf(decisions: readonly Decision[]): Voice[] {
  return decisions.flatMap((decision) => decision.positions.map((position) => ({ decision, position })));
}

export function voiceColumns(): Column<Voice>[] {
  return [
    { title: t("donors.decision"), value: ({ decision }) => decision.decision_id, isHead: true },
    isoColumn(t("donors.date"), ({ position }: Voice) => position.date),
    { title: t("donors.who"), value: ({ position }) => position.actor },
    { title: t("donors.role"), value: ({ position }) => roleText(position.role) },
    { title: t("donors.position"), value: ({ position }) => code("position", position.position) },
    { title: t("donors.counts"), value: ({ decision, position }) => countsText(decision, position) },
    textColumn(t("donors.quote"), ({ position }: Voice) =>
      position.quote ? t("donors.quoted", { words: position.quote }) : null,
    ),
  ];
}

/** A work in which something of a donor is used. */
export interface Share {
  job: Job;
  own: string[];
  others: string[];
}

/** Works that use something of these pledges; `others`: donors whose support is in the same work. */
export function sharesOf(plan: Plan, jobs: readonly Job[], pledgeIds: readonly string[], actor: string): Share[] {
  return jobs.flatMap((job) => {
    const uses = usesOf(job);
    const own = uses
      .filter((use) => pledgeIds.includes(use.pledge_id))
      .map((use) => countOf(plan, use.equipment_id, use.quantity));
    const others = [...new Set(uses.map((use) => giverOf(plan, use.pledge_id)))].filter((one) => one !== actor);
    return own.length > 0 ? [{ job, own, others }] : [];
  });
}

export function shareColumns(plan: Plan): Column<Share>[] {
  return [
    { title: t("donors.work"), value: ({ job }) => assetName(plan, job.id), isHead: true },
    textColumn(t("donors.own_part"), ({ own }: Share) => own.join("; ")),
    textColumn(t("donors.jointly"), ({ others }: Share) => others.join("; ") || t("donors.alone")),
    dayColumn(plan, t("donors.back"), ({ job }: Share) => job.work.service_day),
    {
      title: t("donors.people_on"),
      value: ({ job }) => explained(plan, job.id)?.people_switched_on ?? null,
      show: ({ job }) => number(explained(plan, job.id)?.people_switched_on),
      numeric: true,
    },
    textColumn(t("donors.places"), ({ job }: Share) => placeNames(plan, placesAt(plan, job))),
  ];
}

function placeNames(plan: Plan, rows: readonly number[]): string | null {
  return rows.map((row) => placeName(plan, plan.doc.places[row]?.place_id ?? "")).join("; ") || null;
}

export type Funnel = NonNullable<Donor["ledger"]>[number];

export function funnelColumns(): Column<Funnel>[] {
  return [
    { title: t("donors.stage"), value: (one) => code("aidstage", one.stage), isHead: true },
    {
      title: t("donors.amount"),
      value: (one) => one.amount_minor / 10 ** one.digits,
      show: (one) => money(one.amount_minor / 10 ** one.digits, one.currency),
      numeric: true,
    },
    { title: t("donors.currency"), value: (one) => one.currency },
  ];
}
