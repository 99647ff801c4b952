/** Shares by step, as the document packs them. */
import type { Series } from "./document";

const NOTHING = 65535;

/** All steps of a series as shares; NaN where nothing is asked for. */
export function unpacked(series: Series, steps: number): Float32Array {
  const shares = new Float32Array(steps).fill(NaN);
  if (series === null) return shares;
  if (typeof series === "number") return shares.fill(series);
  if (typeof series === "string") return dense(series, shares);
  for (let item = 0; item < series.length; item += 2) {
    shares.fill(series[item + 1] ?? NaN, series[item] ?? 0);
  }
  return shares;
}

function dense(text: string, shares: Float32Array): Float32Array {
  const bytes = atob(text);
  for (let step = 0; step < shares.length; step++) {
    const value = bytes.charCodeAt(2 * step) + 256 * bytes.charCodeAt(2 * step + 1);
    if (value !== NOTHING) shares[step] = value / 10000;
  }
  return shares;
}
