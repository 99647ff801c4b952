/** Lines and dots of a network by state and thickness, made anew only where a state changes. */
import type { Scene } from "./scene";
import type { Dots, Lines } from "./shapes";
import type { States } from "./states";

export interface LineLayer {
  state: number;
  heft: number;
  lines: Lines;
}

export interface DotLayer {
  state: number;
  hasSource: boolean;
  dots: Dots;
}

export class Layers {
  private lineLayers: LineLayer[] = [];
  private dotLayers: DotLayer[] = [];
  private linksVersion = -1;
  private nodesVersion = -1;
  private readonly rows: Uint32Array;

  constructor(
    private readonly scene: Scene,
    private readonly states: States,
  ) {
    this.rows = Uint32Array.from(scene.x, (_, row) => row);
  }

  lines(): readonly LineLayer[] {
    if (this.linksVersion !== this.states.linksVersion) {
      const { from, to, x, y, heft, linkOrder } = this.scene;
      const buckets = grouped(linkOrder, (row) => (this.states.links[row] ?? 0) * 4 + (heft[row] ?? 0));
      this.lineLayers = buckets.map(([key, rows]) => {
        const at = new Float64Array(4 * rows.length);
        rows.forEach((row, item) => {
          const [a, b] = [from[row] ?? 0, to[row] ?? 0];
          at[4 * item] = x[a] ?? 0;
          at[4 * item + 1] = y[a] ?? 0;
          at[4 * item + 2] = x[b] ?? 0;
          at[4 * item + 3] = y[b] ?? 0;
        });
        return { state: key >> 2, heft: key & 3, lines: { at } };
      });
      this.linksVersion = this.states.linksVersion;
    }
    return this.lineLayers;
  }

  dots(): readonly DotLayer[] {
    if (this.nodesVersion !== this.states.nodesVersion) {
      const { x, y, hasSource } = this.scene;
      const buckets = grouped(this.rows, (row) => (this.states.nodes[row] ?? 0) * 2 + (hasSource[row] ?? 0));
      this.dotLayers = buckets.map(([key, rows]) => {
        const at = new Float64Array(2 * rows.length);
        rows.forEach((row, item) => {
          at[2 * item] = x[row] ?? 0;
          at[2 * item + 1] = y[row] ?? 0;
        });
        return { state: key >> 1, hasSource: (key & 1) === 1, dots: { at } };
      });
      this.nodesVersion = this.states.nodesVersion;
    }
    return this.dotLayers;
  }
}

function grouped(order: Uint32Array, keyOf: (row: number) => number): [number, number[]][] {
  const found = new Map<number, number[]>();
  for (const row of order) {
    const key = keyOf(row);
    const rows = found.get(key);
    if (rows) rows.push(row);
    else found.set(key, [row]);
  }
  return [...found].sort(([a], [b]) => a - b);
}
