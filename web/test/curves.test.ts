/** Panels, ticks and paths of the curves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Plan } from "../src/model/plan";
import {
  dayTicks,
  panelsOf,
  range,
  stepAt,
  tableOf,
  temperaturePanel,
  valueAt,
  valueTicks,
  type Panel,
} from "../src/parts/curve-lines";
import { steps } from "../src/parts/curve-picture";
import { small } from "./document";

const plan = new Plan(small());

function found(panels: readonly Panel[], id: string): Panel {
  const panel = panels.find((one) => one.id === id);
  assert.ok(panel);
  return panel;
}

test("panels hold the lines that there are, by part of day or as means of the day", () => {
  assert.deepEqual(
    panelsOf(plan).map((one) => one.id),
    ["power", "weighted"],
  );
  const parts = found(panelsOf(plan), "power");
  assert.deepEqual(parts.x, [0, 8 / 24, 1, 1 + 8 / 24, 2]);
  assert.deepEqual(
    parts.lines.map((one) => one.id),
    ["planned"],
  );
  assert.deepEqual(parts.lines[0]?.values, [10, 20, 0, 0]);
  const daily = found(panelsOf(plan, true), "power");
  assert.deepEqual(daily.x, [0, 1, 2]);
  assert.deepEqual(daily.lines[0]?.values, [(8 * 10 + 16 * 20) / 24, 0]);
});

test("the value at a step is that of its stretch", () => {
  for (const [isDaily, expected] of [
    [false, [10, 20, 0, 0]],
    [true, [400 / 24, 400 / 24, 0, 0]],
  ] as const) {
    const panel = found(panelsOf(plan, isDaily), "power");
    const line = panel.lines[0];
    assert.ok(line);
    assert.deepEqual(
      [0, 1, 2, 3].map((step) => valueAt(plan, panel, line, step)),
      expected,
    );
  }
});

test("a place of the axis is in the step whose hours hold it", () => {
  for (let step = 0; step < plan.steps; step++) {
    const [from, to] = plan.hours(step);
    for (const hour of [from, (from + to) / 2, to - 0.01]) assert.equal(stepAt(plan, hour / 24), step);
  }
  assert.equal(stepAt(plan, -1), 0);
  assert.equal(stepAt(plan, 99), plan.steps - 1);
});

test("ranges begin at zero, and hidden lines do not count", () => {
  const panel: Panel = {
    id: "power",
    x: [0, 1, 2],
    lines: [
      { id: "planned", values: [5, null] },
      { id: "nothing", values: [500, 500] },
    ],
  };
  assert.equal(range(panel, new Set())[0], 0);
  assert.ok(range(panel, new Set())[1] > 500);
  assert.ok(range(panel, new Set(["nothing"] as const))[1] < 6);
  assert.deepEqual(range({ ...panel, lines: [] }, new Set()), [0, 1]);
  const [least, most] = range({ id: "temperature", x: [0, 1], lines: [{ id: "mean_c", values: [-10] }] }, new Set());
  assert.ok(least < -10 && most === 0);
});

test("ticks are round, within the range and far enough apart", () => {
  for (let days = 1; days <= 400; days += 7) {
    for (const width of [120, 300, 800, 1400]) {
      const ticks = dayTicks(days, width, 64);
      assert.equal(ticks[0], 0);
      assert.ok((ticks.at(-1) ?? 0) < days);
      ticks.slice(1).forEach((one, row) => assert.ok(((one - (ticks[row] ?? 0)) * width) / days >= 64 - 1e-9));
    }
  }
  assert.deepEqual(valueTicks(0, 680_000, 4), [0, 200_000, 400_000, 600_000]);
  assert.deepEqual(valueTicks(-12, 2, 3), [-10, -5, 0]);
  assert.deepEqual(valueTicks(0, 0, 4), [0]);
});

test("a path in steps breaks where nothing is known", () => {
  const panel: Panel = { id: "weighted", x: [0, 1, 2, 3, 4], lines: [] };
  const path = steps(
    panel,
    { id: "planned", values: [1, null, 3, 2] },
    (day) => day * 10,
    (value) => value,
  );
  assert.equal(path, "M0.0 1.0H10.0M20.0 3.0H30.0V2.0H40.0");
});

test("the table has a row by day and a column by line, the temperature last", () => {
  const warm = new Plan(small({ curves: { ...small().curves, mean_c: [-3, null] } }));
  const { columns, rows } = tableOf(warm);
  assert.deepEqual(
    columns.map((one) => `${one.panel} ${one.line}`),
    ["power planned", "weighted planned", "temperature mean_c"],
  );
  assert.deepEqual(rows, [
    { day: 0, values: [400 / 24, 400, -3] },
    { day: 1, values: [0, 0, null] },
  ]);
  assert.equal(temperaturePanel(plan), null);
});
