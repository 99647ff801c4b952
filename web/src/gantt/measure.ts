/** Widths of texts in the chart's letters, measured by the browser; estimated where there is none. */

const LETTERS = 12;
let pen: CanvasRenderingContext2D | null | undefined;
const known = new Map<string, number>();

export function textWidth(text: string): number {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (pen === undefined) {
    pen = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
    if (pen) pen.font = `${LETTERS}px ${getComputedStyle(document.body).fontFamily}`;
  }
  const width = pen ? pen.measureText(text).width : text.length * LETTERS * 0.58;
  known.set(text, width);
  return width;
}
