/** The time of all views: one slider over days and blocks, with what happens on the way and who is without what. */
import { signal } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { goTo, goToDay, step } from "../app/state";
import { date, short, number, t, code } from "../app/text";
import type { TimeEvent } from "../model/document";
import type { Plan } from "../model/plan";
import "../styles/time.css";
import { clustered, clusterWords, COLOURS, eventWords, inOrder, Sign, SIGNS } from "./events";
import { services, without } from "./people";
import { useWidth } from "./width";

const playing = signal(false);

/** Half the slider's thumb: the middle of the thumb never reaches the ends of the slider. */
const INSET = 8;

export function TimeBar({ plan }: { plan: Plan }) {
  const marked = plan.doc.events.length > 0;
  return (
    <div class="timebar" role="region" aria-label={t("time.bar")}>
      <Play plan={plan} />
      <When plan={plan} />
      <div class="track">
        {marked && <Marks plan={plan} />}
        <Slider plan={plan} />
      </div>
      <Who plan={plan} />
      {marked && <EventList plan={plan} />}
    </div>
  );
}

function Slider({ plan }: { plan: Plan }) {
  const keys = (event: KeyboardEvent) => {
    const way = event.key === "PageUp" ? 1 : event.key === "PageDown" ? -1 : 0;
    if (way === 0) return;
    event.preventDefault();
    goTo(step.value + way * plan.blocks * (event.shiftKey ? 7 : 1));
  };
  return (
    <input
      type="range"
      class="slider"
      min={0}
      max={plan.steps - 1}
      step={1}
      value={step.value}
      aria-label={t("time.slider")}
      aria-valuetext={moment(plan, step.value, "long")}
      title={t("time.keys")}
      onInput={(event) => {
        playing.value = false;
        goTo(Number(event.currentTarget.value));
      }}
      onKeyDown={keys}
    />
  );
}

/** `Tue 29 Nov 2022, evening`. */
export function moment(plan: Plan, at: number, style: "long" | "weekday" = "weekday"): string {
  const { start, blocks } = plan.doc.case;
  const when = date(start, plan.dayOf(at), style);
  const block = blocks[plan.blockOf(at)];
  return blocks.length > 1 && block ? `${when}, ${code("block", block.name)}` : when;
}

function When({ plan }: { plan: Plan }) {
  const at = step.value;
  const { start, blocks } = plan.doc.case;
  const [from, to] = plan.hours(at).map((hour) => hour - 24 * plan.dayOf(at)) as [number, number];
  const block = blocks[plan.blockOf(at)];
  return (
    <span class="when">
      <strong class="tb-wide">{date(start, plan.dayOf(at), "long")}</strong>
      <strong class="tb-narrow">{date(start, plan.dayOf(at))}</strong>
      <span class="block">
        {blocks.length > 1 && block && <span>{code("block", block.name)}</span>}
        <span class="soft tb-wide">
          {" "}
          {t("time.hours", { from: clock(from), to: clock(to), day: plan.dayOf(at) + 1, days: plan.doc.case.days })}
        </span>
      </span>
    </span>
  );
}

function clock(hour: number): string {
  const minutes = Math.round(hour * 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Who is without what at the step. Not read out while it plays. */
function Who({ plan }: { plan: Plan }) {
  return (
    <output class="who" aria-live={playing.value ? "off" : "polite"} aria-label={t("time.who")}>
      {services(plan).map((one) => {
        const people = without(plan, one, step.value);
        return (
          <span class={`figure ${one}`} key={one} title={t(`time.without_${one}`, { people: number(people) })}>
            <ServiceSign service={one} />
            <span class="unseen">{t(`time.without_${one}`, { people: number(people) })}</span>
            <span aria-hidden="true">
              <span class="label">{t(`time.no_${one}`)} </span>
              <b class="tb-wide">{short(people === null ? null : Math.round(people))}</b>
              <b class="tb-narrow">{shorter(people)}</b>
            </span>
          </span>
        );
      })}
    </output>
  );
}

/** Two digits, three from 100 thousand on: for one line on a narrow screen. */
function shorter(people: number | null): string {
  return people === null || people < 1000
    ? short(people && Math.round(people))
    : short(Number(people.toPrecision(people >= 100_000 ? 3 : 2)));
}

const SERVICE_SIGNS = {
  power: "M1-7-5 1H-1L-2 7 5-2H1Z",
  water: "M0-7C3-3 5 0 5 2.5A5 4.5 0 0 1-5 2.5C-5 0-3-3 0-7Z",
  heat: "M0-7C1-4 5-2 5 2.5A5 4.7 0 0 1-5 2.5C-5 0-3-1-3-3-1-2-1-1 0 0 1-2 1-5 0-7Z",
};

export function ServiceSign({ service }: { service: keyof typeof SERVICE_SIGNS }) {
  return (
    <svg class="event-sign" viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">
      <path d={SERVICE_SIGNS[service]} fill={`var(--${service})`} />
    </svg>
  );
}

function Play({ plan }: { plan: Plan }) {
  usePlaying(plan);
  const name = t(playing.value ? "time.pause" : "time.play");
  const toggle = () => {
    if (!playing.value && step.value >= plan.steps - 1) goTo(0);
    playing.value = !playing.value;
  };
  return (
    <button type="button" class="play" aria-label={name} title={name} onClick={toggle}>
      <svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
        <path d={playing.value ? "M-6-7H-2V7H-6ZM2-7H6V7H2Z" : "M-5-7 7 0-5 7Z"} fill="currentColor" />
      </svg>
    </button>
  );
}

/** Half a minute for all of it, within reason; whole days, slowly, for those who asked their machine for less motion. */
function usePlaying(plan: Plan): void {
  const on = playing.value;
  useEffect(() => {
    if (!on) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const pause = calm ? 1500 : Math.max(120, Math.min(700, 30_000 / plan.steps));
    const timer = setInterval(() => {
      const next = step.value + (calm ? plan.blocks : 1);
      goTo(next);
      if (next >= plan.steps - 1) playing.value = false;
    }, pause);
    return () => clearInterval(timer);
  }, [on, plan]);
}

/** Signs above the slider. For the mouse only: the list behind the button has the same for all. */
function Marks({ plan }: { plan: Plan }) {
  const holder = useRef<HTMLDivElement>(null);
  const width = useWidth(holder) - 2 * INSET;
  const last = Math.max(1, plan.steps - 1);
  const clusters = useMemo(() => clustered(plan.doc.events, last / plan.blocks, width), [plan, width]);
  return (
    <div class="marks" ref={holder} aria-hidden="true">
      {width > 0 && (
        <svg width="100%" height="14">
          {clusters.map((one) => (
            <g
              key={one.firstDay}
              class="mark"
              transform={`translate(${INSET + (width * one.at * plan.blocks) / last} 7)`}
              onClick={() => goToDay(one.firstDay)}
            >
              <title>{`${span(plan, one.firstDay, one.lastDay)}\n${clusterWords(plan, one)}`}</title>
              <rect x="-7" y="-7" width="14" height="14" fill="transparent" />
              <path d={SIGNS[one.sign]} fill={`var(${COLOURS[one.sign]})`} />
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

function span(plan: Plan, first: number, last: number): string {
  const { start } = plan.doc.case;
  return first === last ? date(start, first, "weekday") : `${date(start, first)} – ${date(start, last)}`;
}

function EventList({ plan }: { plan: Plan }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class="events" onKeyDown={(event) => event.key === "Escape" && open && close()}>
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        aria-label={t("time.events", { n: plan.doc.events.length })}
        title={t("time.events", { n: plan.doc.events.length })}
        onClick={() => setOpen(!open)}
      >
        <Sign kind="delivery" />
        <span class="tb-wide" aria-hidden="true">
          {number(plan.doc.events.length)}
        </span>
      </button>
      {open && (
        <div class="panel" role="region" aria-label={t("time.list")} tabIndex={0}>
          <div class="panel-head">
            <h2>{t("time.list")}</h2>
            <button type="button" onClick={close}>
              {t("time.close")}
            </button>
          </div>
          <ul>
            {inOrder(plan.doc.events).map((event, row) => (
              <EventRow key={row} plan={plan} event={event} />
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function EventRow({ plan, event }: { plan: Plan; event: TimeEvent }) {
  return (
    <li>
      <button type="button" class="link" onClick={() => goToDay(event.day)}>
        {date(plan.doc.case.start, event.day, "weekday")}
      </button>
      <Sign kind={event.kind} />
      <span>
        <span class="unseen">{t(`time.kind_${event.kind}`)}: </span>
        {eventWords(plan, event)}
      </span>
    </li>
  );
}
