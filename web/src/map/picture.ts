/** The map as one picture for files and print: what the panes show, side by side, under a title, over a legend. */
import { code, t } from "../app/text";
import type { Plan, Service } from "../model/plan";
import { paint } from "./paint-canvas";
import { printPalette, type Palette } from "./palette";
import { svgFile, svgOf } from "./paint-svg";
import { type Entry, legendEntries } from "./legend-entries";
import { when } from "./say";
import type { Shape } from "./shapes";
import type { MapView } from "./view";

export interface Part {
  view: MapView;
  title: string;
}

interface Placed extends Part {
  x: number;
  y: number;
}

const GAP = 12;
const HEAD = 34;
const TITLE = 24;
const ROW = 24;
/** About how wide a letter of 12 pixels is, and of the names of panes. */
const LETTER = 6.8;
const BOLD = 8.2;
const SIGN = 56;
/** On paper panes stand beside each other up to this width. */
const PAPER = 760;
const FLAT = { x: 0, y: 0, scale: 1 };

interface Layout {
  width: number;
  height: number;
  parts: Placed[];
  /** Title, names of the panes and legend, in pixels of the whole picture. */
  around: Shape[];
}

function layout(plan: Plan, parts: readonly Part[], step: number, service: Service, isPaper = false): Layout {
  const width = Math.max(...parts.map((part) => part.view.size.width), isPaper ? PAPER : 320);
  const title: Shape = {
    kind: "text",
    text: `${plan.doc.case.name} · ${code("service", service)} · ${when(plan, step)}`,
    x: GAP,
    y: 23,
    size: 16,
    isBold: true,
    anchor: "start",
    ink: "ink",
    halo: null,
  };
  const around: Shape[] = [title];
  const placed: Placed[] = [];
  let [x, y, tall] = [0, HEAD, 0];
  for (const part of parts) {
    const { size } = part.view;
    if (x > 0 && x + size.width > width + 1) [x, y, tall] = [0, y + tall + GAP, 0];
    const head = parts.length > 1 ? TITLE : 0;
    if (head > 0)
      around.push({
        kind: "text",
        text: cut(part.title, (size.width - GAP) / BOLD),
        x: x + GAP,
        y: y + 17,
        size: 13,
        isBold: true,
        anchor: "start",
        ink: "ink",
        halo: null,
      });
    placed.push({ ...part, x, y: y + head });
    tall = Math.max(tall, size.height + head);
    x += size.width + GAP;
  }
  const top = y + tall + GAP;
  const entries = legendEntries(
    plan,
    parts.map((part) => part.view.scene),
    service,
  );
  if (isPaper) return beside({ width, height: top, parts: placed, around }, entries);
  const widest = SIGN + LETTER * Math.max(...entries.map((entry) => entry.text.length));
  const columns = Math.max(1, Math.floor(width / widest));
  entries.forEach((entry, at) => {
    const [left, line] = [GAP + 14 + (at % columns) * (width / columns), top + 14 + Math.floor(at / columns) * ROW];
    around.push(...entry.shapes.map((shape) => moved(shape, left, line)));
    around.push({
      kind: "text",
      text: entry.text,
      x: left + 22,
      y: line + 4,
      size: 12,
      isBold: false,
      anchor: "start",
      ink: "ink",
      halo: null,
    });
  });
  return { width, height: Math.ceil(top + Math.ceil(entries.length / columns) * ROW + GAP), parts: placed, around };
}

/** On paper a picture has little height: the legend stands right of the panes, in letters that can be read when it is made smaller. */
function beside(panes: Layout, entries: readonly Entry[]): Layout {
  const size = 17;
  const row = Math.min(34, Math.max(24, (panes.height - HEAD) / Math.max(1, entries.length)));
  const left = panes.width + GAP + 14;
  const around = entries.flatMap((entry, at): Shape[] => {
    const line = HEAD + (at + 0.7) * row;
    return [
      ...entry.shapes.map((shape) => moved(shape, left, line)),
      {
        kind: "text",
        text: entry.text,
        x: left + 24,
        y: line + 6,
        size,
        isBold: false,
        anchor: "start",
        ink: "ink",
        halo: null,
      },
    ];
  });
  const widest = Math.max(0, ...entries.map((entry) => entry.text.length));
  return {
    ...panes,
    width: Math.ceil(left + 24 + widest * ((LETTER * size) / 12)),
    height: Math.ceil(Math.max(panes.height, HEAD + (entries.length + 1) * row)),
    around: [...panes.around, ...around],
  };
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, Math.floor(most) - 1))}…`;
}

function moved(shape: Shape, x: number, y: number): Shape {
  return shape.kind === "sign" || shape.kind === "text" ? { ...shape, x: shape.x + x, y: shape.y + y } : shape;
}

export function svgPicture(
  plan: Plan,
  parts: readonly Part[],
  step: number,
  service: Service,
  isPaper = false,
): string {
  const palette = printPalette();
  const { width, height, parts: placed, around } = layout(plan, parts, step, service, isPaper);
  const panes = placed.map(({ view, x, y }) => {
    const { size, camera } = view;
    // A nested SVG cuts what lies outside of it.
    return `<svg x="${x}" y="${y}" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}"><rect width="${size.width}" height="${size.height}" fill="${ground(view, palette)}"/>\n${svgOf(view.shapes(), camera, size, palette)}\n<rect x=".5" y=".5" width="${size.width - 1}" height="${size.height - 1}" fill="none" stroke="${palette.line}"/></svg>`;
  });
  const flat = { width: 0, height: 0 };
  return svgFile(width, height, t("map.title"), [...panes, svgOf(around, FLAT, flat, palette)].join("\n"), "#ffffff");
}

export async function pngPicture(plan: Plan, parts: readonly Part[], step: number, service: Service): Promise<Blob> {
  const palette = printPalette();
  const { width, height, parts: placed, around } = layout(plan, parts, step, service);
  const ratio = 2;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const { view, x, y } of placed) {
    context.fillStyle = ground(view, palette);
    context.fillRect(x * ratio, y * ratio, view.size.width * ratio, view.size.height * ratio);
    paint(context, view.shapes(), view.camera, view.size, palette, ratio, x, y);
    context.strokeStyle = palette.line;
    context.strokeRect(x * ratio, y * ratio, view.size.width * ratio, view.size.height * ratio);
  }
  paint(context, around, FLAT, { width, height }, palette, ratio);
  return await new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"),
  );
}

function ground(view: MapView, palette: Palette): string {
  return view.scene.outline ? palette.sea : palette.card;
}
