/** What the user has chosen, shared by all views of one plan. */
import { batch, computed, signal } from "@preact/signals";
import type { Plan } from "../model/plan";
import type { Service } from "../model/plan";

/** What is selected: one thing at a time, in all views. `id` is an asset_id, a place_id, a bus row ... by its kind. */
export interface Selection {
  kind: "place" | "asset" | "bus" | "branch" | "pledge" | "equipment" | "finding";
  id: string;
}

export type Theme = "auto" | "light" | "dark";

export const plan = signal<Plan | null>(null);
/** Hash-routed view of a plan: `map`, `works`, ... see app/views.ts. */
export const view = signal("overview");
export const step = signal(0);
export const service = signal<Service>("power");
export const selection = signal<Selection | null>(null);
export const theme = signal<Theme>("auto");
/** Days around which the map is to zoom, set by `show`. Counts up, so that the same thing can be shown twice. */
export const shown = signal(0);

export const day = computed(() => plan.value?.dayOf(step.value) ?? 0);
export const block = computed(() => plan.value?.blockOf(step.value) ?? 0);

export function goTo(nextStep: number): void {
  const last = (plan.value?.steps ?? 1) - 1;
  step.value = Math.max(0, Math.min(last, Math.round(nextStep)));
}

export function goToDay(nextDay: number): void {
  goTo(nextDay * (plan.value?.blocks ?? 1) + block.value);
}

/** Select a thing, open a view on it and move to a day, in one step. */
export function show(what: Selection, where?: string, onDay?: number): void {
  batch(() => {
    selection.value = what;
    if (onDay !== undefined) goToDay(onDay);
    if (where !== undefined) view.value = where;
    shown.value += 1;
  });
}
