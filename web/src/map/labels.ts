/** Names beside their signs, wherever they cover no sign and no other name. */
import { Boxes } from "./boxes";
import type { Box } from "./geometry";

export interface Wanted {
  text: string;
  /** Middle of the sign, in pixels, and its half sizes. */
  x: number;
  y: number;
  halfWidth: number;
  halfHeight: number;
  width: number;
  bold?: boolean;
  soft?: boolean;
  /** Named even where it covers something: what is selected. */
  isMust?: boolean;
}

export interface Label {
  text: string;
  /** Where the text begins (its baseline), and the box that it fills. */
  x: number;
  y: number;
  box: Box;
  bold: boolean;
  soft: boolean;
}

export const LINE = 15;
const AIR = 3;
const BASELINE = 4;
export const LONGEST = 30;

export function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).trimEnd()}…`;
}

/** Labels for those of the wanted that have room, asked in their order; `taken` are the boxes of signs. */
export function placed(wanted: Iterable<Wanted>, taken: Iterable<Box>, screen: Box, most: number): Label[] {
  const boxes = new Boxes();
  for (const box of taken) boxes.add(box);
  const labels: Label[] = [];
  for (const one of wanted) {
    if (labels.length >= most) break;
    const around = spots(one).filter((spot) => isInside(spot, screen));
    const box = around.find((spot) => boxes.hit(spot) === null) ?? (one.isMust ? around[0] : undefined);
    if (!box) continue;
    boxes.add(box);
    labels.push({
      text: one.text,
      x: box[0] + AIR,
      y: (box[1] + box[3]) / 2 + BASELINE,
      box,
      bold: one.bold ?? false,
      soft: one.soft ?? false,
    });
  }
  return labels;
}

/** Right, left, beneath, above. */
function spots({ x, y, halfWidth, halfHeight, width }: Wanted): Box[] {
  const [wide, tall] = [width + 2 * AIR, LINE / 2];
  return [
    [x + halfWidth, y - tall, x + halfWidth + wide, y + tall],
    [x - halfWidth - wide, y - tall, x - halfWidth, y + tall],
    [x - wide / 2, y + halfHeight, x + wide / 2, y + halfHeight + LINE],
    [x - wide / 2, y - halfHeight - LINE, x + wide / 2, y - halfHeight],
  ];
}

function isInside(box: Box, screen: Box): boolean {
  return box[0] >= screen[0] && box[1] >= screen[1] && box[2] <= screen[2] && box[3] <= screen[3];
}
