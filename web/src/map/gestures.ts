/** Mouse, touch, wheel and keys on one map. */
import type { MapView } from "./view";

export interface Gestures {
  hover: (x: number, y: number) => void;
  leave: () => void;
  tap: (x: number, y: number) => void;
  enter: () => void;
  escape: () => void;
}

const STEP = 60;
const ZOOM = 1.5;
/** A press that moves less than this is a tap. */
const SLIP = 5;
/** Milliseconds after the page scrolled in which the wheel goes on scrolling it. */
const SCROLLING = 300;

/** Listen on a canvas until the returned function is called. */
export function listen(canvas: HTMLCanvasElement, view: MapView, told: Gestures): () => void {
  const ending = new AbortController();
  const options = { signal: ending.signal };
  const pointers = new Pointers(canvas, view, told);
  canvas.addEventListener("pointerdown", (event) => pointers.down(event), options);
  canvas.addEventListener("pointermove", (event) => pointers.move(event), options);
  canvas.addEventListener("pointerup", (event) => pointers.up(event), options);
  canvas.addEventListener("pointercancel", (event) => pointers.cancel(event), options);
  canvas.addEventListener("pointerleave", () => told.leave(), options);
  canvas.addEventListener("dblclick", (event) => view.zoom(2, event.offsetX, event.offsetY), options);
  canvas.addEventListener("keydown", (event) => key(event, view, told), options);
  canvas.addEventListener("focus", () => view.cross(canvas.matches(":focus-visible")), options);
  canvas.addEventListener("blur", () => view.cross(false), options);
  let scrolled = -Infinity;
  addEventListener("scroll", () => (scrolled = performance.now()), { ...options, passive: true });
  canvas.addEventListener("wheel", (event) => wheel(event, view, performance.now() - scrolled < SCROLLING), {
    ...options,
    passive: false,
  });
  return () => ending.abort();
}

/** The wheel zooms, unless the page is being scrolled or there is nothing more to zoom out of. */
function wheel(event: WheelEvent, view: MapView, isScrolling: boolean): void {
  const isOut = event.deltaY > 0;
  if (!event.ctrlKey && (isScrolling || (isOut && !view.isNearer))) return;
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
  const speed = event.ctrlKey ? 0.01 : 0.0025;
  view.zoom(Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) * speed), event.offsetX, event.offsetY);
}

function key(event: KeyboardEvent, view: MapView, told: Gestures): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const act: Record<string, () => void> = {
    ArrowLeft: () => view.pan(STEP, 0),
    ArrowRight: () => view.pan(-STEP, 0),
    ArrowUp: () => view.pan(0, STEP),
    ArrowDown: () => view.pan(0, -STEP),
    "+": () => view.zoomSmoothly(ZOOM),
    "=": () => view.zoomSmoothly(ZOOM),
    "-": () => view.zoomSmoothly(1 / ZOOM),
    "0": () => view.fit(),
    Home: () => view.fit(),
    Enter: told.enter,
    " ": told.enter,
    Escape: told.escape,
  };
  const does = act[event.key];
  if (!does) return;
  event.preventDefault();
  view.cross(event.key !== "Escape");
  does();
}

/** One pointer drags, two pinch; a press that stays is a tap. */
class Pointers {
  private readonly at = new Map<number, [number, number]>();
  private start: [number, number] | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly view: MapView,
    private readonly told: Gestures,
  ) {}

  down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.at.set(event.pointerId, [event.offsetX, event.offsetY]);
    this.start = this.at.size === 1 ? [event.offsetX, event.offsetY] : null;
  }

  move(event: PointerEvent): void {
    const before = this.at.get(event.pointerId);
    const now: [number, number] = [event.offsetX, event.offsetY];
    if (!before) {
      if (event.pointerType !== "touch") this.told.hover(...now);
      return;
    }
    if (this.start && Math.hypot(now[0] - this.start[0], now[1] - this.start[1]) < SLIP) return;
    this.start = null;
    this.told.leave();
    const other = [...this.at].find(([id]) => id !== event.pointerId)?.[1];
    if (other) this.pinch(before, now, other);
    else this.view.pan(now[0] - before[0], now[1] - before[1]);
    this.at.set(event.pointerId, now);
    this.canvas.classList.toggle("dragged", true);
  }

  private pinch(before: [number, number], now: [number, number], other: [number, number]): void {
    const apart = (one: [number, number]) => Math.max(10, Math.hypot(one[0] - other[0], one[1] - other[1]));
    const middle = (one: [number, number]): [number, number] => [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
    const [was, is] = [middle(before), middle(now)];
    this.view.zoom(apart(now) / apart(before), ...was);
    this.view.pan(is[0] - was[0], is[1] - was[1]);
  }

  up(event: PointerEvent): void {
    const start = this.start;
    this.cancel(event);
    if (start) this.told.tap(event.offsetX, event.offsetY);
  }

  cancel(event: PointerEvent): void {
    this.at.delete(event.pointerId);
    this.start = null;
    this.canvas.classList.remove("dragged");
  }
}
