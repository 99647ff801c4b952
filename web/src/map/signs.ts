/** Signs of places and damage: which are drawn alone, which in one bubble, and what shapes they are. */
import type { Camera, Size } from "./camera";
import { clustered, type Member } from "./clusters";
import { arc, BUBBLE, DAMAGE, DISC, level, placeGlyph, SQUARE, type DamageSign } from "./glyphs";
import type { Ink } from "./palette";
import type { Group, Item, Scene } from "./scene";
import type { Shape } from "./shapes";
import { DARK, LIT, levelOf, NONE, PARTLY, type DamageState, type Level } from "./states";

/** Something drawn that can be pointed at: one item, or a bubble of several. */
export interface Sign {
  x: number;
  y: number;
  halfWidth: number;
  halfHeight: number;
  items: Item[];
  isBubble: boolean;
}

/** Signs that stand together, with the box that they fill and the item that names them. */
export interface Stand {
  signs: Sign[];
  x: number;
  y: number;
  halfWidth: number;
  halfHeight: number;
  leader: Item;
}

/** How an item is now. */
export interface Now {
  share: (place: number) => number;
  damage: (row: number) => DamageState;
  kind: (place: number) => string;
}

const CELL = 22;
const IN_A_ROW = 4;
/** More signs than this at one point are a bubble too. */
const MOST = 8;
const BUBBLE_HALF = 17;
const LIFT = 7;
const AIR = 2;

interface Candidate extends Member {
  group: Group;
  items: Item[];
}

/** The stands of a scene on the screen; `dot` is how large a node is drawn, which signs leave free. */
export function standsOf(scene: Scene, now: Now, camera: Camera, size: Size, dot: number): Stand[] {
  const candidates = scene.groups.flatMap((group) => {
    const items = group.items.filter((item) => item.what === "place" || isActive(now.damage(item.row)));
    return items.length > 0 ? [candidate(group, items, camera.scale, dot)] : [];
  });
  const [left, top] = [size.width / 2 - camera.x * camera.scale, size.height / 2 - camera.y * camera.scale];
  return clustered(candidates).flatMap((rows) => {
    const members = rows.flatMap((row) => candidates[row] ?? []);
    const first = members[0];
    if (!first || !isNear(first, left, top, size)) return [];
    return members.length > 1 || first.items.length > MOST
      ? [bubble(members, first, left, top)]
      : [spread(first, left, top)];
  });
}

function isActive(state: DamageState): boolean {
  return state === "out" || state === "repair";
}

function candidate(group: Group, items: Item[], scale: number, dot: number): Candidate {
  const rows = Math.ceil(items.length / IN_A_ROW);
  const isMany = items.length > MOST;
  const tall = isMany ? BUBBLE_HALF : (rows * CELL) / 2;
  const wide = isMany ? BUBBLE_HALF : (Math.min(items.length, IN_A_ROW) * CELL) / 2;
  // With some air around it, for a bubble is larger than a sign.
  return {
    group,
    items,
    x: group.x * scale,
    y: group.y * scale - (group.isAmid ? 0 : tall + LIFT / 2 + dot / 2),
    halfWidth: wide + AIR,
    halfHeight: tall + AIR,
  };
}

function isNear(one: Member, left: number, top: number, size: Size): boolean {
  const [x, y] = [one.x + left, one.y + top];
  return (
    x > -one.halfWidth && y > -one.halfHeight && x < size.width + one.halfWidth && y < size.height + one.halfHeight
  );
}

function spread(one: Candidate, left: number, top: number): Stand {
  const { items } = one;
  const signs = items.map((item, at) => {
    const row = Math.floor(at / IN_A_ROW);
    const inRow = Math.min(IN_A_ROW, items.length - row * IN_A_ROW);
    const x = one.x + left + ((at % IN_A_ROW) - (inRow - 1) / 2) * CELL;
    const y = one.y + top - one.halfHeight + AIR + CELL * (row + 0.5);
    return { x, y, halfWidth: CELL / 2, halfHeight: CELL / 2, items: [item], isBubble: false };
  });
  return {
    signs,
    x: one.x + left,
    y: one.y + top,
    halfWidth: one.halfWidth - AIR,
    halfHeight: one.halfHeight - AIR,
    leader: leaderOf(items),
  };
}

function bubble(members: Candidate[], first: Candidate, left: number, top: number): Stand {
  const [x, y] = [first.x + left, first.y + top];
  const sign: Sign = {
    x,
    y,
    halfWidth: BUBBLE_HALF,
    halfHeight: BUBBLE_HALF,
    items: members.flatMap((one) => one.items),
    isBubble: true,
  };
  return { signs: [sign], x, y, halfWidth: BUBBLE_HALF, halfHeight: BUBBLE_HALF, leader: leaderOf(first.items) };
}

/** A place names its stand before damage does; of places the first, which is the largest. */
function leaderOf(items: Item[]): Item {
  return items.find((item) => item.what === "place") ?? items[0] ?? { what: "damage", row: -1 };
}

// ---- shapes

const INKS: Record<Level, Ink> = { [NONE]: "soft", [LIT]: "lit", [PARTLY]: "partly", [DARK]: "dark" };

export function levelInk(one: Level): Ink {
  return INKS[one];
}

export function damageInk(state: DamageSign): Ink {
  return state === "out" ? "dark" : state === "repair" ? "partly" : "fixed";
}

export function signShapes(sign: Sign, now: Now): Shape[] {
  if (sign.isBubble) return bubbleShapes(sign, now);
  const item = sign.items[0];
  if (!item) return [];
  return item.what === "place"
    ? placeShapes(now.kind(item.row), now.share(item.row), sign.x, sign.y)
    : damageShapes(damageSign(now.damage(item.row)), sign.x, sign.y, 0.9);
}

function damageSign(state: DamageState): DamageSign {
  return state === "repair" || state === "back" ? state : "out";
}

/** Served: an open disc; partly: a disc filled as high as the share; without: a full square; not asked: open and grey. */
export function placeShapes(kind: string, share: number, x: number, y: number): Shape[] {
  const state = levelOf(share);
  const ink = levelInk(state);
  const frame = state === DARK ? SQUARE : DISC;
  const shapes: Shape[] = [
    {
      kind: "sign",
      d: frame,
      x,
      y,
      scale: 0.95,
      fill: state === DARK ? ink : "card",
      edge: state === DARK ? "card" : ink,
      width: state === DARK ? 1 : 1.7,
      ...(state === NONE && { dash: [2, 2.5] }),
    },
  ];
  if (state === PARTLY)
    shapes.push({ kind: "sign", d: level(share), x, y, scale: 0.95, fill: "partly", edge: null, width: 0 });
  const glyph: Shape = {
    kind: "sign",
    d: placeGlyph(kind),
    x,
    y,
    scale: 0.68,
    fill: state === DARK ? "card" : state === PARTLY ? "ink" : ink,
    edge: state === PARTLY ? "card" : null,
    width: 1,
  };
  shapes.push(glyph);
  return shapes;
}

export function damageShapes(state: DamageSign, x: number, y: number, scale: number): Shape[] {
  const { frame, mark } = DAMAGE[state];
  const ink = damageInk(state);
  const isNut = state === "repair";
  return [
    { kind: "sign", d: frame, x, y, scale, fill: ink, edge: "card", width: 1.2 },
    { kind: "sign", d: mark, x, y, scale, fill: isNut ? "card" : null, edge: isNut ? null : "card", width: 2 },
  ];
}

/** The count in a ring that shows the parts served, partly served and without (the thicker the worse). */
function bubbleShapes(sign: Sign, now: Now): Shape[] {
  const { x, y } = sign;
  const shapes: Shape[] = [{ kind: "sign", d: BUBBLE, x, y, scale: 1, fill: "card", edge: "card", width: 3 }];
  let from = 0;
  for (const [state, count] of counts(sign.items, now).entries()) {
    const to = from + count / sign.items.length;
    const d = arc(from, to, 13);
    const width = state === DARK ? 5 : state === PARTLY ? 4 : 2.5;
    if (d) shapes.push({ kind: "sign", d, x, y, scale: 1, fill: null, edge: levelInk(state as Level), width });
    from = to;
  }
  shapes.push({
    kind: "text",
    text: String(sign.items.length),
    x,
    y: y + 4,
    size: 12,
    isBold: true,
    anchor: "middle",
    ink: "ink",
    halo: null,
  });
  return shapes;
}

/** Items by level; damage that is out counts as dark, under repair as partly. */
export function counts(items: readonly Item[], now: Now): [number, number, number, number] {
  const found: [number, number, number, number] = [0, 0, 0, 0];
  for (const item of items) {
    const state =
      item.what === "place" ? levelOf(now.share(item.row)) : now.damage(item.row) === "repair" ? PARTLY : DARK;
    found[state] += 1;
  }
  return found;
}
