/** Signs that would cover each other are drawn as one, at the place of the most important of them. */
import type { Box } from "./geometry";

export interface Member {
  /** Middle, in pixels at the scale of the screen (not moved by the camera, so that panning changes no cluster). */
  x: number;
  y: number;
  /** Half of the width and of the height that it takes. */
  halfWidth: number;
  halfHeight: number;
}

const CELL = 96;

/**
 * Rows of members, by cluster; the first of each is its leader. Members come in order of importance: each joins the
 * first leader whose box it overlaps, or leads from then on. So boxes of leaders never overlap.
 */
export function clustered(members: readonly Member[]): number[][] {
  const clusters: number[][] = [];
  const cells = new Map<number, number[]>();
  for (const [row, member] of members.entries()) {
    const near = cellsOf(boxOf(member)).flatMap((cell) => cells.get(cell) ?? []);
    const found = near.find((cluster) => {
      const leader = members[clusters[cluster]?.[0] ?? -1];
      return leader !== undefined && covers(member, leader);
    });
    if (found !== undefined) {
      clusters[found]?.push(row);
      continue;
    }
    for (const cell of cellsOf(boxOf(member))) {
      const there = cells.get(cell);
      if (there) there.push(clusters.length);
      else cells.set(cell, [clusters.length]);
    }
    clusters.push([row]);
  }
  return clusters;
}

export function covers(a: Member, b: Member): boolean {
  return Math.abs(a.x - b.x) < a.halfWidth + b.halfWidth && Math.abs(a.y - b.y) < a.halfHeight + b.halfHeight;
}

function boxOf(one: Member): Box {
  return [one.x - one.halfWidth, one.y - one.halfHeight, one.x + one.halfWidth, one.y + one.halfHeight];
}

function cellsOf(box: Box): number[] {
  const found: number[] = [];
  for (let column = Math.floor(box[0] / CELL); column <= Math.floor(box[2] / CELL); column++) {
    for (let row = Math.floor(box[1] / CELL); row <= Math.floor(box[3] / CELL); row++)
      found.push(column * 1_048_583 + row);
  }
  return found;
}
