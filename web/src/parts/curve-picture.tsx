/** A panel as SVG: for print, and as a file (SVG, and PNG made of it). */
import { render } from "preact";
import { date, number, short, t } from "../app/text";
import type { Plan } from "../model/plan";
import {
  colourOf,
  dayTicks,
  inLegend,
  range,
  STYLES,
  valueTicks,
  type LineId,
  type Panel,
  type PanelLine,
} from "./curve-lines";
import { clustered, COLOURS, SIGNS } from "./events";
import { inPage, printed, type Paint } from "./print-colours";

export interface PictureSize {
  width: number;
  height: number;
}

interface Frame extends PictureSize {
  plan: Plan;
  panel: Panel;
  paint: Paint;
  x: (day: number) => number;
  y: (value: number) => number;
  least: number;
  most: number;
}

const ROOM = { left: 62, right: 12, top: 40, bottom: 26, legend: 20 };

export function CurvePicture(props: {
  plan: Plan;
  panel: Panel;
  hidden: ReadonlySet<LineId>;
  size: PictureSize;
  paint?: Paint;
}) {
  const { plan, panel, hidden, size } = props;
  const paint = props.paint ?? inPage;
  const { width, height } = size;
  const shown = panel.lines.filter((one) => !hidden.has(one.id));
  const [least, most] = range(panel, hidden);
  const base = height - ROOM.bottom - ROOM.legend * Math.ceil(shown.length / perRow(width));
  const frame: Frame = {
    ...{ plan, panel, paint, width, height, least, most },
    x: (day) => ROOM.left + (day / plan.doc.case.days) * (width - ROOM.left - ROOM.right),
    y: (value) => base - ((value - least) / (most - least)) * (base - ROOM.top),
  };
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      class="picture"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      font-family="system-ui, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
      font-size="12"
    >
      <rect width={width} height={height} fill={paint("--paper")} />
      <text x="4" y="16" font-size="14" font-weight="600" fill={paint("--ink")}>
        {t(`curves.${panel.id}`)}
      </text>
      <Axes frame={frame} />
      <Events frame={frame} />
      {shown.map((one) => (
        <Curve key={one.id} frame={frame} line={one} />
      ))}
      <Legend frame={frame} lines={shown} top={base + ROOM.bottom} />
    </svg>
  );
}

/** Width of an entry of the legend: the longest words of both languages fit. */
const COLUMN = 236;

function perRow(width: number): number {
  return Math.max(1, Math.floor(width / COLUMN));
}

function Axes({ frame }: { frame: Frame }) {
  const { plan, panel, paint, x, y, least, most, width } = frame;
  const { start, days } = plan.doc.case;
  return (
    <g fill={paint("--soft")}>
      {valueTicks(least, most, (y(least) - y(most)) / 34).map((value) => (
        <g key={value}>
          <path d={`M${ROOM.left} ${y(value).toFixed(1)}H${width - ROOM.right}`} stroke={paint("--line")} />
          <text x={ROOM.left - 6} y={y(value) + 4} text-anchor="end">
            {panel.id === "temperature" ? `${number(value)} °C` : short(value)}
          </text>
        </g>
      ))}
      {dayTicks(days, width - ROOM.left, 66).map((day) => (
        <g key={day}>
          <path d={`M${x(day).toFixed(1)} ${y(least)}v5`} stroke={paint("--soft")} />
          <text x={x(day)} y={y(least) + 18} text-anchor="middle">
            {date(start, day)}
          </text>
        </g>
      ))}
    </g>
  );
}

function Events({ frame }: { frame: Frame }) {
  const { plan, panel, paint, x, y, least, width } = frame;
  if (panel.id === "temperature") return null;
  return (
    <g>
      {clustered(plan.doc.events, plan.doc.case.days, width - ROOM.left - ROOM.right).map((one) => (
        <g key={one.firstDay} fill={paint(COLOURS[one.sign])}>
          <path
            d={`M${x(one.at).toFixed(1)} ${ROOM.top - 6}V${y(least)}`}
            stroke={paint(COLOURS[one.sign])}
            stroke-opacity=".35"
          />
          <path d={SIGNS[one.sign]} transform={`translate(${x(one.at).toFixed(1)} ${ROOM.top - 10})`} />
        </g>
      ))}
    </g>
  );
}

function Curve({ frame, line }: { frame: Frame; line: PanelLine }) {
  const { panel, paint, x, y } = frame;
  const { dash, width } = STYLES[line.id];
  const path = steps(panel, line, x, y);
  return (
    <>
      {line.id === "planned" && (
        <path
          d={`${path}V${y(0).toFixed(1)}H${x(panel.x[0] ?? 0).toFixed(1)}Z`}
          fill={paint(colourOf(panel.id, line.id))}
          fill-opacity=".12"
        />
      )}
      <path
        d={path}
        fill="none"
        stroke={paint(colourOf(panel.id, line.id))}
        stroke-width={width}
        stroke-dasharray={dash.join(" ") || undefined}
      />
    </>
  );
}

/** The path of a line in steps; where nothing is known it breaks. */
export function steps(panel: Panel, line: PanelLine, x: (day: number) => number, y: (value: number) => number): string {
  let path = "";
  let drawing = false;
  line.values.forEach((value, row) => {
    if (value === null) {
      drawing = false;
      return;
    }
    path += drawing ? `V${y(value).toFixed(1)}` : `M${x(panel.x[row] ?? 0).toFixed(1)} ${y(value).toFixed(1)}`;
    path += `H${x(panel.x[row + 1] ?? 0).toFixed(1)}`;
    drawing = true;
  });
  return path;
}

function Legend({ frame, lines, top }: { frame: Frame; lines: readonly PanelLine[]; top: number }) {
  const { panel, paint, width } = frame;
  const columns = perRow(width);
  return (
    <g>
      {inLegend(lines).map((one, row) => (
        <g
          key={one.id}
          transform={`translate(${8 + (row % columns) * COLUMN} ${top + 12 + Math.floor(row / columns) * ROOM.legend})`}
        >
          <path
            d="M0-4H28"
            stroke={paint(colourOf(panel.id, one.id))}
            stroke-width={STYLES[one.id].width}
            stroke-dasharray={STYLES[one.id].dash.join(" ") || undefined}
          />
          <text x="34" fill={paint("--ink")}>
            {t(`curves.line_${one.id}`)}
          </text>
        </g>
      ))}
    </g>
  );
}

const FILE: PictureSize = { width: 900, height: 420 };

/** The panel as an SVG document in the colours of print. */
export function svgOf(plan: Plan, panel: Panel, hidden: ReadonlySet<LineId>): string {
  const holder = document.createElement("div");
  render(<CurvePicture plan={plan} panel={panel} hidden={hidden} size={FILE} paint={printed} />, holder);
  const drawn = holder.firstElementChild;
  const text = drawn ? new XMLSerializer().serializeToString(drawn) : "";
  render(null, holder);
  return text;
}

/** The same as PNG, twice as fine. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image(FILE.width * 2, FILE.height * 2);
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) =>
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
