/** Plane geometry of the map: boxes, the projection, and cutting lines at the edge of the screen. */

/** A box: left, top, right, bottom. The world and the screen both have y growing downwards. */
export type Box = readonly [number, number, number, number];

export const WHOLE: Box = [-0.5, -0.5, 0.5, 0.5];

export function overlaps(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

export function boundsOf(x: ArrayLike<number>, y: ArrayLike<number>): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let row = 0; row < x.length; row++) {
    left = Math.min(left, x[row] ?? left);
    right = Math.max(right, x[row] ?? right);
    top = Math.min(top, y[row] ?? top);
    bottom = Math.max(bottom, y[row] ?? bottom);
  }
  return left <= right ? [left, top, right, bottom] : WHOLE;
}

export interface Projection {
  x: (x: number, y: number) => number;
  y: (x: number, y: number) => number;
  /** Length in the world of a kilometre, in the middle of the network; null where positions mean nothing on the ground. */
  km: number | null;
}

const EARTH_KM = 6371;
const RADIANS = Math.PI / 180;

/** From the network's coordinates to a world of size one around zero; degrees by Mercator, which keeps shapes. */
export function projection(x: readonly number[], y: readonly number[], isGeographic: boolean): Projection {
  const across = isGeographic ? (value: number) => value * RADIANS : (value: number) => value;
  const down = isGeographic
    ? (value: number) => -Math.asinh(Math.tan(Math.max(-85, Math.min(85, value)) * RADIANS))
    : (value: number) => -value;
  const [left, top, right, bottom] = x.length > 0 ? boundsOf(x.map(across), y.map(down)) : WHOLE;
  const size = Math.max(right - left, bottom - top) || 1;
  const [midX, midY] = [(left + right) / 2, (top + bottom) / 2];
  return {
    x: (value) => (across(value) - midX) / size,
    y: (_, value) => (down(value) - midY) / size,
    km: isGeographic ? Math.cosh(midY) / EARTH_KM / size : null,
  };
}

/** The part of a line inside a box (Liang and Barsky), written to `out`; false where none is. */
export function clip(x0: number, y0: number, x1: number, y1: number, box: Box, out: number[]): boolean {
  const [dx, dy] = [x1 - x0, y1 - y0];
  let [from, to] = [0, 1];
  const sides = [-dx, x0 - box[0], dx, box[2] - x0, -dy, y0 - box[1], dy, box[3] - y0];
  for (let side = 0; side < 8; side += 2) {
    const [step, room] = [sides[side] ?? 0, sides[side + 1] ?? 0];
    if (step === 0) {
      if (room < 0) return false;
    } else if (step < 0) {
      from = Math.max(from, room / step);
    } else {
      to = Math.min(to, room / step);
    }
  }
  if (from > to) return false;
  [out[0], out[1], out[2], out[3]] = [x0 + from * dx, y0 + from * dy, x0 + to * dx, y0 + to * dy];
  return true;
}

/** Distance from a point to a line between two others. */
export function distance(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
