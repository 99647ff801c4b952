/** One picture of a network as a list of shapes: from the ground up to the names. */
import { screenX, screenY, seen, type Camera, type Size } from "./camera";
import type { Box } from "./geometry";
import { FIXTURES, RING } from "./glyphs";
import { placed, shortened, type Wanted } from "./labels";
import type { Layers } from "./layers";
import type { Ink } from "./palette";
import type { Item, Scene } from "./scene";
import type { Shape } from "./shapes";
import { damageShapes, levelInk, signShapes, standsOf, type Now, type Sign, type Stand } from "./signs";
import { BACK, DARK, OUT, PARTLY, REPAIR, type Level } from "./states";

export interface Look {
  scene: Scene;
  layers: Layers;
  camera: Camera;
  size: Size;
  now: Now;
  /** Whether the lines and dots tell the service shown, or stand back behind the places. */
  isMain: boolean;
  /** What is selected: rows of nodes and links. */
  nodes: readonly number[];
  links: readonly number[];
  chosen: Item | null;
  name: (item: Item) => string;
  nodeName: (row: number) => string;
  measure: (text: string, isBold: boolean) => number;
}

export interface Frame {
  /** Outline and lines: many, slow to paint, and mostly the same from one step to the next. */
  ground: Shape[];
  /** Nodes: as many, and seldom the same where supply is shared out by the hour. */
  dots: Shape[];
  shapes: Shape[];
  signs: Sign[];
}

/** Dots smaller than this have no ring: it would hide the network. */
const RINGED = 2.6;
const WIDTHS = [0.9, 1.2, 1.9, 2.8];
/** More dashed lines than this are drawn whole: dashes cost time, and nobody sees them. */
const MANY = 400;
/** Pixels between nodes from which on they are named. */
const NAMED_NODES = 75;
const MOST_LABELS = 160;
/** Selected nodes are named, up to this many. */
const MOST_NAMED = 12;

export function frameOf(look: Look): Frame {
  const between = look.scene.spacing * look.camera.scale;
  const dot = Math.max(2.2, Math.min(9, between * 0.24));
  const under: Shape[] = [];
  ground(look, under);
  lines(look, Math.max(0.36, Math.min(1.5, between / 26)), under);
  const nodes: Shape[] = [];
  dots(look, dot, nodes);
  const shapes: Shape[] = [];
  if (between > 9) fixtures(look, shapes);
  const ticks = returned(look, between, shapes);
  const stands = standsOf(look.scene, look.now, look.camera, look.size, dot);
  const signs = stands.flatMap((stand) => stand.signs);
  for (const sign of signs) shapes.push(...signShapes(sign, look.now));
  chosen(look, signs, dot, shapes);
  names(look, stands, ticks, between, dot, shapes);
  return { ground: under, dots: nodes, shapes, signs };
}

function ground({ scene }: Look, shapes: Shape[]): void {
  if (scene.outline === null) return;
  shapes.push({ kind: "area", area: scene.outline.near, fill: "near", edge: "line", width: 0.8 });
  shapes.push({ kind: "area", area: scene.outline.own, fill: "land", edge: "soft", width: 1 });
}

function lines(look: Look, thick: number, shapes: Shape[]): void {
  const { scene, layers, isMain } = look;
  if (look.links.length > 0) {
    const at = Float64Array.from(
      look.links.flatMap((row) =>
        [scene.from[row] ?? 0, scene.to[row] ?? 0].flatMap((node) => [scene.x[node] ?? 0, scene.y[node] ?? 0]),
      ),
    );
    shapes.push({ kind: "lines", lines: { at }, ink: "accent", width: 9, alpha: 0.4, dash: null });
  }
  for (const { state, heft, lines } of layers.lines()) {
    const width = (WIDTHS[heft] ?? 1) * thick;
    const base = { kind: "lines" as const, lines };
    if (state === OUT) shapes.push({ ...base, ink: "dark", width: width + 1, alpha: 1, dash: [6, 4] });
    else if (state === REPAIR) shapes.push({ ...base, ink: "partly", width: width + 1, alpha: 1, dash: [10, 3, 2, 3] });
    else if (state === BACK)
      shapes.push({ ...base, ink: "fixed", width: width + 0.4, alpha: isMain ? 0.9 : 0.5, dash: null });
    else if (state === DARK)
      shapes.push({
        ...base,
        ink: "dark",
        width: width * 0.8,
        alpha: isMain ? 0.75 : 0.4,
        dash: lines.at.length > 4 * MANY ? null : [1.5, 3],
      });
    else
      shapes.push({
        ...base,
        ink: isMain ? levelInk(state as Level) : "soft",
        width,
        alpha: isMain ? 0.6 : 0.35,
        dash: null,
      });
  }
}

/** Energised: round; partly served: round with an open middle; without: square. Sources have a ring. */
function dots({ layers, isMain }: Look, size: number, shapes: Shape[]): void {
  const alpha = isMain ? 1 : 0.4;
  for (const { state, hasSource, dots } of layers.dots()) {
    const base = { kind: "dots" as const, dots, isSquare: state === DARK };
    const ink: Ink = isMain || state === DARK ? levelInk(state as Level) : "soft";
    if (hasSource && size > RINGED) {
      const ring = size * 1.55 + 2;
      shapes.push({ ...base, isSquare: false, ink: isMain ? "ink" : "soft", size: ring + 2.2, alpha: 1 });
      shapes.push({ ...base, isSquare: false, ink: "card", size: ring, alpha: 1 });
    }
    shapes.push({ ...base, ink, size: state === PARTLY ? size * 1.25 : size, alpha });
    if (state === PARTLY && size > 3) shapes.push({ ...base, ink: "card", size: size * 0.6, alpha });
  }
}

function fixtures({ scene, camera, size }: Look, shapes: Shape[]): void {
  const box = seen(camera, size, 10);
  for (const { sign, x, y } of scene.fixtures) {
    if (!isIn(box, x, y)) continue;
    const d = FIXTURES[sign];
    shapes.push({
      kind: "sign",
      d,
      x: screenX(camera, size, x),
      y: screenY(camera, size, y),
      scale: 0.95,
      fill: "card",
      edge: "ink",
      width: 1.3,
    });
  }
}

/** What is back has a small tick and takes no room from other signs; its boxes are kept free of names. */
function returned({ scene, now, camera, size }: Look, between: number, shapes: Shape[]): Box[] {
  const boxes: Box[] = [];
  const box = seen(camera, size, 10);
  const scale = Math.max(0.5, Math.min(0.8, between / 40));
  for (const group of scene.groups) {
    if (!isIn(box, group.x, group.y)) continue;
    if (group.items.some((item) => item.what === "damage" && now.damage(item.row) === "back")) {
      const [x, y, half] = [screenX(camera, size, group.x), screenY(camera, size, group.y), 7 * scale];
      shapes.push(...damageShapes("back", x, y, scale));
      boxes.push([x - half, y - half, x + half, y + half]);
    }
  }
  return boxes;
}

function isIn(box: Box, x: number, y: number): boolean {
  return x >= box[0] && y >= box[1] && x <= box[2] && y <= box[3];
}

function chosen(look: Look, signs: readonly Sign[], dot: number, shapes: Shape[]): void {
  const { scene, camera, size } = look;
  for (const row of look.nodes) {
    const [x, y] = [screenX(camera, size, scene.x[row] ?? 0), screenY(camera, size, scene.y[row] ?? 0)];
    shapes.push({
      kind: "sign",
      d: RING,
      x,
      y,
      scale: Math.max(0.5, (dot + 6) / 20),
      fill: null,
      edge: "accent",
      width: 2.5,
    });
  }
  const sign = look.chosen && signs.find((one) => one.items.some((item) => same(item, look.chosen)));
  if (!sign || !look.chosen) return;
  shapes.push({
    kind: "sign",
    d: RING,
    x: sign.x,
    y: sign.y,
    scale: sign.isBubble ? 1.3 : 1,
    fill: null,
    edge: "accent",
    width: 3,
  });
  // In a bubble it still shows how it is, at the bubble's corner.
  if (sign.isBubble)
    shapes.push(
      ...signShapes({ ...sign, x: sign.x + 15, y: sign.y - 15, items: [look.chosen], isBubble: false }, look.now),
    );
}

export function same(a: Item, b: Item | null): boolean {
  return b !== null && a.what === b.what && a.row === b.row;
}

function names(look: Look, stands: Stand[], ticks: Box[], between: number, dot: number, shapes: Shape[]): void {
  const { size } = look;
  const screen: Box = [2, 2, size.width - 2, size.height - 2];
  const rings = [...look.nodes, ...(between > NAMED_NODES / 2 ? look.scene.sources : [])].map((row): Box => {
    const [x, y] = [
      screenX(look.camera, size, look.scene.x[row] ?? 0),
      screenY(look.camera, size, look.scene.y[row] ?? 0),
    ];
    return [x - dot, y - dot, x + dot, y + dot];
  });
  const taken = [
    ...ticks,
    ...rings,
    ...stands.map((one): Box => [
      one.x - one.halfWidth,
      one.y - one.halfHeight,
      one.x + one.halfWidth,
      one.y + one.halfHeight,
    ]),
  ];
  const isChosen = (stand: Stand) => stand.signs.some((sign) => sign.items.some((item) => same(item, look.chosen)));
  const ordered = [...stands.filter(isChosen), ...stands.filter((stand) => !isChosen(stand))];
  const wanted: Wanted[] = ordered
    // Damage is named where there is room for it, from near; places always.
    .filter((stand) => stand.leader.what === "place" || between > NAMED_NODES / 2 || isChosen(stand))
    .map((stand) => wish(look, stand, isChosen(stand)));
  if (look.chosen === null && look.nodes.length <= MOST_NAMED)
    wanted.unshift(...look.nodes.map((row) => nodeName(look, row, dot, true)));
  if (between > NAMED_NODES) wanted.push(...nodeNames(look, dot));
  for (const label of placed(wanted, taken, screen, MOST_LABELS)) {
    shapes.push({
      kind: "text",
      text: label.text,
      x: label.x,
      y: label.y,
      size: 12,
      isBold: label.bold,
      anchor: "start",
      ink: label.soft ? "soft" : "ink",
      halo: look.scene.outline ? "land" : "card",
    });
  }
}

function wish(look: Look, stand: Stand, isChosen: boolean): Wanted {
  const item = isChosen && look.chosen ? look.chosen : stand.leader;
  const text = shortened(look.name(item));
  return {
    text,
    x: stand.x,
    y: stand.y,
    halfWidth: stand.halfWidth + 1,
    halfHeight: stand.halfHeight + 1,
    width: look.measure(text, isChosen),
    bold: isChosen,
    isMust: isChosen,
  };
}

function nodeNames(look: Look, dot: number): Wanted[] {
  const { scene, camera, size } = look;
  const box = seen(camera, size);
  const found: Wanted[] = [];
  for (let row = 0; row < scene.x.length; row++) {
    if (isIn(box, scene.x[row] ?? 0, scene.y[row] ?? 0) && !look.nodes.includes(row))
      found.push(nodeName(look, row, dot, false));
  }
  return found;
}

function nodeName(look: Look, row: number, dot: number, isChosen: boolean): Wanted {
  const { scene, camera, size } = look;
  const text = shortened(look.nodeName(row));
  const half = isChosen || scene.hasSource[row] ? dot + 1 : dot / 2 + 1;
  return {
    text,
    x: screenX(camera, size, scene.x[row] ?? 0),
    y: screenY(camera, size, scene.y[row] ?? 0),
    halfWidth: half,
    halfHeight: half,
    width: look.measure(text, isChosen),
    bold: isChosen,
    soft: !isChosen,
    isMust: isChosen,
  };
}
