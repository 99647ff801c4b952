/** Boxes on a screen in a grid, so that asking whether a place is free looks at few of them. */
import { overlaps, type Box } from "./geometry";

const CELL = 64;

export class Boxes {
  private readonly cells = new Map<number, Box[]>();

  add(box: Box): void {
    for (const cell of cellsOf(box)) {
      const there = this.cells.get(cell);
      if (there) there.push(box);
      else this.cells.set(cell, [box]);
    }
  }

  /** The first box that overlaps this one, if any. */
  hit(box: Box): Box | null {
    for (const cell of cellsOf(box)) {
      const found = this.cells.get(cell)?.find((other) => overlaps(box, other));
      if (found) return found;
    }
    return null;
  }
}

function* cellsOf(box: Box): Generator<number> {
  const [left, right] = [Math.floor(box[0] / CELL), Math.floor(box[2] / CELL)];
  const [top, bottom] = [Math.floor(box[1] / CELL), Math.floor(box[3] / CELL)];
  for (let column = left; column <= right; column++) {
    for (let row = top; row <= bottom; row++) yield column * 1_048_583 + row;
  }
}
