/** What a drawing is made of. A drawing is made once as a list of shapes and painted to a canvas or written as SVG. */
import type { Ink } from "./palette";

/** Lines of the world: x0, y0, x1, y1 for each. Never changed, so painters may keep what they make of them. */
export interface Lines {
  readonly at: Float64Array;
}

/** Points of the world: x, y for each. Never changed either. */
export interface Dots {
  readonly at: Float64Array;
}

export interface Rings {
  readonly rings: readonly Float64Array[];
}

export type Shape =
  /** Areas of the world, filled by even and odd. */
  | { kind: "area"; area: Rings; fill: Ink; edge: Ink; width: number }
  | { kind: "lines"; lines: Lines; ink: Ink; width: number; alpha: number; dash: readonly number[] | null }
  | { kind: "dots"; dots: Dots; ink: Ink; size: number; alpha: number; isSquare: boolean }
  /** A path around nothing, put at a pixel of the screen. */
  | {
      kind: "sign";
      d: string;
      x: number;
      y: number;
      scale: number;
      fill: Ink | null;
      edge: Ink | null;
      width: number;
      dash?: readonly number[];
    }
  | {
      kind: "text";
      text: string;
      x: number;
      y: number;
      size: number;
      isBold: boolean;
      anchor: "start" | "middle" | "end";
      ink: Ink;
      halo: Ink | null;
    };

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';
