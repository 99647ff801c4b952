/** The pure parts of the map: cameras, clusters, names that never overlap, pointing that finds what brute force finds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { between, fitted, held, panned, scaleBar, screenX, screenY, worldX, worldY, zoomed } from "../src/map/camera";
import { clustered, covers, type Member } from "../src/map/clusters";
import { clip, distance, overlaps, projection, type Box } from "../src/map/geometry";
import { HitIndex } from "../src/map/hit";
import { placed, type Wanted } from "../src/map/labels";

/** A seeded generator (mulberry32): the same runs every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const SIZE = { width: 800, height: 500 };
const BOX: Box = [-0.5, -0.3, 0.5, 0.3];
const LIMITS = { box: BOX, least: 400, most: 40_000 };

test("a fitted camera shows all of a box inside the edge", () => {
  const camera = fitted(BOX, SIZE, 30);
  assert.ok(screenX(camera, SIZE, -0.5) >= 30 - 1e-9);
  assert.ok(screenX(camera, SIZE, 0.5) <= 770 + 1e-9);
  assert.ok(screenY(camera, SIZE, -0.3) >= 30 - 1e-9);
  assert.ok(screenY(camera, SIZE, 0.3) <= 470 + 1e-9);
});

test("a single point is shown in the middle, at a finite scale", () => {
  const camera = fitted([0.1, 0.2, 0.1, 0.2], SIZE, 30);
  assert.ok(Number.isFinite(camera.scale) && camera.scale > 0);
  assert.equal(screenX(camera, SIZE, 0.1), 400);
});

test("screen and world are each other's inverse", () => {
  const camera = { x: 0.12, y: -0.07, scale: 1234 };
  for (const value of [-0.4, 0, 0.33]) {
    assert.ok(Math.abs(worldX(camera, SIZE, screenX(camera, SIZE, value)) - value) < 1e-12);
    assert.ok(Math.abs(worldY(camera, SIZE, screenY(camera, SIZE, value)) - value) < 1e-12);
  }
});

test("zooming keeps what is under the pointer and stays within its limits", () => {
  const camera = { x: 0, y: 0, scale: 1000 };
  const [x, y] = [worldX(camera, SIZE, 450), worldY(camera, SIZE, 220)];
  const near = zoomed(camera, SIZE, LIMITS, 1.7, 450, 220);
  assert.ok(Math.abs(screenX(near, SIZE, x) - 450) < 1e-6 && Math.abs(screenY(near, SIZE, y) - 220) < 1e-6);
  assert.equal(zoomed(camera, SIZE, LIMITS, 1e9, 400, 250).scale, LIMITS.most);
  assert.equal(zoomed(camera, SIZE, LIMITS, 1e-9, 400, 250).scale, LIMITS.least);
});

test("panning follows the hand and never leaves the network", () => {
  const camera = panned({ x: 0, y: 0, scale: 1000 }, LIMITS, 100, -50);
  assert.deepEqual([camera.x, camera.y], [-0.1, 0.05]);
  const far = held(panned(camera, LIMITS, 1e6, 1e6), LIMITS);
  assert.deepEqual([far.x, far.y], [-0.5, -0.3]);
});

test("a glide begins and ends where it should", () => {
  const [from, to] = [
    { x: 0, y: 0, scale: 100 },
    { x: 0.3, y: -0.2, scale: 5000 },
  ];
  for (const [along, want] of [
    [0, from],
    [1, to],
  ] as const) {
    const got = between(from, to, along);
    for (const key of ["x", "y", "scale"] as const) assert.ok(Math.abs(got[key] - want[key]) < 1e-9);
  }
  assert.deepEqual(between(from, { ...to, scale: 100 }, 0.5), { x: 0.15, y: -0.1, scale: 100 });
});

test("the scale bar is round and fits", () => {
  const { km, pixels } = scaleBar({ x: 0, y: 0, scale: 1000 }, 0.0009, 110);
  assert.deepEqual([km, Math.round(pixels)], [100, 90]);
});

test("Mercator keeps shapes and knows how long a kilometre is", () => {
  const way = projection([30, 31], [50, 50.6], true);
  const [east, north] = [way.x(30.6, 50.3) - way.x(30.5, 50.3), way.y(0, 50.3) - way.y(0, 50.363861)];
  assert.ok(Math.abs(east / north - 1) < 0.002); // 0.1 degrees of longitude there are as long as 0.063861 of latitude
  const kilometres = 0.1 * (Math.PI / 180) * 6371 * Math.cos((50.3 * Math.PI) / 180);
  assert.ok(Math.abs(east / (way.km ?? 0) / kilometres - 1) < 0.01);
  assert.equal(projection([1, 2], [3, 4], false).km, null);
});

test("a cut line lies in the box and on the line; lines outside are dropped", () => {
  const next = random(7);
  const box: Box = [0, 0, 100, 60];
  const out = [0, 0, 0, 0];
  for (let turn = 0; turn < 2000; turn++) {
    const [x0, y0, x1, y1] = [next() * 300 - 100, next() * 260 - 100, next() * 300 - 100, next() * 260 - 100];
    const isIn = clip(x0, y0, x1, y1, box, out);
    const samples = Array.from(
      { length: 400 },
      (_, at) => [x0 + ((x1 - x0) * at) / 399, y0 + ((y1 - y0) * at) / 399] as const,
    );
    const inside = samples.filter(([x, y]) => x >= 0 && y >= 0 && x <= 100 && y <= 60);
    if (inside.length > 0) assert.ok(isIn);
    if (!isIn) continue;
    for (const at of [0, 2]) {
      const [x, y] = [out[at] ?? NaN, out[at + 1] ?? NaN];
      assert.ok(x >= -1e-9 && x <= 100 + 1e-9 && y >= -1e-9 && y <= 60 + 1e-9);
      assert.ok(distance(x, y, x0, y0, x1, y1) < 1e-6);
    }
  }
});

test("every member is in one cluster and leaders never overlap", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const next = random(seed);
    const members: Member[] = Array.from({ length: 300 }, () => ({
      x: next() * 900 - 100,
      y: next() * 700 - 100,
      halfWidth: 8 + next() * 40,
      halfHeight: 8 + next() * 14,
    }));
    const clusters = clustered(members);
    assert.deepEqual(
      clusters.flat().sort((a, b) => a - b),
      members.map((_, row) => row),
    );
    const leaders = clusters.map((cluster) => members[cluster[0] ?? -1] ?? assert.fail());
    for (const [at, one] of leaders.entries())
      for (const other of leaders.slice(at + 1)) assert.ok(!covers(one, other));
    for (const [at, cluster] of clusters.entries())
      for (const row of cluster) assert.ok(covers(members[row] ?? assert.fail(), leaders[at] ?? assert.fail()));
  }
});

test("names never overlap each other or a sign, stay on the screen, and the first has its place", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const next = random(seed);
    const screen: Box = [0, 0, 900, 600];
    const wanted: Wanted[] = Array.from({ length: 250 }, (_, at) => ({
      text: `place ${at}`,
      x: next() * 900,
      y: next() * 600,
      halfWidth: 10,
      halfHeight: 10,
      width: 30 + next() * 120,
    }));
    const signs = wanted.map((one): Box => [one.x - 9, one.y - 9, one.x + 9, one.y + 9]);
    const labels = placed(wanted, signs, screen, 160);
    assert.ok(labels.length > 10);
    for (const [at, label] of labels.entries()) {
      assert.ok(label.box[0] >= 0 && label.box[1] >= 0 && label.box[2] <= 900 && label.box[3] <= 600);
      assert.ok(!signs.some((box) => overlaps(box, label.box)));
      assert.ok(!labels.slice(at + 1).some((other) => overlaps(other.box, label.box)));
    }
  }
  const alone: Wanted = { text: "a", x: 100, y: 100, halfWidth: 10, halfHeight: 10, width: 50 };
  assert.equal(placed([alone, { ...alone, text: "b" }], [], [0, 0, 200, 200], 1)[0]?.text, "a");
  assert.equal(placed([{ ...alone, x: 190 }], [], [0, 0, 200, 200], 9)[0]?.box[2], 180); // no room to the right: left
});

test("pointing finds the nearest node and the nearest line, as trying all does", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const next = random(seed);
    const x = Float64Array.from({ length: 200 }, next);
    const y = Float64Array.from({ length: 200 }, next);
    const from = Int32Array.from({ length: 260 }, () => Math.floor(next() * 200));
    const to = Int32Array.from({ length: 260 }, () => Math.floor(next() * 200));
    const index = new HitIndex({ x, y, from, to });
    for (let turn = 0; turn < 200; turn++) {
      const [px, py, reach] = [next(), next(), 0.005 + next() * 0.05];
      const nodes = Array.from(x, (value, row) => Math.hypot(value - px, (y[row] ?? 0) - py));
      const links = Array.from(from, (a, row) =>
        distance(px, py, x[a] ?? 0, y[a] ?? 0, x[to[row] ?? 0] ?? 0, y[to[row] ?? 0] ?? 0),
      );
      assert.equal(index.nodeAt(px, py, reach), best(nodes, reach));
      assert.equal(index.linkAt(px, py, reach), best(links, reach));
    }
  }
  const none = new HitIndex({ x: new Float64Array(0), y: new Float64Array(0), from: [], to: [] });
  assert.deepEqual([none.nodeAt(0, 0, 1), none.linkAt(0, 0, 1)], [-1, -1]);
});

function best(far: number[], reach: number): number {
  const least = Math.min(...far);
  return least <= reach ? far.indexOf(least) : -1;
}
