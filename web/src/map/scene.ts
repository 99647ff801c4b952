/** The parts of the map that never change: where everything of a network stands, made once for each plan. */
import type { Network, WaterNetwork } from "../model/document";
import type { Plan } from "../model/plan";
import { unpacked } from "../model/series";
import type { FixtureSign } from "./glyphs";
import { boundsOf, projection, type Box, type Projection } from "./geometry";
import type { Rings } from "./shapes";

/** A sign on the map: a place of the case or a damaged asset, by its row in the document. */
export interface Item {
  what: "place" | "damage";
  row: number;
}

interface Scored {
  item: Item;
  score: number;
  /** Those of a place, for which of a group gives it its name. */
  people: number;
}

/** All signs at one point, on a node or amid a link. */
export interface Group {
  x: number;
  y: number;
  isAmid: boolean;
  items: Item[];
  score: number;
}

export interface Fixture {
  sign: FixtureSign;
  x: number;
  y: number;
}

export interface Zone {
  id: string;
  share: Float32Array;
}

export interface Scene {
  /** `power`, or the name of a water network. */
  id: string;
  water: WaterNetwork | null;
  x: Float64Array;
  y: Float64Array;
  from: Int32Array;
  to: Int32Array;
  /** How thick each link is drawn, 0 to 3. */
  heft: Uint8Array;
  /** Rows of links so that neighbours follow each other: what is drawn together then lies together. */
  linkOrder: Uint32Array;
  box: Box;
  /** About how far a node is from the next. */
  spacing: number;
  km: number | null;
  outline: { own: Rings; near: Rings } | null;
  hasSource: Uint8Array;
  /** Rows of the nodes that have a source. */
  sources: number[];
  groups: Group[];
  fixtures: Fixture[];
  /** Row of the damage of each link, or -1; places at each node, also the unnamed. */
  linkDamage: Int32Array;
  nodePlaces: number[][];
  zone: Int32Array | null;
  zones: Zone[];
}

const scenes = new WeakMap<Plan, Scene[]>();

/** The networks of a plan: power first, then each water network. */
export function scenesOf(plan: Plan): Scene[] {
  let found = scenes.get(plan);
  if (!found) {
    const network = plan.doc.network;
    found =
      network === null
        ? []
        : [
            ...(network.buses.id.length > 0 ? [powerScene(plan, network)] : []),
            ...network.water.map((one) => waterScene(plan, one)),
          ];
    scenes.set(plan, found);
  }
  return found;
}

interface Frame {
  projection: Projection;
  x: Float64Array;
  y: Float64Array;
}

function framed(x: number[], y: number[], isGeographic: boolean): Frame {
  const way = projection(x, y, isGeographic);
  return {
    projection: way,
    x: Float64Array.from(x, (value, row) => way.x(value, y[row] ?? 0)),
    y: Float64Array.from(y, (value, row) => way.y(x[row] ?? 0, value)),
  };
}

function powerScene(plan: Plan, network: Network): Scene {
  const { buses, branches, generators } = network;
  const frame = framed(buses.x, buses.y, network.coordinates === "geographic");
  const [from, to] = [Int32Array.from(branches.from), Int32Array.from(branches.to)];
  const hasSource = new Uint8Array(buses.id.length);
  generators.bus.forEach(
    (bus, row) => (generators.pmax_mw[row] ?? Infinity) > 0 && /* null: no limit */ (hasSource[bus] = 1),
  );
  const linkDamage = Int32Array.from(branches.asset, (asset) => plan.damageRow.get(asset) ?? -1);
  const nodePlaces: number[][] = buses.id.map(() => []);
  plan.doc.places.forEach((place, row) => place.bus !== null && nodePlaces[place.bus]?.push(row));
  const seats = new Seats(frame, from, to);
  for (const { place, row } of plan.named()) {
    if (place.bus !== null) seats.atNode(place.bus, { what: "place", row }, place.people * place.weight, place.people);
  }
  plan.doc.damage.forEach((one, row) => {
    if (one.sector !== "power" || one.row === null) return;
    const item: Item = { what: "damage", row };
    const node = one.table === "buses" ? one.row : one.table === "generators" ? generators.bus[one.row] : undefined;
    if (one.table === "branches") seats.amidLink(one.row, item, 10_000 + 100 * (branches.kv[one.row] ?? 0));
    else if (node !== undefined) seats.atNode(node, item, 10_000 + 100 * (buses.kv[node] ?? 0));
  });
  return {
    ...common(frame, from, to),
    id: "power",
    water: null,
    heft: Uint8Array.from(branches.kv, (kv) => (kv >= 300 ? 3 : kv >= 200 ? 2 : kv >= 60 ? 1 : 0)),
    km: frame.projection.km,
    outline: network.outline && {
      own: rings(network.outline.own, frame.projection),
      near: rings(network.outline.near, frame.projection),
    },
    hasSource,
    sources: rowsWhere(hasSource),
    groups: seats.groups(),
    fixtures: [],
    linkDamage,
    nodePlaces,
    zone: null,
    zones: [],
  };
}

function waterScene(plan: Plan, water: WaterNetwork): Scene {
  const frame = framed(water.nodes.x, water.nodes.y, false);
  const [from, to] = [Int32Array.from(water.links.from), Int32Array.from(water.links.to)];
  const rowOf = new Map(water.nodes.id.map((id, row) => [id, row]));
  const index = plan.doc.network?.water.indexOf(water) ?? -1;
  const nodePlaces: number[][] = water.nodes.id.map(() => []);
  const seats = new Seats(frame, from, to);
  plan.doc.places.forEach((place, row) => {
    const node = place.water === index && place.water_node_id !== null ? rowOf.get(place.water_node_id) : undefined;
    if (node === undefined) return;
    nodePlaces[node]?.push(row);
    if (place.kind !== "junction" && place.kind !== "load")
      seats.atNode(node, { what: "place", row }, place.people * place.weight, place.people);
  });
  plan.doc.damage.forEach((one, row) => {
    if (one.sector !== "water" || one.network !== water.name || one.row === null) return;
    if (one.table === "links") seats.amidLink(one.row, { what: "damage", row }, 10_000);
    else if (one.table === "nodes") seats.atNode(one.row, { what: "damage", row }, 10_000);
  });
  return {
    ...common(frame, from, to),
    id: water.name,
    water,
    heft: Uint8Array.from(water.links.kind, (kind) => (kind === "pipe" ? 1 : 2)),
    km: null,
    outline: null,
    // What feeds a water network has a sign of its own.
    hasSource: new Uint8Array(water.nodes.id.length),
    sources: [],
    groups: seats.groups(),
    fixtures: fixtures(water, frame),
    linkDamage: Int32Array.from(water.links.asset, (asset) => plan.damageRow.get(asset) ?? -1),
    nodePlaces,
    zone: Int32Array.from(water.zone),
    zones: water.zones.map(({ id, share }) => ({ id, share: unpacked(share, plan.steps) })),
  };
}

function common(
  { x, y }: Frame,
  from: Int32Array,
  to: Int32Array,
): Pick<Scene, "x" | "y" | "from" | "to" | "linkOrder" | "box" | "spacing"> {
  const box = boundsOf(x, y);
  const area = Math.max(box[2] - box[0], 0.05) * Math.max(box[3] - box[1], 0.05);
  return { x, y, from, to, linkOrder: ordered(x, y, from, to), box, spacing: Math.sqrt(area / Math.max(1, x.length)) };
}

function rowsWhere(flags: Uint8Array): number[] {
  return Array.from(flags, (_, row) => row).filter((row) => flags[row] === 1);
}

const PER_CELL = 128;

function ordered(x: Float64Array, y: Float64Array, from: Int32Array, to: Int32Array): Uint32Array {
  const side = Math.max(1, Math.round(Math.sqrt(from.length / PER_CELL)));
  const cell = Float64Array.from(from, (a, row) => {
    const b = to[row] ?? 0;
    const [column, line] = [((x[a] ?? 0) + (x[b] ?? 0)) / 2 + 0.5, ((y[a] ?? 0) + (y[b] ?? 0)) / 2 + 0.5];
    return Math.floor(line * side) * side + Math.floor(column * side);
  });
  return Uint32Array.from(from, (_, row) => row).sort((a, b) => (cell[a] ?? 0) - (cell[b] ?? 0) || a - b);
}

function rings(given: number[][], way: Projection): Rings {
  return {
    rings: given.map((ring) => {
      const at = new Float64Array(ring.length);
      for (let item = 0; item + 1 < ring.length; item += 2) {
        const [x, y] = [ring[item] ?? 0, ring[item + 1] ?? 0];
        at[item] = way.x(x, y);
        at[item + 1] = way.y(x, y);
      }
      return at;
    }),
  };
}

function fixtures(water: WaterNetwork, { x, y }: Frame): Fixture[] {
  const found: Fixture[] = [];
  water.links.kind.forEach((kind, row) => {
    const [a, b] = [water.links.from[row] ?? 0, water.links.to[row] ?? 0];
    if (kind !== "pipe")
      found.push({ sign: kind, x: ((x[a] ?? 0) + (x[b] ?? 0)) / 2, y: ((y[a] ?? 0) + (y[b] ?? 0)) / 2 });
  });
  water.nodes.kind.forEach((kind, row) => {
    if (kind !== "junction") found.push({ sign: kind, x: x[row] ?? 0, y: y[row] ?? 0 });
  });
  return found;
}

/** Gathers signs by the point at which they are. */
class Seats {
  private readonly found = new Map<string, Group & { scored: Scored[] }>();

  constructor(
    private readonly frame: Frame,
    private readonly from: Int32Array,
    private readonly to: Int32Array,
  ) {}

  atNode(node: number, item: Item, score: number, people = 0): void {
    this.put(`n${node}`, this.frame.x[node] ?? 0, this.frame.y[node] ?? 0, false, { item, score, people });
  }

  amidLink(link: number, item: Item, score: number): void {
    const [a, b] = [this.from[link] ?? 0, this.to[link] ?? 0];
    const [x, y] = [
      ((this.frame.x[a] ?? 0) + (this.frame.x[b] ?? 0)) / 2,
      ((this.frame.y[a] ?? 0) + (this.frame.y[b] ?? 0)) / 2,
    ];
    // Parallel lines have the same ends: their signs make one group.
    this.put(`l${Math.min(a, b)}-${Math.max(a, b)}`, x, y, true, { item, score, people: 0 });
  }

  private put(key: string, x: number, y: number, isAmid: boolean, one: Scored): void {
    const group = this.found.get(key) ?? { x, y, isAmid, items: [], score: 0, scored: [] };
    group.scored.push(one);
    group.score = Math.max(group.score, one.score);
    this.found.set(key, group);
  }

  /** The most important first; of each, the largest place first, so that a town names what is in it. */
  groups(): Group[] {
    return [...this.found.values()]
      .sort((a, b) => b.score - a.score)
      .map(({ scored, ...group }) => ({
        ...group,
        items: scored.sort((a, b) => b.people - a.people).map(({ item }) => item),
      }));
  }
}
