/** Signs of the map as paths around nothing: those of places are 14 units wide, of the others as said. */

const PLACES: Record<string, string> = {
  hospital: "M-2.5-7h5v4.5h4.5v5h-4.5v4.5h-5v-4.5h-4.5v-5h4.5z",
  water_utility: "M0-8C3-3.5 5.5-.5 5.5 2.2A5.5 5.5 0 0 1-5.5 2.2C-5.5-.5-3-3.5 0-8z",
  heat: "M-1-8C2-5.5 1-3.5 3-1.5C3.6-2.4 3.7-3.2 3.6-4C6-1.6 6.4 1 5.4 3.2A5.9 5.9 0 0 1-5.4 3.2C-6.8-.6-2.4-3-1-8z",
  shelter: "M-6 7v-8L0-7.5L6-1v8h-4v-5h-4v5z",
  school: "M0-6.5L8-2.5L0 1.5L-8-2.5zM-4.5 1.2L0 3.5L4.5 1.2v3.6Q0 8-4.5 4.8z",
  transport: "M-5-7h10q1.5 0 1.5 1.5v9h-2v3h-2.5v-3h-4v3h-2.5v-3h-2v-9q0-1.5 1.5-1.5zM-4.5-5v4.5h9v-4.5z",
  industry: "M-7 6.5v-9l4.5 3v-3l4.5 3v-7h5v13z",
  households: "M-7 0L0-7L7 0h-2v6.5h-10v-6.5z",
};
const OTHER = "M0-5A5 5 0 1 1-.01-5z";

export const PLACE_KINDS: readonly string[] = Object.keys(PLACES);

export function placeGlyph(kind: string): string {
  return PLACES[kind] ?? OTHER;
}

/** Behind the glyph of a place: a disc; a square with round corners where it has nothing. */
export const DISC = "M0-10A10 10 0 1 1-.01-10z";
export const SQUARE = "M-7-10H7Q10-10 10-7V7Q10 10 7 10H-7Q-10 10-10 7V-7Q-10-10-7-10z";

const STEPS = 12;

/** The lower part of the disc, as full as the share, in twelfths. */
export function level(share: number): string {
  const part = Math.max(1, Math.min(STEPS - 1, Math.round(share * STEPS))) / STEPS;
  const y = 10 - 20 * part;
  const x = Math.sqrt(Math.max(0, 100 - y * y));
  return `M${-x.toFixed(2)} ${y.toFixed(2)}A10 10 0 ${part > 0.5 ? 1 : 0} 0 ${x.toFixed(2)} ${y.toFixed(2)}z`;
}

/** Damage, 16 wide: out is a diamond with a cross, under repair a nut, back a disc with a tick. */
export const DAMAGE = {
  out: { frame: "M0-10.5L10.5 0L0 10.5L-10.5 0z", mark: "M-3.4-3.4L3.4 3.4M3.4-3.4L-3.4 3.4" },
  repair: { frame: "M-4.9-8.5H4.9L9.8 0L4.9 8.5H-4.9L-9.8 0z", mark: "M0-3.6A3.6 3.6 0 1 1-.01-3.6z" },
  back: { frame: "M0-7A7 7 0 1 1-.01-7z", mark: "M-3.2.2L-.8 2.8L3.4-2.6" },
} as const;

export type DamageSign = keyof typeof DAMAGE;

/** What stands in a water network, 14 wide. */
export const FIXTURES = {
  tank: "M-6-6H6V6H-6zM-6-1.5H6",
  reservoir: "M-7-5H7L0 7zM-4.6-1.5H4.6",
  pump: "M0-6A6 6 0 1 1-.01-6zM-3-3.5L4.5 0L-3 3.5z",
  valve: "M-7-4.5L7 4.5V-4.5L-7 4.5z",
} as const;

export type FixtureSign = keyof typeof FIXTURES;

export const RING = "M0-14A14 14 0 1 1-.01-14z";
export const BUBBLE = "M0-15A15 15 0 1 1-.01-15z";
export const CROSSHAIR = "M-14 0H-4M4 0H14M0-14V-4M0 4V14";

/** An arc of a circle from one share of the way round to another, in 32nds; null where there is none. */
export function arc(from: number, to: number, radius: number): string | null {
  const [first, last] = [Math.round(from * 32), Math.round(to * 32)];
  if (last <= first) return null;
  if (last - first >= 32) return `M0 ${-radius}A${radius} ${radius} 0 1 1-.01 ${-radius}z`;
  const point = (part: number) =>
    `${(radius * Math.sin((part * Math.PI) / 16)).toFixed(2)} ${(-radius * Math.cos((part * Math.PI) / 16)).toFixed(2)}`;
  return `M${point(first)}A${radius} ${radius} 0 ${last - first > 16 ? 1 : 0} 1 ${point(last)}`;
}
