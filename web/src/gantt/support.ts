/** Pledges in words: what is given, what for, and why it cannot be used. */
import type { Pledge } from "../model/document";
import type { Plan } from "../model/plan";
import { assetName, placeName } from "../app/names";
import { code, has, locale, number, t } from "../app/text";

/** An amount in its own currency: `€10,000,000`; currencies that the browser does not know by their code. */
export function money(amount: number | null, currency: string | null): string {
  if (amount === null || currency === null) return number(null);
  try {
    return new Intl.NumberFormat(locale(), {
      style: "currency",
      currency,
      currencyDisplay: "code",
      maximumFractionDigits: 0,
    }).format(amount);
  } catch {
    return `${number(amount)} ${currency}`;
  }
}

/** What a pledge gives: `EUR 10,000,000`, `2 × Circuit breaker`, `2 × line crew`. */
export function givenText(plan: Plan, pledge: Pledge): string {
  if (pledge.form === "cash") return money(pledge.amount, pledge.currency);
  const what =
    pledge.equipment_id !== null
      ? plan.name(pledge.equipment_id)
      : pledge.crew_kind !== null
        ? code("crew", pledge.crew_kind)
        : null;
  return t("works.count", { quantity: pledge.quantity, equipment: what });
}

const NAMED = 4;

/** What a pledge is earmarked for; null where its use is free. */
export function earmarkText(plan: Plan, pledge: Pledge): string | null {
  if (pledge.earmark.length === 0) return null;
  const by = new Map<string, string[]>();
  for (const one of pledge.earmark) {
    const cut = one.indexOf(":");
    const [prefix, value] = cut < 0 ? ["", one] : [one.slice(0, cut), one.slice(cut + 1)];
    by.set(prefix, [...(by.get(prefix) ?? []), allowed(plan, prefix, value)]);
  }
  return [...by.values()].map(some).join("; ");
}

function allowed(plan: Plan, prefix: string, value: string): string {
  if (prefix === "equipment") return plan.name(value);
  if (prefix === "place") return placeName(plan, value);
  if (prefix === "asset") return assetName(plan, value);
  if (prefix === "kind")
    return has(`earmark.${value}`)
      ? t(`earmark.${value}`)
      : has(`kind.${value}`)
        ? t(`kind.${value}`)
        : code("asset", value);
  return prefix === "sector" ? code("sector", value) : value;
}

function some(names: string[]): string {
  return names.length <= NAMED + 1
    ? names.join(", ")
    : [...names.slice(0, NAMED), t("asset.more", { n: names.length - NAMED })].join(", ");
}

/** Why a pledge buys or brings nothing before the end: all reasons of the data, in words; null where nothing stands in the way. */
export function whyNotText(pledge: Pledge): string | null {
  const whys = pledge.why_not_all ?? (pledge.why_not === null ? [] : [pledge.why_not]);
  return whys.map((one) => code("why_not", one)).join("; ") || null;
}

export function stageText(pledge: Pledge): string | null {
  return pledge.stage === null ? null : code("aidstage", pledge.stage);
}

/** Support that never buys anything for the networks, or that is no more than a word: shown apart from the rest. */
export function isApart(pledge: Pledge, countAnnounced: boolean): boolean {
  return pledge.category === "military" || (pledge.stage === "announced" && !countAnnounced);
}

/** The money of some pledges, in US dollars. */
export function apartUsd(pledges: readonly Pledge[]): number {
  return pledges.reduce((sum, one) => sum + (one.amount_usd ?? 0), 0);
}
