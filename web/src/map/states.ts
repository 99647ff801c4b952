/** What holds on the map at a step: how each node, link, place and damaged asset is. */
import { FULL, NOTHING, type Plan } from "../model/plan";
import type { Scene } from "./scene";

/** none: nothing is asked for there; dark: no power, or no water at all; partly: less than all. */
export const NONE = 0;
export const LIT = 1;
export const PARTLY = 2;
export const DARK = 3;
export type Level = 0 | 1 | 2 | 3;

export function levelOf(share: number): Level {
  return Number.isNaN(share) ? NONE : share >= FULL ? LIT : share < NOTHING ? DARK : PARTLY;
}

/** whole: not reported yet. */
export type DamageState = "whole" | "out" | "repair" | "back";

export function damageState(plan: Plan, row: number, day: number): DamageState {
  const one = plan.doc.damage[row];
  if (one === undefined || day < one.reported_day) return "whole";
  if (one.service_day !== null && day >= one.service_day) return "back";
  return one.start_day !== null && day >= one.start_day ? "repair" : "out";
}

/** States of links beside the levels: a link is live, partly or dark by its ends, or it is damaged itself. */
export const OUT = 4;
export const REPAIR = 5;
export const BACK = 6;

export class States {
  readonly nodes: Uint8Array;
  readonly links: Uint8Array;
  /** Grow by one with each change, so that what is made of them is only made anew then. */
  nodesVersion = 0;
  linksVersion = 0;

  constructor(
    private readonly plan: Plan,
    private readonly scene: Scene,
  ) {
    this.nodes = new Uint8Array(scene.x.length).fill(255);
    this.links = new Uint8Array(scene.from.length).fill(255);
  }

  move(step: number): void {
    const level = this.scene.water === null ? this.busLevels(step) : this.zoneLevels(step);
    let changed = false;
    for (let row = 0; row < this.nodes.length; row++) {
      const now = level(row);
      changed ||= now !== this.nodes[row];
      this.nodes[row] = now;
    }
    if (changed) this.nodesVersion++;
    this.moveLinks(this.plan.dayOf(step));
  }

  private busLevels(step: number): (row: number) => Level {
    const dark = this.plan.darkBuses(this.plan.dayOf(step));
    const { nodePlaces } = this.scene;
    const { power } = this.plan;
    return (row) => {
      if (dark[row] === 1) return DARK;
      for (const place of nodePlaces[row] ?? []) {
        if ((power[place]?.[step] ?? 1) < FULL) return PARTLY;
      }
      return LIT;
    };
  }

  private zoneLevels(step: number): (row: number) => Level {
    const levels = this.scene.zones.map(({ share }) => levelOf(share[step] ?? NaN));
    const { zone } = this.scene;
    return (row) => levels[zone?.[row] ?? -1] ?? NONE;
  }

  private moveLinks(day: number): void {
    const { from, to, linkDamage } = this.scene;
    let changed = false;
    for (let row = 0; row < this.links.length; row++) {
      const damage = linkDamage[row] ?? -1;
      let now: number = linkLevel(
        this.nodes[from[row] ?? 0] ?? 0,
        this.nodes[to[row] ?? 0] ?? 0,
        this.scene.water !== null,
      );
      if (damage >= 0) {
        const state = damageState(this.plan, damage, day);
        if (state === "out") now = OUT;
        else if (state === "repair") now = REPAIR;
        else if (state === "back" && now !== DARK) now = BACK;
      }
      changed ||= now !== this.links[row];
      this.links[row] = now;
    }
    if (changed) this.linksVersion++;
  }
}

/** Lines have power or none, whatever the users get; pipes carry as little as the worse of their ends. */
function linkLevel(a: number, b: number, isWater: boolean): number {
  if (isWater) return Math.max(a, b);
  return a === DARK || b === DARK ? DARK : LIT;
}
