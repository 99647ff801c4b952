/** A document ready for asking: series unpacked once, ids as rows, what holds at a step. */
import type { HeatSpell, Place, SvitloDocument, Work } from "./document";
import { unpacked } from "./series";

/** Shares from here on count as all of it: the rest is the solver's last digit. */
export const FULL = 0.999;
/** And below this as nothing. */
export const NOTHING = 0.001;

export type Service = "power" | "water" | "heat";

export class Plan {
  readonly steps: number;
  readonly blocks: number;
  /** Hour of the day at which each block begins. */
  readonly blockStart: number[];
  /** Share of each place by step; NaN: it asks for none. */
  readonly power: Float32Array[];
  readonly water: Float32Array[];
  readonly equipmentName: Map<string, string>;
  readonly placeName: Map<string, string>;
  readonly damageRow: Map<string, number>;
  readonly workRow: Map<string, number>;
  /** Dark buses at the end of the day asked for last; moves forth and back with the slider. */
  private darkDay = 0;
  private readonly dark: Uint8Array;

  constructor(readonly doc: SvitloDocument) {
    this.blocks = doc.case.blocks.length;
    this.steps = doc.case.days * this.blocks;
    this.blockStart = doc.case.blocks.map((_, row) =>
      doc.case.blocks.slice(0, row).reduce((sum, one) => sum + one.hours, 0),
    );
    this.power = doc.places.map((place) => unpacked(place.power_share, this.steps));
    this.water = doc.places.map((place) => unpacked(place.water_share, this.steps));
    this.equipmentName = new Map(doc.equipment.map((one) => [one.equipment_id, one.name]));
    this.placeName = new Map(doc.places.map((one) => [one.place_id, one.name]));
    this.damageRow = new Map(doc.damage.map((one, row) => [one.asset_id, row]));
    this.workRow = new Map(doc.works.filter((one) => !one.is_install).map((one) => [one.at, doc.works.indexOf(one)]));
    this.dark = new Uint8Array(doc.network?.buses.id.length ?? 0);
    for (const row of doc.network?.dark.first ?? []) this.dark[row] = 1;
  }

  dayOf(step: number): number {
    return Math.floor(step / this.blocks);
  }

  blockOf(step: number): number {
    return step % this.blocks;
  }

  stepOf(day: number, block: number): number {
    return day * this.blocks + block;
  }

  /** Hours from the start at which a step begins and ends. */
  hours(step: number): [number, number] {
    const from = 24 * this.dayOf(step) + (this.blockStart[this.blockOf(step)] ?? 0);
    return [from, from + (this.doc.case.blocks[this.blockOf(step)]?.hours ?? 0)];
  }

  /** The share of a service that a place has at a step, NaN where it asks for none. Heat: 1, or 0 if it lacks in any hour. */
  share(service: Service, place: number, step: number): number {
    if (service === "power") return this.power[place]?.[step] ?? NaN;
    if (service === "water") return this.water[place]?.[step] ?? NaN;
    const spells = this.doc.places[place]?.heat;
    return spells === null || spells === undefined ? NaN : isCold(spells, this.hours(step)) ? 0 : 1;
  }

  /** 1 for each bus without power on a day. The array is the plan's own: not to be kept or changed. */
  darkBuses(day: number): Uint8Array {
    const changes = this.doc.network?.dark.changes ?? [];
    for (const one of changes) {
      if (one.day > this.darkDay && one.day <= day) this.turn(one.dark, one.lit);
    }
    for (let row = changes.length - 1; row >= 0; row--) {
      const one = changes[row];
      if (one && one.day <= this.darkDay && one.day > day) this.turn(one.lit, one.dark);
    }
    this.darkDay = day;
    return this.dark;
  }

  private turn(dark: number[], lit: number[]): void {
    for (const row of dark) this.dark[row] = 1;
    for (const row of lit) this.dark[row] = 0;
  }

  /** Whether a damaged asset is out of service on a day. */
  isOut(damage: number, day: number): boolean {
    const one = this.doc.damage[damage];
    return one !== undefined && day >= one.reported_day && (one.service_day === null || day < one.service_day);
  }

  works(at: string): Work[] {
    return this.doc.works.filter((one) => one.at === at);
  }

  /** Places that are named by the case, not stand-ins for the rest of a bus or a junction. */
  named(): { place: Place; row: number }[] {
    return this.doc.places
      .map((place, row) => ({ place, row }))
      .filter(({ place }) => place.kind !== "load" && place.kind !== "junction");
  }

  name(equipmentId: string): string {
    return this.equipmentName.get(equipmentId) ?? equipmentId;
  }
}

function isCold(spells: HeatSpell[], [from, to]: [number, number]): boolean {
  return spells.some((one) => one.from_h < to && (one.heat_back_h === null || one.heat_back_h > from));
}
