/** What differs between two plans: figures, works, purchases, places. Pure: two plans in, rows out. */
import type { Summary } from "../model/document";
import type { Plan, Service } from "../model/plan";

export interface FigureRow {
  key: keyof Summary;
  a: number | null;
  b: number | null;
}

export const FIGURES: readonly (keyof Summary)[] = [
  "objective_proven", "objective", "bound", "gap_share", "do_nothing", "person_hours_without_power",
  "person_hours_without_water", "person_hours_without_heat", "people_drained", "spent_usd", "back_count",
]; // prettier-ignore

export function figureRows(a: Plan, b: Plan): FigureRow[] {
  const value = (plan: Plan, key: keyof Summary) => {
    const found = plan.doc.summary[key];
    return typeof found === "number" && isCounted(plan, key) ? found : null;
  };
  return FIGURES.map((key) => ({ key, a: value(a, key), b: value(b, key) })).filter(
    (row) => row.a !== null || row.b !== null,
  );
}

/** Whether a case holds what a figure is of: nobody lacks water in a case without water, which says nothing. */
function isCounted(plan: Plan, key: keyof Summary): boolean {
  if (key === "person_hours_without_water") return plan.doc.case.has_water;
  if (key === "person_hours_without_heat" || key === "people_drained")
    return plan.doc.places.some((one) => one.heat !== null);
  if (key === "objective_proven") return plan.doc.proof.power !== null || plan.doc.proof.water !== null;
  return true;
}

export interface WorkRow {
  at: string;
  equipment_id: string | null;
  /** Days of start and return in each plan; null: it has no such work. */
  a: { start: number; back: number } | null;
  b: { start: number; back: number } | null;
  /** Days by which it is back later in b; null where only one plan has it. */
  moved: number | null;
}

interface Dated {
  at: string;
  equipment_id: string | null;
  start: number;
  back: number;
}

/** Works by what they are; alike units of equipment at one spot are taken in the order of their dates. */
function worksOf(plan: Plan): Map<string, Dated> {
  const count = new Map<string, number>();
  const found = new Map<string, Dated>();
  const inOrder = [...plan.doc.works].sort((x, y) => x.service_day - y.service_day || x.start_day - y.start_day);
  for (const work of inOrder) {
    const what = work.is_install ? `${work.at} ${work.equipment_id ?? ""}` : work.at;
    const unit = (count.get(what) ?? 0) + 1;
    count.set(what, unit);
    found.set(`${what} ${unit}`, {
      at: work.at,
      equipment_id: work.is_install ? work.equipment_id : null,
      start: work.start_day,
      back: work.service_day,
    });
  }
  return found;
}

/** Works that differ, those that moved most first, then what only one of the plans has. */
export function workRows(a: Plan, b: Plan): WorkRow[] {
  const [mine, theirs] = [worksOf(a), worksOf(b)];
  const rows: WorkRow[] = [];
  for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
    const [x, y] = [mine.get(key) ?? null, theirs.get(key) ?? null];
    const one = x ?? y;
    if (one === null || (x !== null && y !== null && x.start === y.start && x.back === y.back)) continue;
    rows.push({
      at: one.at,
      equipment_id: one.equipment_id,
      a: x,
      b: y,
      moved: x !== null && y !== null ? y.back - x.back : null,
    });
  }
  return rows.sort(
    (x, y) => Math.abs(y.moved ?? 0) - Math.abs(x.moved ?? 0) || x.at.localeCompare(y.at, "en", { numeric: true }),
  );
}

export interface PurchaseRow {
  equipment_id: string;
  a: { quantity: number; cost_usd: number };
  b: { quantity: number; cost_usd: number };
}

/** Equipment of which the two plans buy different numbers or at different cost. */
export function purchaseRows(a: Plan, b: Plan): PurchaseRow[] {
  const totals = (plan: Plan) => {
    const found = new Map<string, { quantity: number; cost_usd: number }>();
    for (const one of plan.doc.purchases) {
      const before = found.get(one.equipment_id) ?? { quantity: 0, cost_usd: 0 };
      found.set(one.equipment_id, {
        quantity: before.quantity + one.quantity,
        cost_usd: before.cost_usd + one.cost_usd,
      });
    }
    return found;
  };
  const [mine, theirs] = [totals(a), totals(b)];
  const none = { quantity: 0, cost_usd: 0 };
  return [...new Set([...mine.keys(), ...theirs.keys()])]
    .map((id) => ({ equipment_id: id, a: mine.get(id) ?? none, b: theirs.get(id) ?? none }))
    .filter((row) => row.a.quantity !== row.b.quantity || Math.abs(row.a.cost_usd - row.b.cost_usd) > 0.005)
    .sort((x, y) => Math.abs(y.b.cost_usd - y.a.cost_usd) - Math.abs(x.b.cost_usd - x.a.cost_usd));
}

export interface PlaceRow {
  place_id: string;
  name: string;
  kind: string;
  /** Person-hours without each service; null where the place takes none in either. */
  a: Record<Service, number | null>;
  b: Record<Service, number | null>;
}

/** Unweighted person-hours that a place is without a service, by the planning model; null where it asks for none. */
export function personHours(plan: Plan, service: Service, row: number): number | null {
  const people = plan.doc.places[row]?.people ?? 0;
  if (service === "heat") return coldHours(plan, row, people);
  let total: number | null = null;
  for (let step = 0; step < plan.steps; step++) {
    const share = plan.share(service, row, step);
    if (!Number.isNaN(share))
      total = (total ?? 0) + (1 - share) * people * (plan.doc.case.blocks[plan.blockOf(step)]?.hours ?? 0);
  }
  return total;
}

function coldHours(plan: Plan, row: number, people: number): number | null {
  const spells = plan.doc.places[row]?.heat;
  if (spells === null || spells === undefined) return null;
  const end = 24 * plan.doc.case.days;
  return spells.reduce((sum, one) => sum + people * (Math.min(one.heat_back_h ?? end, end) - one.from_h), 0);
}

const SERVICES: readonly Service[] = ["power", "water", "heat"];

/** Places that both plans name and for which they differ by more than a person-hour, the largest difference first. */
export function placeRows(a: Plan, b: Plan): PlaceRow[] {
  const theirs = new Map(b.doc.places.map((one, row) => [one.place_id, row]));
  const hours = (plan: Plan, row: number): Record<Service, number | null> => ({
    power: personHours(plan, "power", row),
    water: personHours(plan, "water", row),
    heat: personHours(plan, "heat", row),
  });
  const apart = (row: PlaceRow) =>
    SERVICES.reduce((sum, service) => sum + Math.abs((row.b[service] ?? 0) - (row.a[service] ?? 0)), 0);
  const rows: PlaceRow[] = [];
  a.doc.places.forEach((place, row) => {
    const other = theirs.get(place.place_id);
    if (other !== undefined)
      rows.push({ place_id: place.place_id, name: place.name, kind: place.kind, a: hours(a, row), b: hours(b, other) });
  });
  return rows.filter((row) => apart(row) > 1).sort((x, y) => apart(y) - apart(x));
}
