/** Writes a list of shapes as SVG: for files and for print. Attributes only, no styles, so that any policy lets it be. */
import { seen, screenX, screenY, type Camera, type Size } from "./camera";
import type { Palette } from "./palette";
import { onScreen } from "./paint-canvas";
import { FONT, type Shape } from "./shapes";

interface Sheet {
  camera: Camera;
  size: Size;
  palette: Palette;
}

/** The shapes as SVG elements, in pixels of their drawing. */
export function svgOf(shapes: readonly Shape[], camera: Camera, size: Size, palette: Palette): string {
  const sheet = { camera, size, palette };
  return shapes.map((shape) => one(sheet, shape)).join("\n");
}

export function svgFile(width: number, height: number, title: string, content: string, paper: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="${escaped(FONT)}"><title>${escaped(title)}</title><rect width="${width}" height="${height}" fill="${paper}"/>\n${content}\n</svg>\n`;
}

export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function one(sheet: Sheet, shape: Shape): string {
  switch (shape.kind) {
    case "area":
      return area(sheet, shape);
    case "lines":
      return lines(sheet, shape);
    case "dots":
      return dots(sheet, shape);
    case "sign":
      return sign(sheet, shape);
    case "text":
      return text(sheet, shape);
  }
}

const short = (value: number) => String(Math.round(value * 10) / 10);

function area({ camera, size, palette }: Sheet, shape: Shape & { kind: "area" }): string {
  const rings = shape.area.rings.map((ring) => {
    const points: string[] = [];
    for (let item = 0; item + 1 < ring.length; item += 2) {
      points.push(
        `${short(screenX(camera, size, ring[item] ?? 0))} ${short(screenY(camera, size, ring[item + 1] ?? 0))}`,
      );
    }
    return points.length > 0 ? `M${points.join("L")}z` : "";
  });
  return `<path d="${rings.join("")}" fill="${palette[shape.fill]}" fill-rule="evenodd" stroke="${palette[shape.edge]}" stroke-width="${shape.width}"/>`;
}

function lines({ camera, size, palette }: Sheet, shape: Shape & { kind: "lines" }): string {
  let d = "";
  for (const [x0, y0, x1, y1] of onScreen(shape.lines, camera, size))
    d += `M${short(x0)} ${short(y0)}L${short(x1)} ${short(y1)}`;
  const dash = shape.dash === null ? "" : ` stroke-dasharray="${shape.dash.join(" ")}"`;
  return (
    d &&
    `<path d="${d}" fill="none" stroke="${palette[shape.ink]}" stroke-width="${short(shape.width)}" stroke-opacity="${shape.alpha}"${dash}/>`
  );
}

function dots({ camera, size, palette }: Sheet, shape: Shape & { kind: "dots" }): string {
  const box = seen(camera, size, 20);
  const { at } = shape.dots;
  let d = "";
  for (let item = 0; item < at.length; item += 2) {
    const [x, y] = [at[item] ?? 0, at[item + 1] ?? 0];
    if (x < box[0] || y < box[1] || x > box[2] || y > box[3]) continue;
    d += `M${short(screenX(camera, size, x))} ${short(screenY(camera, size, y))}h0`;
  }
  const cap = shape.isSquare ? "square" : "round";
  return (
    d &&
    `<path d="${d}" fill="none" stroke="${palette[shape.ink]}" stroke-width="${short(shape.size)}" stroke-opacity="${shape.alpha}" stroke-linecap="${cap}"/>`
  );
}

function sign({ palette }: Sheet, shape: Shape & { kind: "sign" }): string {
  const fill = shape.fill ? ` fill="${palette[shape.fill]}" fill-rule="evenodd"` : ' fill="none"';
  const edge = shape.edge
    ? ` stroke="${palette[shape.edge]}" stroke-width="${short(shape.width / shape.scale)}" stroke-linecap="round" stroke-linejoin="round"`
    : "";
  const dash = shape.dash ? ` stroke-dasharray="${shape.dash.join(" ")}"` : "";
  const scale = shape.scale === 1 ? "" : ` scale(${shape.scale})`;
  return `<path d="${shape.d}" transform="translate(${short(shape.x)} ${short(shape.y)})${scale}"${fill}${edge}${dash}/>`;
}

function text({ palette }: Sheet, shape: Shape & { kind: "text" }): string {
  const halo = shape.halo
    ? ` stroke="${palette[shape.halo]}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"`
    : "";
  const weight = shape.isBold ? ' font-weight="600"' : "";
  return `<text x="${short(shape.x)}" y="${short(shape.y)}" font-size="${shape.size}" text-anchor="${shape.anchor}" fill="${palette[shape.ink]}"${weight}${halo}>${escaped(shape.text)}</text>`;
}
