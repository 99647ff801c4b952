/** What holds when: series, buses, places, and what differs between two plans. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Plan } from "../src/model/plan";
import { unpacked } from "../src/model/series";
import { figureRows, personHours, placeRows, purchaseRows, workRows } from "../src/serve/differences";
import { backDay } from "../src/views/timetable";
import { small } from "./document";

test("the three ways of packing a series give the same shares", () => {
  const bytes = new Uint8Array([...[0, 5000, 10000, 65535]].flatMap((value) => [value % 256, value >> 8]));
  const dense = btoa(String.fromCharCode(...bytes));
  const expected = [0, 0.5, 1, NaN];
  assert.deepEqual([...unpacked(dense, 4)], expected);
  assert.deepEqual([...unpacked([0, 0, 1, 0.5, 2, 1, 3, null], 4)], expected);
  assert.deepEqual([...unpacked(0.5, 2)], [0.5, 0.5]);
  assert.ok([...unpacked(null, 2)].every(Number.isNaN));
});

test("hours, days and blocks of a step", () => {
  const plan = new Plan(small());
  assert.equal(plan.steps, 4);
  assert.deepEqual(plan.hours(0), [0, 8]);
  assert.deepEqual(plan.hours(3), [32, 48]);
  assert.equal(plan.stepOf(1, 1), 3);
});

test("buses turn dark and lit whichever way time moves", () => {
  const plan = new Plan(small());
  for (const [day, dark] of [
    [0, 1],
    [1, 0],
    [0, 1],
    [1, 0],
    [1, 0],
    [0, 1],
  ] as const)
    assert.equal(plan.darkBuses(day)[0], dark);
});

test("a damaged asset is out until the day it is back", () => {
  const plan = new Plan(small());
  assert.equal(plan.isOut(0, 0), true);
  assert.equal(plan.isOut(0, 1), false);
});

test("heat is lacking in every block that a time without heat touches", () => {
  const plan = new Plan(small());
  assert.deepEqual(
    [0, 1, 2, 3].map((step) => plan.share("heat", 1, step)),
    [1, 0, 1, 1],
  );
  assert.ok(Number.isNaN(plan.share("heat", 0, 0)));
});

test("a place is back on the day from which it has all to the end", () => {
  const plan = new Plan(small());
  assert.equal(backDay(plan, "power", 0), 1);
  assert.equal(backDay(plan, "power", 1), 0);
  const never = new Plan(small({ places: [{ ...(small().places[0] ?? assert.fail()), power_share: [0, 1, 3, 0.5] }] }));
  assert.equal(backDay(never, "power", 0), null);
});

test("person-hours of a place, by hand", () => {
  const plan = new Plan(small());
  assert.equal(personHours(plan, "power", 0), 10 * 24);
  assert.equal(personHours(plan, "heat", 1), 20 * 16);
  assert.equal(personHours(plan, "water", 0), null);
});

test("a plan does not differ from itself", () => {
  const plan = new Plan(small());
  assert.deepEqual(workRows(plan, plan), []);
  assert.deepEqual(placeRows(plan, plan), []);
  assert.deepEqual(purchaseRows(plan, plan), []);
  assert.ok(figureRows(plan, plan).every((row) => row.a === row.b));
});

test("what moved, who pays for it, what is bought instead", () => {
  const bought = {
    purchase_id: "P1",
    equipment_id: "e",
    quantity: 2,
    pledge_id: "c",
    order_day: 0,
    arrival_day: 1,
    unit_cost_usd: 5,
    cost_usd: 10,
  };
  const later = { ...(small().works[0] ?? assert.fail()), start_day: 1, service_day: 3 };
  const place = { ...(small().places[0] ?? assert.fail()), power_share: 0 };
  const [a, b] = [new Plan(small()), new Plan(small({ works: [later], purchases: [bought], places: [place] }))];
  assert.deepEqual(
    workRows(a, b).map((row) => row.moved),
    [2],
  );
  assert.deepEqual(purchaseRows(a, b), [
    { equipment_id: "e", a: { quantity: 0, cost_usd: 0 }, b: { quantity: 2, cost_usd: 10 } },
  ]);
  assert.deepEqual(
    placeRows(a, b).map((row) => [row.a.power, row.b.power]),
    [[240, 480]],
  );
  const gone = workRows(a, new Plan(small({ works: [] })));
  assert.deepEqual(
    gone.map((row) => [row.b, row.moved]),
    [[null, null]],
  );
});
