/** The Gantt as a file of its own: an SVG that carries its styles, in the light colours of print, and the same as PNG. */
import { render } from "preact";
import { date } from "../app/text";
import { Axis, Capacity, Marks, Names, Patterns, type ChartProps } from "./chart";
import { heightOf } from "./layout";

const NAMES = 150;
const MARGIN = 12;
const TITLE = 34;

function Sheet({ plan, bands, perDay }: ChartProps) {
  const { name, start, days } = plan.doc.case;
  const [width, height] = [NAMES + days * perDay + 2 * MARGIN, heightOf(bands) + TITLE + 2 * MARGIN];
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      class="gantt-chart"
    >
      <Patterns />
      <rect class="sheet" width={width} height={height} />
      <g transform={`translate(${MARGIN} ${MARGIN})`}>
        <text class="gantt-kind" y="16">
          {`${name}, ${date(start, 0, "long")} – ${date(start, days - 1, "long")}`}
        </text>
        <g transform={`translate(0 ${TITLE})`}>
          <Names bands={bands} width={NAMES} />
          <g transform={`translate(${NAMES} 0)`}>
            <Capacity {...{ plan, bands, perDay }} />
            <Axis {...{ plan, bands, perDay }} />
            {bands.map((band) =>
              band.bars.map((bar) => (
                <g key={bar.job.id} class="gantt-bar">
                  <Marks {...{ plan, bar, band, perDay }} />
                </g>
              )),
            )}
          </g>
        </g>
      </g>
    </svg>
  );
}

export function svgOf(props: ChartProps): string {
  const host = document.createElement("div");
  render(<Sheet {...props} />, host);
  const svg = host.querySelector("svg");
  if (svg === null) return "";
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = stylesOf();
  svg.prepend(style);
  const text = new XMLSerializer().serializeToString(svg);
  render(null, host);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
}

/** The rules of the chart, with the light colours in place of variables, as programs other than browsers need them. */
function stylesOf(): string {
  const rules = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSStyleRule);
  const light = rules.find((rule) => rule.selectorText === ":root")?.style;
  const wanted = rules.filter(
    (rule) =>
      /^\.(gantt|bar|cap|away|sheet)/.test(rule.selectorText) &&
      !/:|selected|legend|tools|frame|inner|left|zoom/.test(rule.selectorText),
  );
  const text = wanted.map((rule) => rule.cssText).join("\n");
  return text.replace(/var\((--[\w-]+)\)/g, (whole, name: string) => light?.getPropertyValue(name).trim() || whole);
}

export async function pngOf(props: ChartProps): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svgOf(props)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(2, 16_000 / Math.max(image.naturalWidth, image.naturalHeight)); // canvases have an end
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(image.naturalWidth * scale), Math.round(image.naturalHeight * scale)];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) =>
      canvas.toBlob((file) => (file ? done(file) : fail(new Error("no picture"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
