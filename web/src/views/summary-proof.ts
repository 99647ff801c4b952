/** What physics says of the plan, and the plan's heat, in sentences. */
import { assetName, figure } from "../app/names";
import { code, date, has, locale, number, t, unknown } from "../app/text";
import type { Finding, HeatSpell, Place, Proof } from "../model/document";
import type { Plan } from "../model/plan";

const FOUND = 3;

/** The verdicts of AC power flow and of EPANET, a paragraph each. */
export function proofSentences(plan: Plan): string[][] {
  const { power, water } = plan.doc.proof;
  const said = [];
  if (power) said.push([verdict("power", power)]);
  if (water) said.push([verdict("water", water), ...waterLines(plan)]);
  return said.length > 0 ? said : [[t("overview.unchecked")]];
}

function verdict(network: "power" | "water", proof: Proof): string {
  const key = `verdict.${network}.${proof.verdict.replaceAll(" ", "_")}`;
  const values = { n: proof.checked_count, engine: proof.engine };
  return has(key) ? t(key, values) : t("overview.verdict", { ...values, verdict: proof.verdict });
}

function waterLines(plan: Plan): string[] {
  const { person_hours_without_water: planned, person_hours_without_water_proven: proven } = plan.doc.summary;
  const said = [];
  if (proven !== null && proven > planned + 1e-9 * Math.max(1, planned)) {
    said.push(t("verdict.water.more", { proven: figure(proven), more: figure(proven - planned) }));
  }
  const error = errorLine(plan);
  return error === "" ? said : [...said, error];
}

/** How far planned and simulated water lie apart at worst. */
function errorLine(plan: Plan): string {
  // Corrections leave last digits of nothing; among networks that are alike then, the one that was worst at first.
  const tenths = (value: number) => Math.ceil(10 * value - 1e-6);
  const worst = [...plan.doc.agreement].sort(
    (a, b) => tenths(b.corrected_points) - tenths(a.corrected_points) || b.raw_points - a.raw_points,
  )[0];
  if (!worst) return "";
  const carried = [...plan.doc.agreement].sort((a, b) => b.proven_points - a.proven_points)[0] ?? worst;
  const values = {
    ...{ points: points(worst.corrected_points), network: worst.network, before: points(worst.raw_points) },
    ...{ proven: points(carried.proven_points), where: carried.network },
  };
  return t(values.before === values.points ? "overview.error" : "overview.error_learnt", values);
}

/** Points of a hundred to one decimal, rounded up, so that `at most` stays true. */
export function points(value: number | null): string {
  return value === null
    ? unknown()
    : new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(
        Math.max(0, Math.ceil(10 * value - 1e-6)) / 10,
      );
}

/** The worst findings of each network in a line each; what was measured is on the page of the proof. */
export function worstFindings(plan: Plan): { lines: string[]; more: number } {
  const proofs = [plan.doc.proof.power, plan.doc.proof.water].filter((one) => one !== null);
  const lines = proofs.flatMap((one) => one.findings.slice(0, FOUND).map((found) => findingLine(plan, found)));
  const all = proofs.reduce((sum, one) => sum + one.finding_count, 0);
  return { lines, more: lines.length > 0 ? Math.max(0, all - lines.length) : 0 };
}

function findingLine(plan: Plan, found: Finding): string {
  const { start, blocks } = plan.doc.case;
  const place = found.where.includes("/")
    ? assetName(plan, found.where)
    : found.bus === null
      ? found.where
      : `${code("asset", "bus")} ${found.where}`;
  const when = [
    date(start, found.day, "weekday"),
    ...(blocks.length > 1 && found.block ? [code("block", found.block)] : []),
  ].join(", ");
  const head = [code("finding", found.what), ...(place ? [place] : []), when].join(" · ");
  const shed = found.shed_mw ? t("overview.shed", { mw: number(found.shed_mw, 2) }) : "";
  return [head, shed].filter((one) => one !== "").join("; ");
}

export interface HeatTally {
  places: number;
  spells: number;
  drained: number;
  saved: number;
}

/** Heat places: drained once counts as drained; saved: would have been drained had power come later. */
export function heatTally(places: readonly Place[]): HeatTally {
  const heated = places.filter((one) => one.heat !== null);
  const isDrained = (one: Place) => one.heat?.some((spell) => spell.drained) ?? false;
  const inDanger = (one: Place) => one.heat?.some((spell) => spell.drain_at_h !== null) ?? false;
  return {
    places: heated.length,
    spells: heated.reduce((sum, one) => sum + (one.heat?.length ?? 0), 0),
    drained: heated.filter(isDrained).length,
    saved: heated.filter((one) => inDanger(one) && !isDrained(one)).length,
  };
}

export function heatSentences(plan: Plan): string[] {
  const tally = heatTally(plan.doc.places);
  const { summary } = plan.doc;
  if (tally.places === 0) return [];
  if (tally.spells === 0) return [t("overview.heat_never", { n: tally.places }), ...heatCompared(plan)];
  const said = [
    tally.drained > 0
      ? t("overview.heat_drained", { n: tally.places, drained: tally.drained, people: figure(summary.people_drained) })
      : t("overview.heat_none_drained", { n: tally.places }),
  ];
  if (tally.saved > 0) said.push(t("overview.heat_saved", { n: tally.saved }));
  said.push(t("overview.heat_hours", { hours: figure(summary.person_hours_without_heat) }));
  return [...said, ...heatCompared(plan)];
}

/** What the proof and doing nothing come to, as far as the plan tells them. */
function heatCompared(plan: Plan): string[] {
  const { summary } = plan.doc;
  const pairs = [
    ["proven", summary.people_drained_proven, summary.person_hours_without_heat_proven],
    ["nothing", summary.people_drained_do_nothing, summary.person_hours_without_heat_do_nothing],
  ] as const;
  return pairs.flatMap(([how, people, hours]) => {
    if (typeof people !== "number" || typeof hours !== "number" || (how === "proven" && !plan.doc.proof.power))
      return [];
    return [
      t(people > 0 ? `overview.heat_${how}` : `overview.heat_${how}_nobody`, {
        people: figure(people),
        hours: figure(hours),
      }),
    ];
  });
}

/** An hour counted from the start, as day and clock. */
export function momentOf(plan: Plan, hour: number | null): string {
  if (hour === null) return t("overview.not_by_end");
  const day = Math.floor(hour / 24);
  const minutes = Math.round((hour - 24 * day) * 60);
  const clock = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return `${date(plan.doc.case.start, day, "weekday")}, ${clock}`;
}

export interface DatedSpell {
  place: Place;
  spell: HeatSpell;
}

/** Times without heat that have a deadline, the first first; and how many have none. */
export function datedSpells(places: readonly Place[]): { dated: DatedSpell[]; others: number } {
  const all = places.flatMap((place) => (place.heat ?? []).map((spell) => ({ place, spell })));
  const dated = all.filter(({ spell }) => spell.drain_at_h !== null).sort((a, b) => a.spell.from_h - b.spell.from_h);
  return { dated, others: all.length - dated.length };
}
