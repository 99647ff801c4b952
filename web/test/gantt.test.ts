import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import type { SvitloDocument, Work } from "../src/model/document";
import {
  bandsOf,
  boxOf,
  capacityOf,
  fitting,
  neighbour,
  outlineOf,
  packed,
  ticksOf,
  type Bar,
} from "../src/gantt/layout";
import { jobsOf, usesOf, type Job } from "../src/gantt/units";

function work(at: string, start: number, back: number, more: Partial<Work> = {}): Work {
  return {
    at,
    is_install: false,
    equipment_id: null,
    quantity: 1,
    crew_kind: "line",
    start_day: start,
    service_day: back,
    uses: [],
    ...more,
  };
}

function job(id: string, start: number, back: number, crew = "line"): Job {
  return { id, work: work(id, start, back, { crew_kind: crew }), damage: null };
}

/** The same numbers in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function drawn(seed: number): Job[] {
  const next = random(seed);
  return Array.from({ length: 60 }, (_, row) => {
    const start = Math.floor(next() * 80);
    return job(`power/line/${row}`, start, start + 1 + Math.floor(next() * 12), next() < 0.5 ? "line" : "substation");
  });
}

test("bars of a row never overlap, and there are as many rows as jobs at once", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const jobs = drawn(seed);
    const bars = packed(jobs, 90);
    equal(bars.length, jobs.length);
    for (const a of bars) for (const b of bars) if (a !== b && a.lane === b.lane) ok(a.to <= b.from || b.to <= a.from);
    const atOnce = Array.from({ length: 90 }, (_, day) => bars.filter((one) => one.from <= day && day < one.to).length);
    equal(Math.max(...bars.map((one) => one.lane + 1)), Math.max(...atOnce));
  }
});

test("a job begun before the first day is shown from the first day, and none goes beyond the last", () => {
  const [bar] = packed([job("a", -3, 40)], 30);
  deepEqual([bar?.from, bar?.to], [0, 30]);
});

test("bands lie below each other, one a kind of crew, also where a kind has no work", () => {
  const bands = bandsOf(
    [job("a", 0, 2, "line"), job("b", 1, 3, "line")],
    [{ crew_kind: "plant", count_by_day: [2, 2, 2] }],
    3,
  );
  deepEqual(
    bands.map((one) => [one.crewKind, one.lanes]),
    [
      ["line", 2],
      ["plant", 1],
    ],
  );
  equal(bands[1]?.top, (bands[0]?.top ?? 0) + (bands[0]?.height ?? 0));
});

test("the arrow keys reach every bar, and left undoes right", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const bands = bandsOf(drawn(seed), [], 90);
    const ids = bands.flatMap((band) => band.bars.map((one) => one.job.id));
    const reached = new Set<string>(ids.slice(0, 1));
    for (const id of reached) {
      for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]) {
        const next = neighbour(bands, id, key);
        if (next !== null) reached.add(next);
      }
      const right = neighbour(bands, id, "ArrowRight");
      if (right !== null) equal(neighbour(bands, right, "ArrowLeft"), id);
    }
    equal(reached.size, ids.length);
  }
  equal(neighbour(bandsOf(drawn(1), [], 90), "unknown", "ArrowRight"), null);
});

test("the line of crews there steps where their number changes", () => {
  const [band] = bandsOf([job("a", 0, 2), job("b", 0, 2)], [{ crew_kind: "line", count_by_day: [1, 1, 2, 0] }], 4);
  ok(band);
  const top = band.top + 4;
  deepEqual(capacityOf(band, 10), {
    area: `M0 ${top}H20V${top + 30}H0zM20 ${top}H30V${top + 60}H20z`,
    edge: `M0 ${top + 30}H20L20 ${top + 60}H30L30 ${top}H40`,
  });
});

test("a bar has its place by days, is never too narrow, and a unit that is placed has another outline", () => {
  const bars: Bar[] = packed([job("a", 3, 8)], 30);
  const [band] = bandsOf([job("a", 3, 8)], [], 30);
  ok(bars[0] && band);
  equal(boxOf(bars[0], band, 10).x, 31);
  equal(boxOf(bars[0], band, 10).width, 48);
  equal(boxOf(bars[0], band, 0.5).width, 8);
  const box = boxOf(bars[0], band, 10);
  ok(outlineOf(box, true) !== outlineOf(box, false));
});

test("names are whole or not there at all", () => {
  const width = (text: string) => text.length;
  equal(fitting(["transformer 12", "tr. 12", "12"], 20, width), "transformer 12");
  equal(fitting(["transformer 12", "tr. 12", "12"], 6, width), "tr. 12");
  equal(fitting(["transformer 12", "tr. 12", "12"], 1, width), "");
});

test("dates on the axis have room", () => {
  for (const perDay of [1, 2.5, 9, 30, 80]) {
    const ticks = ticksOf(366, perDay);
    equal(ticks[0], 0);
    for (let row = 1; row < ticks.length; row++) ok(((ticks[row] ?? 0) - (ticks[row - 1] ?? 0)) * perDay >= 64);
  }
});

test("units that are placed are numbered as the planner numbers them, and each uses one", () => {
  const use = (origin: string, quantity: number) => [
    { equipment_id: "set", quantity, origin, pledge_id: "p", arrival_day: 0 },
  ];
  const install = (start: number, origin: string, quantity: number) =>
    work("place:H", start, start + 1, { is_install: true, equipment_id: "set", quantity, uses: use(origin, quantity) });
  const doc = {
    works: [install(5, "pledge:p", 1), install(2, "purchase:P2", 2), work("power/line/1", 4, 6)],
    damage: [{ asset_id: "power/line/1" }],
  };
  const jobs = jobsOf(doc as unknown as SvitloDocument);
  deepEqual(
    jobs.map((one) => [one.id, one.work.start_day]),
    [
      ["install/place:H/set/1", 2],
      ["install/place:H/set/2", 2],
      ["power/line/1", 4],
      ["install/place:H/set/3", 5],
    ],
  );
  deepEqual(
    jobs.map((one) => usesOf(one)[0]?.quantity),
    [1, 1, undefined, 1],
  );
  equal(jobs[2]?.damage?.asset_id, "power/line/1");
});
