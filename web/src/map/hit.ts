/** What of a network is under the pointer: an index of its nodes and one of its links, made when first asked. */
import Flatbush from "flatbush";
import { distance } from "./geometry";

export interface Wires {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
}

export class HitIndex {
  private nodes: Flatbush | null = null;
  private links: Flatbush | null = null;

  constructor(private readonly wires: Wires) {}

  /** The node nearest to a point of the world within a reach, or -1. */
  nodeAt(x: number, y: number, reach: number): number {
    const { wires } = this;
    if (wires.x.length === 0) return -1;
    this.nodes ??= indexOf(wires.x.length, (index) =>
      wires.x.forEach((value, row) => index.add(value, wires.y[row] ?? 0)),
    );
    return nearest(this.nodes.search(x - reach, y - reach, x + reach, y + reach), reach, (row) =>
      Math.hypot((wires.x[row] ?? 0) - x, (wires.y[row] ?? 0) - y),
    );
  }

  /** The link nearest to a point of the world within a reach, or -1. */
  linkAt(x: number, y: number, reach: number): number {
    const { wires } = this;
    if (wires.from.length === 0) return -1;
    this.links ??= indexOf(wires.from.length, (index) => {
      for (let row = 0; row < wires.from.length; row++) {
        const [x0, y0, x1, y1] = this.ends(row);
        index.add(Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1));
      }
    });
    return nearest(this.links.search(x - reach, y - reach, x + reach, y + reach), reach, (row) =>
      distance(x, y, ...this.ends(row)),
    );
  }

  private ends(row: number): [number, number, number, number] {
    const { x, y, from, to } = this.wires;
    const [a, b] = [from[row] ?? 0, to[row] ?? 0];
    return [x[a] ?? 0, y[a] ?? 0, x[b] ?? 0, y[b] ?? 0];
  }
}

function indexOf(count: number, fill: (index: Flatbush) => void): Flatbush {
  const index = new Flatbush(count);
  fill(index);
  index.finish();
  return index;
}

/** Of equals the first row, so that the same point always gives the same thing. */
function nearest(rows: number[], reach: number, far: (row: number) => number): number {
  let [best, least] = [-1, reach];
  for (const row of rows.sort((a, b) => a - b)) {
    const now = far(row);
    if (now < least || (now === least && best === -1)) [best, least] = [row, now];
  }
  return best;
}
