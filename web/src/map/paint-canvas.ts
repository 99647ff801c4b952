/** Paints a list of shapes to a canvas. */
import { screenX, screenY, seen, type Camera, type Size } from "./camera";
import { clip, overlaps, type Box } from "./geometry";
import type { Palette } from "./palette";
import { FONT, type Lines, type Rings, type Shape } from "./shapes";

/** A part of some lines as the browser's own path, and where in the world it is. */
interface Piece {
  path: Path2D;
  box: Box;
}

/**
 * Lines in one piece of a path. Thick lines in one long path are slow (all edges are sorted together), each on its own
 * are slow too (a call each); and pieces beyond the edge of the screen are left out.
 */
const IN_A_PIECE = 128;
/** More dots than this on the screen are drawn square: four times as fast, and nobody sees it at their size. */
const MANY_DOTS = 2500;

/** What the browser makes of lines, areas and signs that do not change: kept as long as they are. */
const keptAreas = new WeakMap<Rings, Path2D>();
const keptPieces = new WeakMap<Lines, Piece[]>();
const signs = new Map<string, Path2D>();

interface Brush {
  context: CanvasRenderingContext2D;
  camera: Camera;
  size: Size;
  palette: Palette;
  ratio: number;
}

/** `x`, `y`: where on the canvas, in its pixels, the drawing begins. */
export function paint(
  context: CanvasRenderingContext2D,
  shapes: readonly Shape[],
  camera: Camera,
  size: Size,
  palette: Palette,
  ratio: number,
  x = 0,
  y = 0,
): void {
  context.save();
  context.setTransform(ratio, 0, 0, ratio, x * ratio, y * ratio);
  context.beginPath();
  context.rect(0, 0, size.width, size.height);
  context.clip();
  context.lineJoin = "round";
  const brush: Brush = { context, camera, size, palette, ratio };
  const screen = context.getTransform();
  for (const shape of shapes) {
    context.setTransform(screen);
    context.globalAlpha = 1;
    context.setLineDash([]);
    paintOne(brush, shape);
  }
  context.restore();
}

function paintOne(brush: Brush, shape: Shape): void {
  switch (shape.kind) {
    case "area":
      return area(brush, shape);
    case "lines":
      return shape.dash === null ? lines(brush, shape) : dashed(brush, shape, shape.dash);
    case "dots":
      return dots(brush, shape);
    case "sign":
      return sign(brush, shape);
    case "text":
      return text(brush, shape);
  }
}

function toWorld({ context, camera, size }: Brush): void {
  context.transform(
    camera.scale,
    0,
    0,
    camera.scale,
    size.width / 2 - camera.x * camera.scale,
    size.height / 2 - camera.y * camera.scale,
  );
}

function areaPath(area: Rings): Path2D {
  let path = keptAreas.get(area);
  if (!path) {
    path = new Path2D();
    for (const ring of area.rings) {
      for (let item = 0; item + 1 < ring.length; item += 2) {
        if (item === 0) path.moveTo(ring[0] ?? 0, ring[1] ?? 0);
        else path.lineTo(ring[item] ?? 0, ring[item + 1] ?? 0);
      }
      path.closePath();
    }
    keptAreas.set(area, path);
  }
  return path;
}

function area(brush: Brush, shape: Shape & { kind: "area" }): void {
  const { context, palette, camera } = brush;
  const path = areaPath(shape.area);
  toWorld(brush);
  context.fillStyle = palette[shape.fill];
  context.fill(path, "evenodd");
  context.strokeStyle = palette[shape.edge];
  context.lineWidth = shape.width / camera.scale;
  context.stroke(path);
}

function lines(brush: Brush, shape: Shape & { kind: "lines" }): void {
  const { context, palette, camera } = brush;
  const screen = seen(camera, brush.size, shape.width);
  toWorld(brush);
  context.globalAlpha = shape.alpha;
  context.strokeStyle = palette[shape.ink];
  context.lineWidth = shape.width / camera.scale;
  context.lineCap = "butt";
  for (const { path, box } of pieces(shape.lines)) {
    if (overlaps(box, screen)) context.stroke(path);
  }
}

function pieces(lines: Lines): Piece[] {
  let found = keptPieces.get(lines);
  if (!found) {
    found = [];
    for (let from = 0; from < lines.at.length; from += 4 * IN_A_PIECE)
      found.push(piece(lines.at.subarray(from, from + 4 * IN_A_PIECE)));
    keptPieces.set(lines, found);
  }
  return found;
}

function piece(at: Float64Array): Piece {
  const path = new Path2D();
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let item = 0; item < at.length; item += 4) {
    const [x0, y0, x1, y1] = [at[item] ?? 0, at[item + 1] ?? 0, at[item + 2] ?? 0, at[item + 3] ?? 0];
    path.moveTo(x0, y0);
    path.lineTo(x1, y1);
    left = Math.min(left, x0, x1);
    right = Math.max(right, x0, x1);
    top = Math.min(top, y0, y1);
    bottom = Math.max(bottom, y0, y1);
  }
  // A level line has no height, but it is there.
  return { path, box: [left - 1e-9, top - 1e-9, right + 1e-9, bottom + 1e-9] };
}

/** Dashes are cut at the edge of the screen: far away they would be without number. */
function dashed(
  { context, palette, camera, size }: Brush,
  shape: Shape & { kind: "lines" },
  dash: readonly number[],
): void {
  context.globalAlpha = shape.alpha;
  context.strokeStyle = palette[shape.ink];
  context.lineWidth = shape.width;
  context.lineCap = "butt";
  context.setLineDash([...dash]);
  context.beginPath();
  for (const [x0, y0, x1, y1] of onScreen(shape.lines, camera, size)) {
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
  }
  context.stroke();
}

/** The lines that are on the screen, cut at its edge, in its pixels. The array given is the same one each time. */
export function* onScreen(
  { at }: Lines,
  camera: Camera,
  size: Size,
): Generator<readonly [number, number, number, number]> {
  const box = seen(camera, size, 20);
  const cut: [number, number, number, number] = [0, 0, 0, 0];
  const [left, top] = [size.width / 2 - camera.x * camera.scale, size.height / 2 - camera.y * camera.scale];
  for (let item = 0; item < at.length; item += 4) {
    if (!clip(at[item] ?? 0, at[item + 1] ?? 0, at[item + 2] ?? 0, at[item + 3] ?? 0, box, cut)) continue;
    yield [
      left + cut[0] * camera.scale,
      top + cut[1] * camera.scale,
      left + cut[2] * camera.scale,
      top + cut[3] * camera.scale,
    ];
  }
}

/** Each dot on its own: discs and squares are quick that way, and in one long path they are not. */
function dots({ context, palette, camera, size }: Brush, shape: Shape & { kind: "dots" }): void {
  const { at } = shape.dots;
  const half = shape.size / 2;
  context.globalAlpha = shape.alpha;
  context.fillStyle = palette[shape.ink];
  const isSquare = shape.isSquare || (at.length > 2 * MANY_DOTS && shape.size < 4);
  for (let item = 0; item < at.length; item += 2) {
    const [x, y] = [screenX(camera, size, at[item] ?? 0), screenY(camera, size, at[item + 1] ?? 0)];
    if (x < -half || y < -half || x > size.width + half || y > size.height + half) continue;
    if (isSquare) {
      context.fillRect(x - half, y - half, shape.size, shape.size);
    } else {
      context.beginPath();
      context.arc(x, y, half, 0, 2 * Math.PI);
      context.fill();
    }
  }
}

function sign({ context, palette }: Brush, shape: Shape & { kind: "sign" }): void {
  let path = signs.get(shape.d);
  if (!path) {
    path = new Path2D(shape.d);
    signs.set(shape.d, path);
  }
  context.translate(shape.x, shape.y);
  context.scale(shape.scale, shape.scale);
  if (shape.fill) {
    context.fillStyle = palette[shape.fill];
    context.fill(path, "evenodd");
  }
  if (shape.edge) {
    context.strokeStyle = palette[shape.edge];
    context.lineWidth = shape.width / shape.scale;
    context.lineCap = "round";
    if (shape.dash) context.setLineDash([...shape.dash]);
    context.stroke(path);
  }
}

function text({ context, palette }: Brush, shape: Shape & { kind: "text" }): void {
  context.font = `${shape.isBold ? 600 : 400} ${shape.size}px ${FONT}`;
  context.textAlign = shape.anchor === "middle" ? "center" : shape.anchor;
  context.textBaseline = "alphabetic";
  if (shape.halo) {
    context.strokeStyle = palette[shape.halo];
    context.lineWidth = 3.5;
    context.globalAlpha = 0.9;
    context.strokeText(shape.text, shape.x, shape.y);
    context.globalAlpha = 1;
  }
  context.fillStyle = palette[shape.ink];
  context.fillText(shape.text, shape.x, shape.y);
}
