/** What was decided, who stands in the way and since when, in words. Only those with a say count; all others are quoted. */
import type { Decision } from "../model/document";
import type { Plan } from "../model/plan";
import { code, date, t } from "../app/text";

export type Position = Decision["positions"][number];

/** The day since which somebody opposes without a break, as an ISO date; null where nothing of them is kept. */
export function opposesSince(decision: Decision, actor: string): string | null {
  let since: string | null = null;
  for (const one of [...decision.positions].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))) {
    if (one.actor === actor) since = one.position === "oppose" ? (since ?? one.date) : null;
  }
  return since;
}

export function stateText(plan: Plan, decision: Decision): string {
  if (decision.adopted_day !== null)
    return t("decision.adopted", { date: date(plan.doc.case.start, decision.adopted_day, "long") });
  if (decision.blocked_by.length > 0) {
    const who = decision.blocked_by.map((actor) => {
      const since = opposesSince(decision, actor);
      return since === null ? actor : t("decision.since", { actor, date: date(since, 0, "long") });
    });
    return t("decision.blocked", { who: who.join(", ") });
  }
  return decision.closes === null
    ? t("decision.pending")
    : t("decision.open_until", { date: date(decision.closes, 0, "long") });
}

/** Whether a position counts and, if not, why: another word of the same actor counts, or they have no say. */
export function countsText(decision: Decision, position: Position): string {
  if (position.counts) return t("decision.counts");
  if (decision.positions.some((one) => one.actor === position.actor && one.counts)) return t("decision.replaced");
  return t(decision.rule === "consensus" && position.role === "member" ? "decision.not_counted" : "decision.outside");
}

export function roleText(role: string | null): string | null {
  return role === null ? null : code("role", role);
}
