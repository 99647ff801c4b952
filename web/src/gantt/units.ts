/** Works as single jobs of one crew each, with the ids that explanations call them by. */
import type { Damage, SvitloDocument, Use, Work } from "../model/document";

export interface Job {
  /** The asset, or `install/<at>/<equipment>/<n>` for one unit that is placed. */
  id: string;
  work: Work;
  damage: Damage | null;
}

/** One job a repair and one a unit that is placed; those that begin first have the first numbers, as in the planner. */
export function jobsOf(doc: SvitloDocument): Job[] {
  const damage = new Map(doc.damage.map((one) => [one.asset_id, one]));
  const repairs = doc.works
    .filter((one) => !one.is_install)
    .map((work) => ({ id: work.at, work, damage: damage.get(work.at) ?? null }));
  const counts = new Map<string, number>();
  const placings = doc.works
    .filter((one) => one.is_install)
    .sort((a, b) => a.start_day - b.start_day || a.service_day - b.service_day || compare(originOf(a), originOf(b)))
    .flatMap((work) => Array.from({ length: Math.max(1, work.quantity) }, () => placed(work, counts)));
  return [...repairs, ...placings].sort((a, b) => a.work.start_day - b.work.start_day || compare(a.id, b.id));
}

function placed(work: Work, counts: Map<string, number>): Job {
  const key = `${work.at}/${work.equipment_id ?? ""}`;
  const unit = (counts.get(key) ?? 0) + 1;
  counts.set(key, unit);
  return { id: `install/${key}/${unit}`, work, damage: null };
}

function originOf(work: Work): string {
  return work.uses[0]?.origin ?? "";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What one job uses. A row of several placed units is several jobs, each with one of them. */
export function usesOf(job: Job): Use[] {
  return job.work.is_install && job.work.quantity > 1
    ? job.work.uses.slice(0, 1).map((use) => ({ ...use, quantity: 1 }))
    : job.work.uses;
}
