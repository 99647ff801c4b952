/** The works as a Gantt by kind of crew: scrolls and zooms in time, reached by keyboard, saved as a picture. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Plan } from "../model/plan";
import { goToDay, selection } from "../app/state";
import { t } from "../app/text";
import { Exports } from "../parts/exports";
import { Axis, Capacity, DayLine, JobBar, Names, Patterns } from "./chart";
import { AXIS, bandsOf, heightOf, neighbour } from "./layout";
import { pngOf, svgOf } from "./picture";
import type { Job } from "./units";

export const NAMES = 132;
/** A day is never narrower: a chart that does not fit scrolls. */
const LEAST = 9;
const ZOOMS = [1, 1.5, 2, 3, 4] as const;

export function Gantt({ plan, jobs }: { plan: Plan; jobs: readonly Job[] }) {
  const days = plan.doc.case.days;
  const bands = useMemo(() => bandsOf(jobs, plan.doc.crews, days), [jobs, plan]);
  const frame = useRef<HTMLDivElement>(null);
  const room = useWidth(frame);
  const [zoom, setZoom] = useState(0);
  const perDay = Math.max(LEAST, (room - NAMES - 8) / days) * (ZOOMS[zoom] ?? 1);
  const picture = { svg: () => svgOf({ plan, bands, perDay }), png: () => pngOf({ plan, bands, perDay }) };
  return (
    <div class="gantt">
      <div class="gantt-tools">
        <Legend />
        <Zoom zoom={zoom} last={ZOOMS.length - 1} onZoom={setZoom} />
      </div>
      <div class="gantt-frame" ref={frame}>
        <div class="gantt-inner" style={{ "--names": `${NAMES}fr`, "--days": `${days * perDay}fr` }}>
          <svg
            class="gantt-left"
            width={NAMES}
            height={heightOf(bands)}
            viewBox={`0 0 ${NAMES} ${heightOf(bands)}`}
            aria-hidden="true"
          >
            <Names bands={bands} width={NAMES} />
          </svg>
          <Bars plan={plan} bands={bands} perDay={perDay} />
        </div>
      </div>
      <div class="tools">
        <Exports name={t("works.gantt")} picture={picture} />
      </div>
    </div>
  );
}

function Bars({ plan, bands, perDay }: { plan: Plan; bands: ReturnType<typeof bandsOf>; perDay: number }) {
  const [stop, setStop] = useState<string | null>(null);
  const chosen = selection.value?.kind === "asset" ? selection.value.id : null;
  const ids = bands.flatMap((band) => band.bars.map((bar) => bar.job.id));
  const reached = [stop, chosen].find((one) => one !== null && ids.includes(one)) ?? ids[0];
  const [width, height] = [plan.doc.case.days * perDay, heightOf(bands)];
  const move = (event: KeyboardEvent & { currentTarget: SVGSVGElement }) => {
    const next = reached === undefined ? null : neighbour(bands, reached, event.key);
    if (next === null) return;
    event.preventDefault();
    event.currentTarget.querySelector<SVGGElement>(`[data-job="${CSS.escape(next)}"]`)?.focus();
  };
  const choose = (job: Job) => (selection.value = { kind: "asset", id: job.id });
  return (
    <svg
      class="gantt-chart"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label={t("works.gantt_help")}
      onKeyDown={move}
    >
      <Patterns />
      <Capacity plan={plan} bands={bands} perDay={perDay} />
      <Axis plan={plan} bands={bands} perDay={perDay} />
      <rect
        class="gantt-pick"
        width={width}
        height={AXIS}
        onClick={(event) => goToDay(Math.floor(event.offsetX / perDay))}
      />
      {bands.map((band) =>
        band.bars.map((bar) => (
          <JobBar
            key={bar.job.id}
            {...{ plan, bar, band, perDay }}
            isSelected={bar.job.id === chosen}
            isStop={bar.job.id === reached}
            onSelect={choose}
            onFocus={(job) => setStop(job.id)}
          />
        )),
      )}
      <DayLine perDay={perDay} height={height} />
    </svg>
  );
}

function Zoom(props: { zoom: number; last: number; onZoom: (zoom: number) => void }) {
  const { zoom, last, onZoom } = props;
  return (
    <span class="gantt-zoom" role="group" aria-label={t("works.zoom")}>
      <button type="button" aria-label={t("works.zoom_out")} disabled={zoom === 0} onClick={() => onZoom(zoom - 1)}>
        −
      </button>
      <button type="button" aria-label={t("works.zoom_in")} disabled={zoom === last} onClick={() => onZoom(zoom + 1)}>
        +
      </button>
      <button type="button" disabled={zoom === 0} onClick={() => onZoom(0)}>
        {t("works.zoom_fit")}
      </button>
    </span>
  );
}

const SIGNS = ["minor", "major", "destroyed"] as const;

function Legend() {
  return (
    <ul class="gantt-legend">
      {SIGNS.map((one) => (
        <li key={one}>
          <svg width="22" height="16" aria-hidden="true">
            <rect fill={`url(#gantt-${one})`} x="1" y="1" width="20" height="14" rx="3" />
            <rect class={`bar-outline bar-${one}-outline`} x="1" y="1" width="20" height="14" rx="3" />
          </svg>
          {t(`works.legend_${one}`)}
        </li>
      ))}
      <li>
        <svg width="24" height="16" aria-hidden="true">
          <path class="bar-body bar-placed" d="M1 8l6-7h10l6 7l-6 7h-10z" />
          <path class="bar-outline bar-placed-outline" d="M1 8l6-7h10l6 7l-6 7h-10z" />
        </svg>
        {t("works.legend_placed")}
      </li>
      <li>
        <svg width="24" height="16" aria-hidden="true">
          <rect class="gantt-there" width="24" height="11" />
          <path class="gantt-edge" d="M0 11H24" />
        </svg>
        {t("works.legend_crews")}
      </li>
    </ul>
  );
}

/** The width of an element as it is, kept up when it changes. */
function useWidth(what: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(900);
  useEffect(() => {
    const element = what.current;
    if (element === null) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return width;
}
