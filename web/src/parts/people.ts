/** People without a service, step by step and in all, as the document's curves tell. */
import type { Lines } from "../model/document";
import type { Plan, Service } from "../model/plan";

export type Line = keyof Lines;
export const LINES: readonly Line[] = ["planned", "proven", "nothing", "largest"];

/** Services that are counted in this plan. */
export function services(plan: Plan): Service[] {
  const { curves } = plan.doc;
  return (["power", "water", "heat"] as const).filter(
    (one) => curves[one] !== null && LINES.some((line) => curves[one]?.[line]),
  );
}

/** People without a service at a step as planned; null: not known. */
export function without(plan: Plan, service: Service, step: number): number | null {
  return plan.doc.curves[service]?.planned?.[step] ?? null;
}

/** Means by day of a line by step, each hour counting alike. */
export function byDay(plan: Plan, line: readonly number[] | null | undefined): number[] | null {
  if (!line) return null;
  const { blocks, days } = plan.doc.case;
  const hours = blocks.reduce((sum, one) => sum + one.hours, 0);
  return Array.from(
    { length: days },
    (_, day) => blocks.reduce((sum, one, block) => sum + one.hours * (line[plan.stepOf(day, block)] ?? NaN), 0) / hours,
  );
}

/** Person-hours in all of a line by step. */
export function personHours(plan: Plan, line: readonly number[] | null | undefined): number | null {
  if (!line) return null;
  const { blocks } = plan.doc.case;
  return line.reduce((sum, people, step) => sum + people * (blocks[plan.blockOf(step)]?.hours ?? 0), 0);
}
