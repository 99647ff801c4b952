/** One network on the page: its canvas, its buttons, what the pointer is on, and its scale. */
import { effect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { selection, service, shown, step } from "../app/state";
import { language, number, t } from "../app/text";
import { colourChange } from "../parts/colour-change";
import { printing } from "../parts/printing";
import type { Plan } from "../model/plan";
import { scaleBar } from "./camera";
import { listen } from "./gestures";
import { itemSelection, linkSelection, locate, nodeSelection } from "./locate";
import { pictureWords, tip, type Tip } from "./say";
import { boundsOf } from "./geometry";
import type { Item, Scene } from "./scene";
import { MapView, type Target } from "./view";

export interface PaneProps {
  plan: Plan;
  scene: Scene;
  index: number;
  title: string | null;
  isSmall: boolean;
  /** Says that the view is there (or, with null, gone). */
  onView: (index: number, view: MapView | null) => void;
  onMembers: (items: readonly Item[] | null) => void;
}

interface Pointed extends Tip {
  x: number;
  y: number;
  isRight: boolean;
}

export function Pane(props: PaneProps) {
  const { plan, scene, index, title } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const view = useRef<MapView | null>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useEffect(() => {
    if (!canvas.current) return;
    const made = new MapView(canvas.current, plan, scene, index);
    view.current = made;
    made.onDrawn = () => bar.current && scaled(bar.current, made);
    props.onView(index, made);
    const stop = [follow(canvas.current, made, plan, index), pointing(canvas.current, made, props, setPointed)];
    return () => {
      for (const one of stop) one();
      made.dispose();
      props.onView(index, null);
    };
  }, [plan, scene]);
  return (
    <figure class={props.isSmall ? "map-pane small" : "map-pane"}>
      {title !== null && <figcaption>{title}</figcaption>}
      <div class="map-frame">
        <canvas ref={canvas} role="img" tabIndex={0} aria-label={title ?? t("map.title")} />
        <div class="map-buttons" role="group" aria-label={t("map.zoom")}>
          <Button sign="+" name={t("map.nearer")} act={() => view.current?.zoomSmoothly(1.6)} />
          <Button sign="−" name={t("map.farther")} act={() => view.current?.zoomSmoothly(1 / 1.6)} />
          <Button sign="⤢" name={t("map.fit")} act={() => view.current?.fit()} />
        </div>
        {scene.km !== null && <div class="map-scale" ref={bar} aria-hidden="true" />}
        {pointed && (
          <div
            class={pointed.isRight ? "map-tip right" : "map-tip"}
            style={{ left: `${pointed.x}px`, top: `${pointed.y}px` }}
          >
            <strong>{pointed.title}</strong>
            {pointed.lines.map((line) => (
              <span key={line}>{line}</span>
            ))}
          </div>
        )}
      </div>
    </figure>
  );
}

function Button({ sign, name, act }: { sign: string; name: string; act: () => void }) {
  return (
    <button type="button" onClick={act} aria-label={name} title={name}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}

function scaled(bar: HTMLElement, { scene, camera }: MapView): void {
  const { km, pixels } = scaleBar(camera, scene.km ?? 1, 110);
  const width = `${Math.round(pixels)}px`;
  const text = t("map.km", { km: number(km, 2) });
  if (bar.style.width !== width) bar.style.width = width;
  if (bar.textContent !== text) bar.textContent = text;
}

/** What was shown last: opening the page again does not scroll to it once more. */
let shownLast = 0;

/** Draw anew whenever something that is shown changes. */
function follow(canvas: HTMLCanvasElement, view: MapView, plan: Plan, index: number): () => void {
  const frame = canvas.parentElement ?? canvas;
  const sizes = new ResizeObserver(() => !printing.value && view.resize(frame.clientWidth, frame.clientHeight));
  sizes.observe(frame);
  view.resize(frame.clientWidth, frame.clientHeight);
  let last = shown.value;
  const stops = [
    effect(() => {
      view.show({ step: step.value, service: service.value, selection: selection.value });
    }),
    effect(() => {
      void colourChange.value;
      view.redraw();
    }),
    effect(() => {
      const moment = {
        step: step.value,
        service: view.scene.water === null ? service.value : ("water" as const),
        selection: selection.value,
      };
      void language.value;
      view.states.move(moment.step);
      canvas.setAttribute("aria-label", `${pictureWords(plan, view.scene, view.states, moment)} ${t("map.keys")}`);
    }),
    effect(() => {
      if (shown.value === last) return;
      last = shown.value;
      goTo(view, plan, index, canvas);
    }),
  ];
  // Opened from another view: what is selected there is shown.
  if (selection.peek()) goTo(view, plan, index, shown.peek() === shownLast ? null : canvas);
  return () => {
    sizes.disconnect();
    for (const stop of stops) stop();
  };
}

/** `canvas`: to be scrolled into view where it is out of it. */
function goTo(view: MapView, plan: Plan, index: number, canvas: HTMLCanvasElement | null): void {
  const { spots } = locate(plan, selection.peek());
  const spot = spots.find((one) => one.scene === index);
  if (!spot) return;
  if (spots[0] === spot) {
    shownLast = shown.peek();
    canvas?.scrollIntoView({ block: "nearest" });
  }
  view.show({ step: step.peek(), service: service.peek(), selection: selection.peek() });
  view.goTo(spot);
}

function pointing(
  canvas: HTMLCanvasElement,
  view: MapView,
  props: PaneProps,
  setPointed: (now: Pointed | null) => void,
): () => void {
  const { plan, scene } = props;
  let before = "";
  const act = (target: Target | null) => {
    setPointed(null);
    props.onMembers(null);
    if (target === null) selection.value = null;
    else if (target.kind === "sign" && target.sign.isBubble) open(view, props, target.sign.items);
    else
      selection.value =
        target.kind === "sign"
          ? target.sign.items[0]
            ? itemSelection(plan, target.sign.items[0])
            : null
          : target.kind === "node"
            ? nodeSelection(scene, target.row)
            : linkSelection(plan, scene, target.row);
  };
  const hover = (x: number, y: number) => {
    const target = view.at(x, y);
    canvas.classList.toggle("pointing", target !== null);
    const moment = {
      step: step.peek(),
      service: view.service({ step: 0, service: service.peek(), selection: null }),
      selection: selection.peek(),
    };
    const now = target && { ...tip(plan, scene, view.states, target, moment), x, y, isRight: x > view.size.width / 2 };
    const said = now ? `${now.title}${now.lines.join()}${Math.round(x / 4)}${Math.round(y / 4)}` : "";
    if (said !== before) setPointed(now);
    before = said;
  };
  const clear = () => {
    props.onMembers(null);
    selection.value = null;
  };
  return listen(canvas, view, {
    hover,
    leave: () => {
      before = "";
      setPointed(null);
    },
    tap: (x, y) => act(view.at(x, y)),
    enter: () => act(view.middle()),
    escape: clear,
  });
}

/** A bubble opens by coming nearer; where its signs stand at one point, or nearer is not possible, they are listed. */
function open(view: MapView, props: PaneProps, items: readonly Item[]): void {
  const groups = view.scene.groups.filter((group) =>
    group.items.some((item) => items.some((one) => one.what === item.what && one.row === item.row)),
  );
  const box = boundsOf(
    groups.map((group) => group.x),
    groups.map((group) => group.y),
  );
  const isSpread = Math.max(box[2] - box[0], box[3] - box[1]) > 0;
  if (isSpread && view.camera.scale < view.limits.most * 0.99) view.zoomTo(box);
  selection.value = null;
  props.onMembers(items);
}
