/** Why a work starts when it starts and what it brings, in sentences; every figure is the explanation's own. */
import type { Plan } from "../model/plan";
import { atLeast, atMost, figure, listed } from "../app/names";
import { code, date, has, percent, t, usd } from "../app/text";
import type {
  CrewWait,
  DelayCost,
  EquipmentWorth,
  Giver,
  HeatExplained,
  Lack,
  LeftExplained,
  MoneyWorth,
  PartWait,
  WorkExplained,
} from "./records";

/** All of it: what a work brings, and why it starts when it starts. */
export function whySentences(plan: Plan, work: WorkExplained): string[] {
  const said = [...bringSentences(plan, work), ...waitSentences(plan, work)];
  if (work.in_first_half_share !== null) said.push(t("why.first_half", { share: percent(work.in_first_half_share) }));
  return said;
}

export function bringSentences(plan: Plan, work: WorkExplained): string[] {
  if (work.waited_for.includes("begun")) return [];
  if (work.without_it === null) return [t("why.brings_unknown")];
  const said = [withoutIt(work.without_it), switchedOn(plan, work), helps(plan, work)];
  if (work.capacity_share < 1) said.push(t("why.capacity", { share: percent(work.capacity_share) }));
  return said.filter((one) => one !== "");
}

function withoutIt(value: number): string {
  if (value < 0) return t("why.better_without", { hours: figure(-value) });
  return value === 0 ? t("why.nothing_lost") : t("why.without_it", { hours: figure(value) });
}

function helps(plan: Plan, work: WorkExplained): string {
  if (work.helps_from_day === null) return "";
  const from = on(plan, work.helps_from_day);
  if (work.only_together_with.length > 0)
    return t("why.helps_together", { date: from, assets: listed(plan, work.only_together_with) });
  return work.helps_from_day > work.service_day ? t("why.helps_from", { date: from }) : "";
}

function switchedOn(plan: Plan, work: WorkExplained): string {
  if (work.people_switched_on === null || work.people_switched_on_together === null) return "";
  const alone = gains(work.people_switched_on, work.people_given_water);
  const together = gains(work.people_switched_on_together, work.people_given_water_together);
  const differs = together !== alone && work.returns_with.length > 0;
  const said = t("why.on_return", { gains: alone });
  return differs
    ? `${said} ${t("why.on_return_together", { gains: together, assets: listed(plan, work.returns_with) })}`
    : said;
}

/** How many get or lose power and, where there is any, water. */
function gains(power: number, water: number | null): string {
  const said: string[] = [];
  for (const [count, what] of [
    [power, "power"],
    [water ?? 0, "water"],
  ] as const) {
    if (count !== 0)
      said.push(t(`why.${count > 0 ? "gets" : "loses"}_${what}`, { n: Math.max(1, Math.round(Math.abs(count))) }));
  }
  if (said.length > 0) return said.join("; ");
  return t(water === null ? "why.nobody_power" : "why.nobody");
}

export function waitSentences(plan: Plan, work: WorkExplained): string[] {
  const start = on(plan, work.start_day);
  const said = work.waited_for.flatMap((what) => {
    if (what === "part") return work.parts.map((part) => partSentence(plan, part));
    if (what === "crew") return work.crew === null ? [] : [crewSentence(plan, work, work.crew)];
    if (what === "choice")
      return [
        work.could_start_day === null
          ? t("wait.no_single")
          : t("wait.choice", { date: on(plan, work.could_start_day) }),
      ];
    const key = { "first day": "wait.first_day", damage: "wait.damage", begun: "wait.begun" }[what];
    return key === undefined ? [] : [t(key, { date: start })];
  });
  if (work.ready_with_substitute_day !== null)
    said.push(t("wait.substitute", { date: on(plan, work.ready_with_substitute_day) }));
  return said;
}

function partSentence(plan: Plan, part: PartWait): string {
  const values = {
    what: `${figure(part.quantity)} × ${part.equipment}`,
    arrival: on(plan, part.arrival_day),
    actor: part.giver.actor,
    pledge: part.giver.pledge_id,
    ordered: on(plan, part.order_day),
    n: part.arrival_day - part.order_day,
    usable: usableSentence(plan, part.giver),
  };
  const said = t(part.is_bought ? "wait.bought" : "wait.gift", values);
  if (part.sooner_units_went_to.length === 0) return said;
  return `${said} ${t("wait.sooner_went", { assets: listed(plan, part.sooner_units_went_to) })}`;
}

/** From when a pledge is usable, and why only then. */
export function usableSentence(plan: Plan, giver: Giver): string {
  const late = giver.adopted_day !== null && giver.adopted_day > giver.available_day && giver.adopted_day >= 0;
  if (late) {
    const rule = giver.rule ?? "";
    return t("usable.decision", {
      date: on(plan, giver.usable_day),
      decision: giver.decision_id ?? "",
      rule: has(`rule.${rule}`) ? t(`rule.${rule}`) : rule,
    });
  }
  return giver.usable_day <= 0 ? t("usable.first_day") : t("usable.pledge_date", { date: on(plan, giver.usable_day) });
}

function crewSentence(plan: Plan, work: WorkExplained, crew: CrewWait): string {
  const kind = code("crew", work.crew_kind);
  const start = on(plan, work.start_day);
  const said = [
    crew.ready_day < work.start_day
      ? t("wait.crew_ready", { date: on(plan, crew.ready_day), kind })
      : t("wait.crew", { kind }),
  ];
  if (crew.busy_on.length > 0) said.push(t("wait.crew_busy", { assets: listed(plan, crew.busy_on), date: start }));
  if (crew.more_crews > 0) {
    said.push(t("wait.crew_more", { n: crew.more_crews, date: start }));
    said.push(
      ...crew.givers.map((one) =>
        t("wait.crew_giver", { actor: one.actor, pledge: one.pledge_id, usable: usableSentence(plan, one) }),
      ),
    );
  }
  if (said.length === 1) said.push(t("wait.crew_none", { date: start }));
  return said.join(" ");
}

export function leftSentence(plan: Plan, left: LeftExplained): string {
  const said = [code("left", left.why.replaceAll(" ", "_"))];
  if (left.why === "not chosen" && left.gain !== null) said.push(t("left.gain", { hours: figure(left.gain) }));
  return [...said, ...left.lacks.map((lack) => lackSentence(plan, lack))].join(" ");
}

function lackSentence(plan: Plan, lack: Lack): string {
  const what = `${figure(lack.quantity)} × ${lack.equipment}`;
  if (lack.first_day === null) return t("lack.nobody", { what });
  const values = { what, date: on(plan, lack.first_day), count: lack.usable_count };
  if (lack.first_day >= plan.doc.case.days) return t("lack.after_end", values);
  if (lack.usable_count === 0) return t("lack.none_usable", values);
  return t(lack.usable_count < lack.quantity ? "lack.too_few" : "lack.too_late", values);
}

export function moneySentence(plan: Plan, one: MoneyWorth): string {
  if (one.worth === null) return t("worth.unknown");
  const left = usd(one.left_usd);
  if (one.why === "unspent") return t("worth.unspent", { left });
  return one.worth === 0 ? t("worth.nothing_left", { left }) : worth(plan, one.worth, one.more_back);
}

export function equipmentSentence(plan: Plan, one: EquipmentWorth): string {
  if (one.worth === null) return t("worth.unknown");
  if (one.why === "too late") return t("worth.too_late", { date: on(plan, one.from_day) });
  return one.worth === 0 ? t("worth.nothing") : worth(plan, one.worth, one.more_back);
}

function worth(plan: Plan, value: number, moreBack: string[]): string {
  const said = [t("worth.at_least", { hours: atLeast(value) })];
  const [placed, repaired] = [
    moreBack.filter((one) => one.startsWith("install/")),
    moreBack.filter((one) => !one.startsWith("install/")),
  ];
  if (repaired.length > 0) said.push(t("worth.also_repaired", { assets: listed(plan, repaired) }));
  if (placed.length > 0) said.push(t("worth.also_placed", { assets: listed(plan, placed) }));
  return said.join(" ");
}

export function delaySentence(one: DelayCost): string {
  if (one.why === "not needed") return t("delay.not_needed");
  if (one.why === "slack" && one.slack_days !== null) return t("delay.slack", { n: one.slack_days });
  if (one.cost === null) return t("worth.unknown");
  return one.cost === 0 ? t("delay.nothing", { n: one.late_days }) : t("delay.at_most", { hours: atMost(one.cost) });
}

export function heatSentence(plan: Plan, one: HeatExplained): string {
  const said = [
    t(one.is_drained ? "heat.drained" : "heat.limit", {
      from: moment(one.without_power_from),
      limit: moment(one.drained_unless_before),
      people: one.people,
    }),
  ];
  said.push(one.power_back === null ? t("heat.no_power") : t("heat.power_back", { when: moment(one.power_back) }));
  if (one.is_drained)
    said.push(one.heat_back === null ? t("heat.not_warm") : t("heat.heat_back", { when: moment(one.heat_back) }));
  if (one.back_with !== null && one.power_back !== null) {
    said.push(
      one.back_with.length === 0
        ? t("heat.back_without")
        : t("heat.back_with", { assets: listed(plan, one.back_with) }),
    );
  }
  return said.join(" ");
}

export function coreSentence(core: { plan_count: number; asset_ids: string[] } | null): string {
  if (core === null) return t("core.unknown");
  if (core.asset_ids.length === 0) return t("core.none", { n: core.plan_count });
  return t("core.works", { n: core.asset_ids.length, plans: core.plan_count });
}

function on(plan: Plan, day: number): string {
  return date(plan.doc.case.start, day, "long");
}

/** `2027-01-14 06:00` in the language's own way. */
function moment(text: string): string {
  const [day, hour] = text.split(" ");
  return day === undefined ? text : `${date(day, 0)}, ${hour ?? ""}`;
}
