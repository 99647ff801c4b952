/** One network on one canvas: holds its camera, draws when something changed, and says what is under the pointer. */
import { assetName } from "../app/names";
import type { Selection } from "../app/state";
import type { Plan, Service } from "../model/plan";
import {
  between,
  fitted,
  held,
  panned,
  screenX,
  screenY,
  worldX,
  worldY,
  zoomed,
  type Camera,
  type Limits,
  type Size,
} from "./camera";
import { frameOf, same, type Frame, type Look } from "./frame";
import type { Box } from "./geometry";
import { CROSSHAIR } from "./glyphs";
import { HitIndex } from "./hit";
import { Kept } from "./kept";
import { Layers } from "./layers";
import { locate, type Spot } from "./locate";
import { paint } from "./paint-canvas";
import { screenPalette, type Palette } from "./palette";
import type { Item, Scene } from "./scene";
import { FONT, type Shape } from "./shapes";
import type { Sign } from "./signs";
import { damageState, States } from "./states";

export type Target = { kind: "sign"; sign: Sign } | { kind: "node"; row: number } | { kind: "link"; row: number };

/** What the map shows, all at once. */
export interface Moment {
  step: number;
  service: Service;
  selection: Selection | null;
}

const EDGE = 34;
const REACH = 9;
/** How many times as near as the whole network a group of things is shown. */
const NEAR = 8;
const WIDE = 600;
const GLIDE_MS = 260;
const MOST_RATIO = 2;

export class MapView {
  readonly states: States;
  camera: Camera = { x: 0, y: 0, scale: 100 };
  size: Size = { width: 0, height: 0 };
  limits: Limits;
  private readonly layers: Layers;
  private readonly hit: HitIndex;
  private readonly widths = new Map<string, number>();
  private moment: Moment = { step: 0, service: "power", selection: null };
  private frame: Frame = { ground: [], dots: [], shapes: [], signs: [] };
  private asked = 0;
  private glide = 0;
  private isFitted = true;
  private hasCross = false;
  private readonly lines = new Kept();
  private readonly ground = new Kept();
  /** Told after each picture. */
  onDrawn: () => void = () => undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly plan: Plan,
    readonly scene: Scene,
    private readonly index: number,
  ) {
    this.states = new States(plan, scene);
    this.layers = new Layers(scene, this.states);
    this.hit = new HitIndex(scene);
    this.limits = { box: scene.box, least: 1, most: 1 };
  }

  resize(width: number, height: number): void {
    if (width <= 0 || height <= 0 || (width === this.size.width && height === this.size.height)) return;
    this.size = { width, height };
    const whole = fitted(this.scene.box, this.size, EDGE);
    // As near as that neighbours are a hand apart, and near enough to part clusters.
    this.limits = {
      box: this.scene.box,
      least: whole.scale * 0.9,
      most: Math.max(whole.scale * 12, 400 / this.scene.spacing),
    };
    this.camera = this.isFitted ? whole : held(this.camera, this.limits);
    this.draw();
  }

  show(moment: Moment): void {
    this.moment = moment;
    this.redraw();
  }

  redraw(): void {
    if (this.asked === 0) this.asked = requestAnimationFrame(() => this.draw());
  }

  dispose(): void {
    cancelAnimationFrame(this.asked);
    cancelAnimationFrame(this.glide);
  }

  // ---- moving

  fit(): void {
    this.moveTo(fitted(this.scene.box, this.size, EDGE));
    this.isFitted = true;
  }

  get isNearer(): boolean {
    return this.camera.scale > fitted(this.scene.box, this.size, EDGE).scale * 1.05;
  }

  zoom(factor: number, x = this.size.width / 2, y = this.size.height / 2): void {
    this.set(zoomed(this.camera, this.size, this.limits, factor, x, y));
  }

  zoomSmoothly(factor: number): void {
    this.moveTo(zoomed(this.camera, this.size, this.limits, factor, this.size.width / 2, this.size.height / 2));
  }

  pan(dx: number, dy: number): void {
    this.set(panned(this.camera, this.limits, dx, dy));
  }

  private set(camera: Camera): void {
    cancelAnimationFrame(this.glide);
    this.camera = camera;
    this.isFitted = false;
    this.redraw();
  }

  /** Glide to a camera, or jump for those who want less movement. */
  moveTo(target: Camera): void {
    cancelAnimationFrame(this.glide);
    this.isFitted = false;
    const from = this.camera;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || this.size.width === 0) {
      this.camera = target;
      this.redraw();
      return;
    }
    const begin = performance.now();
    const move = () => {
      const along = Math.min(1, (performance.now() - begin) / GLIDE_MS);
      this.camera = along === 1 ? target : between(from, target, along * (2 - along));
      this.draw();
      if (along < 1) this.glide = requestAnimationFrame(move);
    };
    this.glide = requestAnimationFrame(move);
  }

  /** Bring a box of the world into view, no nearer than `most` times as near as the whole network. */
  zoomTo(box: Box, most = Infinity): void {
    this.moveTo(this.on(box, most));
  }

  private on(box: Box, most: number): Camera {
    const whole = fitted(this.scene.box, this.size, EDGE);
    const target = fitted(box, this.size, 90, Infinity);
    return held(
      { ...target, scale: Math.max(whole.scale, Math.min(this.limits.most, whole.scale * most, target.scale)) },
      this.limits,
    );
  }

  /** Bring what is selected into view, so near that its sign stands alone where it can. */
  goTo({ nodes, links }: Spot): void {
    const box = this.boxOf(nodes, links);
    if (nodes.length + links.length > 1) return this.moveTo(this.besideDetails(this.on(box, NEAR)));
    let camera = this.camera;
    for (let most = 3; most < 100; most *= 1.6) {
      camera = this.on(box, most);
      const look = { ...this.look(), camera };
      const sign = look.chosen && frameOf(look).signs.find((one) => one.items.some((item) => same(item, look.chosen)));
      if (!sign?.isBubble || camera.scale >= this.limits.most) break;
    }
    this.moveTo(this.besideDetails(camera));
  }

  /** On wide maps the details lie on the left: what is selected stands a little right of the middle. */
  private besideDetails(camera: Camera): Camera {
    return this.size.width < WIDE ? camera : { ...camera, x: camera.x - (this.size.width * 0.12) / camera.scale };
  }

  // ---- drawing

  /** The picture as it is now, for painting elsewhere. */
  look(): Look {
    const { plan, moment } = this;
    const day = plan.dayOf(moment.step);
    const service = this.service(moment);
    this.states.move(moment.step);
    const found = locate(plan, moment.selection);
    const spot = found.spots.find((one) => one.scene === this.index);
    const chosen: Item | null =
      found.place !== null
        ? { what: "place", row: found.place }
        : found.damage !== null
          ? { what: "damage", row: found.damage }
          : null;
    return {
      scene: this.scene,
      layers: this.layers,
      camera: this.camera,
      size: this.size,
      now: {
        share: (row) => plan.share(service, row, moment.step),
        damage: (row) => damageState(plan, row, day),
        kind: (row) => plan.doc.places[row]?.kind ?? "",
      },
      isMain: this.scene.water !== null || service === "power",
      nodes: spot?.nodes ?? [],
      links: spot?.links ?? [],
      chosen: spot ? chosen : null,
      name: (item) => itemName(plan, item),
      nodeName: (row) => nodeName(plan, this.scene, row),
      measure: (text, isBold) => this.measure(text, isBold),
    };
  }

  /** Water networks always show water. */
  service(moment: Moment): Service {
    return this.scene.water === null ? moment.service : "water";
  }

  /** All shapes of the picture as it is now, for painting it elsewhere. */
  shapes(): Shape[] {
    this.frame = frameOf(this.look());
    return [...this.frame.ground, ...this.frame.dots, ...this.frame.shapes];
  }

  draw(): void {
    this.asked = 0;
    const context = this.canvas.getContext("2d");
    if (!context || this.size.width === 0) return;
    const ratio = Math.min(MOST_RATIO, devicePixelRatio || 1);
    const [width, height] = [Math.round(this.size.width * ratio), Math.round(this.size.height * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height)
      [this.canvas.width, this.canvas.height] = [width, height];
    const palette = screenPalette();
    const look = this.look();
    this.frame = frameOf(look);
    const { shapes } = this.frame;
    this.drawGround(context, this.frame, [look.isMain, ...look.links].join(), palette, ratio);
    if (this.hasCross)
      shapes.push({
        kind: "sign",
        d: CROSSHAIR,
        x: this.size.width / 2,
        y: this.size.height / 2,
        scale: 1,
        fill: null,
        edge: "accent",
        width: 2,
      });
    paint(context, shapes, this.camera, this.size, palette, ratio);
    // While all of the network is in view a finger that moves up or down scrolls the page.
    this.canvas.classList.toggle("nearer", this.isNearer);
    this.onDrawn();
  }

  /** Lines, and lines with their nodes, are painted anew only when they move or change, and copied else. `more`: what else they tell. */
  private drawGround(
    context: CanvasRenderingContext2D,
    frame: Frame,
    more: string,
    palette: Palette,
    ratio: number,
  ): void {
    const { width, height } = this.canvas;
    const { camera, states } = this;
    const state = [camera.x, camera.y, camera.scale, states.linksVersion, more, ...Object.values(palette)].join();
    this.lines.paint(state, width, height, (ground) => {
      ground.fillStyle = this.scene.outline ? palette.sea : palette.card;
      ground.fillRect(0, 0, width, height);
      paint(ground, frame.ground, camera, this.size, palette, ratio);
    });
    this.ground.paint(`${state},${states.nodesVersion}`, width, height, (ground) => {
      ground.drawImage(this.lines.canvas, 0, 0);
      paint(ground, frame.dots, camera, this.size, palette, ratio);
    });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.ground.canvas, 0, 0);
  }

  /** A cross in the middle for those who move by keyboard: Enter selects what is there. */
  cross(isThere: boolean): void {
    this.hasCross = isThere;
    this.redraw();
  }

  private measure(text: string, isBold: boolean): number {
    const key = isBold ? `*${text}` : text;
    let width = this.widths.get(key);
    if (width === undefined) {
      const context = this.canvas.getContext("2d");
      if (!context) return 7 * text.length;
      context.font = `${isBold ? 600 : 400} 12px ${FONT}`;
      width = context.measureText(text).width;
      this.widths.set(key, width);
    }
    return width;
  }

  // ---- pointing

  at(x: number, y: number, reach = REACH): Target | null {
    const { signs } = this.frame;
    for (let at = signs.length - 1; at >= 0; at--) {
      const sign = signs[at];
      if (sign && Math.abs(sign.x - x) <= sign.halfWidth && Math.abs(sign.y - y) <= sign.halfHeight)
        return { kind: "sign", sign };
    }
    const [worldAtX, worldAtY, worldReach] = [
      worldX(this.camera, this.size, x),
      worldY(this.camera, this.size, y),
      reach / this.camera.scale,
    ];
    const node = this.hit.nodeAt(worldAtX, worldAtY, worldReach);
    if (node >= 0) return { kind: "node", row: node };
    const link = this.hit.linkAt(worldAtX, worldAtY, worldReach * 0.7);
    return link >= 0 ? { kind: "link", row: link } : null;
  }

  /** What is nearest to the middle of the screen, for the keyboard. */
  middle(): Target | null {
    const [x, y] = [this.size.width / 2, this.size.height / 2];
    const far = (sign: Sign) => Math.hypot(sign.x - x, sign.y - y);
    const nearest = this.frame.signs.reduce<Sign | null>(
      (best, sign) => (best === null || far(sign) < far(best) ? sign : best),
      null,
    );
    return this.at(x, y, REACH) ?? (nearest && far(nearest) < 80 ? { kind: "sign", sign: nearest } : this.at(x, y, 60));
  }

  /** The box of the world around points of what is selected. */
  boxOf(nodes: readonly number[], links: readonly number[]): Box {
    const { x, y, from, to } = this.scene;
    const rows = [...nodes, ...links.flatMap((row) => [from[row] ?? 0, to[row] ?? 0])];
    const [xs, ys] = [rows.map((row) => x[row] ?? 0), rows.map((row) => y[row] ?? 0)];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  }

  screen(x: number, y: number): [number, number] {
    return [screenX(this.camera, this.size, x), screenY(this.camera, this.size, y)];
  }
}

export function itemName(plan: Plan, item: Item): string {
  return item.what === "place"
    ? (plan.doc.places[item.row]?.name ?? "")
    : assetName(plan, plan.doc.damage[item.row]?.asset_id ?? "");
}

/** A bus or a node by its own name where it has one, else by its id. */
export function nodeName(plan: Plan, scene: Scene, row: number): string {
  if (scene.water !== null) return scene.water.nodes.id[row] ?? "";
  const buses = plan.doc.network?.buses;
  return buses?.name[row] ?? buses?.id[row] ?? "";
}
