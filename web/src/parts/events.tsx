/** What happens when, for the time axis: signs by shape and colour, merged where they would collide, and in words. */
import { code, number, t, usd } from "../app/text";
import type { EventKind, TimeEvent } from "../model/document";
import type { Plan } from "../model/plan";

/** Signs in a box from -5 to 5, each told apart by its shape; `several` where kinds share a spot. */
export const SIGNS: Record<EventKind | "several", string> = {
  delivery: "M0-5 5 4H-5Z",
  decision: "M0-5 5 0 0 5-5 0Z",
  pledge: "M-4.5-4.5H4.5V4.5H-4.5Z",
  crew: "M-1.7-5H1.7V-1.7H5V1.7H1.7V5H-1.7V1.7H-5V-1.7H-1.7Z",
  damage: "M-4.6-3 -3-4.6 0-1.6 3-4.6 4.6-3 1.6 0 4.6 3 3 4.6 0 1.6-3 4.6-4.6 3-1.6 0Z",
  several: "M0-5A5 5 0 1 1 0 5 5 5 0 1 1 0-5ZM0-2A2 2 0 1 0 0 2 2 2 0 1 0 0-2Z",
};

/** The colour variable of each sign. */
export const COLOURS: Record<EventKind | "several", string> = {
  delivery: "--fixed",
  decision: "--heat",
  pledge: "--lit",
  crew: "--accent",
  damage: "--dark",
  several: "--soft",
};

export const KINDS: readonly EventKind[] = ["damage", "delivery", "decision", "pledge", "crew"];

/** Events whose signs would touch, as one. */
export interface Cluster {
  firstDay: number;
  lastDay: number;
  /** Where it is drawn: a day, possibly between two. */
  at: number;
  sign: EventKind | "several";
  events: TimeEvent[];
}

/** Events by day, then by pixels: signs `gap` apart at least, on an axis of `width` from day 0 to `days`. */
export function clustered(events: readonly TimeEvent[], days: number, width: number, gap = 13): Cluster[] {
  const perDay = days > 0 ? width / days : 0;
  const clusters: Cluster[] = [];
  for (const event of inOrder(events)) {
    const last = clusters.at(-1);
    // By the first day of the cluster: a sign stands for a fixed stretch of time and does not swallow its neighbours one by one.
    if (last && (event.day - last.firstDay) * perDay < gap) {
      last.events.push(event);
      last.lastDay = event.day;
      last.sign = last.sign === event.kind ? event.kind : "several";
    } else {
      clusters.push({ firstDay: event.day, lastDay: event.day, at: event.day, sign: event.kind, events: [event] });
    }
  }
  return clusters;
}

/** By day, within a day by kind; what happens before the first day belongs to it. */
export function inOrder(events: readonly TimeEvent[]): TimeEvent[] {
  return events
    .map((event) => (event.day < 0 ? { ...event, day: 0 } : event))
    .sort((a, b) => a.day - b.day || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

/** One event in words. */
export function eventWords(plan: Plan, event: TimeEvent): string {
  const { quantity, equipment_id: equipment } = event;
  const goods = { n: quantity ?? 1, equipment: equipment === undefined ? "" : plan.name(equipment) };
  if (event.kind === "delivery") return t(deliveryKey(plan, event), { ...goods, actor: event.actor ?? "" });
  if (event.kind === "decision")
    return t(event.subject === undefined ? "time.decision" : "time.decision_about", {
      decision: event.decision_id ?? "",
      subject: event.subject ?? "",
    });
  if (event.kind === "damage") return t("time.damage", { n: event.count ?? 1 });
  if (event.kind === "crew") return crewWords(event);
  const from = { pledge: event.pledge_id ?? "", actor: event.actor ?? "" };
  if (event.amount_usd !== undefined) return t("time.pledge_money", { ...from, money: usd(event.amount_usd) });
  if (event.crew_kind !== undefined)
    return t("time.pledge_crew", { ...from, n: quantity ?? 1, crew: code("crew", event.crew_kind) });
  return equipment === undefined ? t("time.pledge", from) : t("time.pledge_goods", { ...from, ...goods });
}

/** What is given is there to be used; what is bought arrives. */
function deliveryKey(plan: Plan, event: TimeEvent): string {
  if (event.actor === undefined) return "time.delivery";
  const isGift = plan.doc.pledges.find((one) => one.pledge_id === event.pledge_id)?.form === "goods";
  return isGift ? "time.delivery_gift" : "time.delivery_bought";
}

function crewWords(event: TimeEvent): string {
  const count = event.count ?? event.quantity ?? 0;
  const crew = code("crew", event.crew_kind ?? "");
  return t(count < 0 ? "time.crew_leaves" : "time.crew_joins", { n: Math.abs(count), crew });
}

export function clusterWords(plan: Plan, cluster: Cluster): string {
  const few = cluster.events.slice(0, 8).map((event) => eventWords(plan, event));
  const more = cluster.events.length - few.length;
  return (more > 0 ? [...few, t("time.more", { n: number(more) })] : few).join("\n");
}

/** A sign on its own, to stand beside words. */
export function Sign({ kind }: { kind: EventKind | "several" }) {
  return (
    <svg class="event-sign" viewBox="-6 -6 12 12" width="12" height="12" aria-hidden="true">
      <path d={SIGNS[kind]} fill={`var(${COLOURS[kind]})`} />
    </svg>
  );
}
