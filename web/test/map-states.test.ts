/** What the map says holds at a step, on a small plan that is checked by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { frameOf, type Look } from "../src/map/frame";
import { Layers } from "../src/map/layers";
import { locate } from "../src/map/locate";
import { svgFile, svgOf } from "../src/map/paint-svg";
import type { Palette } from "../src/map/palette";
import { outlook } from "../src/map/say";
import { scenesOf } from "../src/map/scene";
import { BACK, DARK, damageState, levelOf, LIT, NONE, OUT, PARTLY, REPAIR, States } from "../src/map/states";
import type { Damage, Place, SvitloDocument } from "../src/model/document";
import { Plan } from "../src/model/plan";

function place(id: string, bus: number | null, power: Place["power_share"], more: Partial<Place> = {}): Place {
  return {
    place_id: id,
    name: id.toUpperCase(),
    kind: "households",
    people: 100,
    weight: 1,
    bus,
    water: null,
    water_node_id: null,
    power_share: power,
    water_share: null,
    heat: null,
    ...more,
  };
}

function damage(
  id: string,
  table: Damage["table"],
  row: number,
  days: [number, number | null, number | null],
  more: Partial<Damage> = {},
): Damage {
  const [reported_day, start_day, service_day] = days;
  return {
    asset_id: id,
    sector: "power",
    kind: "line",
    id,
    network: null,
    severity: "major",
    reported_day,
    source: null,
    note: null,
    table,
    row,
    start_day,
    service_day,
    capacity_share: 1,
    ...more,
  };
}

/** Four buses in a row, the last dark until day 2; a line damaged on day 1, worked on from 2, back on 3; a water network of three nodes. */
const DOC = {
  format: "svitlo-view",
  version: 1,
  is_public: false,
  case: {
    name: "Four <buses>",
    sha256: "",
    start: "2026-01-01",
    days: 4,
    blocks: [
      { name: "night", hours: 12 },
      { name: "day", hours: 12 },
    ],
    has_water: true,
    has_cold: false,
    version: 2,
  },
  places: [
    place("a", 0, 1),
    place("b", 2, [0, 0.5, 2, 1, 4, 0, 6, 1]),
    place("c", 3, [0, 0, 4, 1]),
    place("bus/1", 1, [0, 1, 3, 0.25, 4, 1], { kind: "load" }),
    place("w", null, null, { water: 0, water_node_id: "n2", water_share: [0, 0, 2, 1] }),
  ],
  damage: [
    damage("power/line/2", "branches", 1, [1, 2, 3]),
    damage("power/bus/3", "buses", 3, [0, 1, 2], { kind: "bus" }),
    damage("water/town/pipe/p", "links", 0, [0, null, null], { sector: "water", network: "town" }),
  ],
  works: [
    {
      at: "place:b",
      is_install: true,
      equipment_id: "set",
      quantity: 1,
      crew_kind: "line",
      start_day: 0,
      service_day: 1,
      uses: [{ equipment_id: "set", quantity: 1, origin: "pledge:p", pledge_id: "p", arrival_day: 0 }],
    },
  ],
  equipment: [],
  network: {
    coordinates: "file",
    buses: {
      id: ["0", "1", "2", "3"],
      name: [null, "Mill & Co", null, null],
      x: [0, 1, 2, 3],
      y: [0, 0, 1, 0],
      kv: [110, 110, 110, 330],
    },
    branches: {
      asset: ["power/line/1", "power/line/2", "power/line/3"],
      from: [0, 1, 2],
      to: [1, 2, 3],
      kv: [110, 110, 330],
    },
    generators: { asset: ["power/gen/1"], bus: [0], pmax_mw: [50] },
    dark: { first: [3], changes: [{ day: 2, dark: [], lit: [3] }] },
    outline: null,
    water: [
      {
        name: "town",
        nodes: { id: ["n0", "n1", "n2"], kind: ["reservoir", "junction", "junction"], x: [0, 1, 2], y: [0, 0, 0] },
        links: { asset: ["water/town/pipe/p", "water/town/pump/q"], kind: ["pipe", "pump"], from: [0, 1], to: [1, 2] },
        zone: [-1, 0, 1],
        zones: [
          { id: "zone/1", share: 1 },
          { id: "zone/2", share: [0, 0, 2, 0.5, 4, null] },
        ],
      },
    ],
  },
} as unknown as SvitloDocument;

const plan = new Plan(DOC);
const [power, water] = scenesOf(plan);
assert.ok(power && water);

test("shares have four levels, and not asked is none of the others", () => {
  assert.deepEqual([NaN, 1, 0.9995, 0.998, 0.001, 0.0005, 0].map(levelOf), [
    NONE,
    LIT,
    LIT,
    PARTLY,
    PARTLY,
    DARK,
    DARK,
  ]);
});

test("buses: dark by the document, partly where any user lacks, also those that no place names", () => {
  const states = new States(plan, power);
  const at = (step: number) => {
    states.move(step);
    return [...states.nodes];
  };
  assert.deepEqual(at(0), [LIT, LIT, PARTLY, DARK]);
  assert.deepEqual(at(3), [LIT, PARTLY, LIT, DARK]);
  assert.deepEqual(at(4), [LIT, LIT, PARTLY, LIT]); // energised, but all of its users shed
  assert.deepEqual(at(6), [LIT, LIT, LIT, LIT]);
  assert.deepEqual(at(0), [LIT, LIT, PARTLY, DARK]); // and back
});

test("lines: by their ends, and by their own damage from its report until it is back", () => {
  const states = new States(plan, power);
  const at = (day: number) => {
    states.move(2 * day);
    return [...states.links];
  };
  assert.deepEqual([0, 1, 2, 3].map(at), [
    [LIT, LIT, DARK],
    [LIT, OUT, DARK],
    [LIT, REPAIR, LIT],
    [LIT, BACK, LIT],
  ]);
  assert.deepEqual(
    [0, 1, 2, 3].map((day) => damageState(plan, 0, day)),
    ["whole", "out", "repair", "back"],
  );
  assert.deepEqual(
    [0, 3].map((day) => damageState(plan, 2, day)),
    ["out", "out"],
  );
});

test("nothing is made anew while nothing changes", () => {
  const states = new States(plan, power);
  const layers = new Layers(power, states);
  states.move(6);
  const [lines, dots] = [layers.lines(), layers.dots()];
  states.move(7);
  assert.equal(layers.lines(), lines);
  assert.equal(layers.dots(), dots);
  states.move(4);
  assert.notEqual(layers.lines(), lines);
});

test("water: nodes by their zone, none where nothing is drawn; a pipe is as bad as its worse end", () => {
  const states = new States(plan, water);
  states.move(0);
  assert.deepEqual(
    [[...states.nodes], [...states.links]],
    [
      [NONE, LIT, DARK],
      [OUT, DARK],
    ],
  );
  states.move(2);
  assert.deepEqual(
    [[...states.nodes], [...states.links]],
    [
      [NONE, LIT, PARTLY],
      [OUT, PARTLY],
    ],
  );
  states.move(4);
  assert.deepEqual([...states.nodes], [NONE, LIT, NONE]);
});

test("what is selected is found wherever it is", () => {
  const spots = (kind: "place" | "asset" | "bus" | "branch" | "pledge", id: string) => locate(plan, { kind, id }).spots;
  assert.deepEqual(spots("place", "b"), [{ scene: 0, nodes: [2], links: [] }]);
  assert.deepEqual(spots("place", "w"), [{ scene: 1, nodes: [2], links: [] }]);
  assert.deepEqual(spots("asset", "power/line/2"), [{ scene: 0, nodes: [], links: [1] }]);
  assert.deepEqual(spots("asset", "power/gen/1"), [{ scene: 0, nodes: [0], links: [] }]);
  assert.deepEqual(spots("asset", "power/bus/3"), [{ scene: 0, nodes: [3], links: [] }]);
  assert.deepEqual(spots("asset", "pump:town/q"), [{ scene: 1, nodes: [], links: [1] }]);
  assert.deepEqual(spots("asset", "place:c"), [{ scene: 0, nodes: [3], links: [] }]);
  assert.deepEqual(spots("asset", "install/place:c/set/1"), [{ scene: 0, nodes: [3], links: [] }]);
  assert.deepEqual(spots("asset", "install/pump:town/q/set/2"), [{ scene: 1, nodes: [], links: [1] }]);
  assert.deepEqual(spots("branch", "1"), [{ scene: 0, nodes: [], links: [1] }]);
  assert.deepEqual(spots("pledge", "p"), [{ scene: 0, nodes: [2], links: [] }]);
  assert.deepEqual([spots("bus", "99"), spots("place", "no"), spots("asset", "power/line/99")], [[], [], []]);
  assert.equal(locate(plan, { kind: "asset", id: "power/line/2" }).damage, 0);
});

test("when a place is served, and whether for good", () => {
  const at = (row: number, step: number) => {
    const { turn, forGood } = outlook(plan, "power", row, step);
    return [turn, forGood];
  };
  assert.deepEqual(at(0, 0), [null, 0]); // always
  assert.deepEqual(at(1, 0), [2, 6]); // in full from step 2, cut again at 4, for good from 6
  assert.deepEqual(at(1, 2), [4, 6]); // now in full, until step 4
  assert.deepEqual(at(2, 1), [4, 4]);
  assert.deepEqual(at(3, 3), [4, 4]);
  const never = outlook(plan, "water", 0, 0);
  assert.ok(Number.isNaN(never.share) && never.turn === null && never.forGood === null);
});

test("the picture holds signs, names and, as SVG, nothing that is not escaped", () => {
  const states = new States(plan, power);
  states.move(2);
  const look: Look = {
    scene: power,
    layers: new Layers(power, states),
    camera: { x: 0, y: 0, scale: 600 },
    size: { width: 800, height: 500 },
    now: {
      share: (row) => plan.share("power", row, 2),
      damage: (row) => damageState(plan, row, 1),
      kind: (row) => DOC.places[row]?.kind ?? "",
    },
    isMain: true,
    nodes: [1],
    links: [1],
    chosen: null,
    name: (item) => (item.what === "place" ? (DOC.places[item.row]?.name ?? "") : "line"),
    nodeName: (row) => DOC.network?.buses.name[row] ?? "",
    measure: (text) => 7 * text.length,
  };
  const { ground, shapes, signs } = frameOf(look);
  assert.equal(signs.flatMap((sign) => sign.items).length, 5); // three places, the line and the bus that are damaged
  const palette = new Proxy({}, { get: () => "#000000" }) as Palette;
  const svg = svgFile(800, 500, DOC.case.name, svgOf([...ground, ...shapes], look.camera, look.size, palette), "#fff");
  assert.ok(svg.includes("Four &lt;buses&gt;") && svg.includes("Mill &amp; Co") && svg.includes(">A</text>"));
  assert.ok(!/NaN|undefined|style=|Infinity/.test(svg));
});
