/** Events on the time axis, and people without a service over time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { language, LANGUAGES, type Language } from "../src/app/text";
import type { EventKind, TimeEvent } from "../src/model/document";
import { Plan } from "../src/model/plan";
import { clustered, eventWords, inOrder, KINDS } from "../src/parts/events";
import { byDay, personHours, services, without } from "../src/parts/people";
import { small } from "./document";

/** A small generator of its own, so that a failure can be had again. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

test("signs never touch, and each event is under exactly one", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomOf(seed);
    const days = 1 + Math.floor(random() * 200);
    const width = 100 + Math.floor(random() * 1200);
    const events: TimeEvent[] = Array.from({ length: Math.floor(random() * 80) }, () => ({
      day: Math.floor(random() * (days + 2)) - 1,
      kind: KINDS[Math.floor(random() * KINDS.length)] as EventKind,
    }));
    const clusters = clustered(events, days, width, 13);
    assert.equal(
      clusters.reduce((sum, one) => sum + one.events.length, 0),
      events.length,
    );
    clusters
      .slice(1)
      .forEach((one, row) => assert.ok(((one.at - (clusters[row]?.at ?? 0)) * width) / days >= 13 - 1e-9));
    for (const one of clusters) {
      const kinds = new Set(one.events.map((event) => event.kind));
      assert.equal(one.sign, kinds.size === 1 ? [...kinds][0] : "several");
      assert.ok(one.events.every((event) => event.day >= one.firstDay && event.day <= one.lastDay));
    }
  }
});

test("what happened before the first day belongs to it, damage first", () => {
  const events: TimeEvent[] = [
    { day: 3, kind: "crew" },
    { day: -4, kind: "pledge" },
    { day: 0, kind: "damage" },
  ];
  assert.deepEqual(
    inOrder(events).map((one) => [one.day, one.kind]),
    [
      [0, "damage"],
      [0, "pledge"],
      [3, "crew"],
    ],
  );
});

test("each kind of event has words in both languages, with nothing left to fill in", () => {
  const plan = new Plan(small({ pledges: [{ pledge_id: "gift", form: "goods" } as never] }));
  const events: TimeEvent[] = [
    { day: 1, kind: "delivery", equipment_id: "poles", quantity: 3 },
    { day: 1, kind: "delivery", equipment_id: "poles", quantity: 3, actor: "Alba", pledge_id: "fund" },
    { day: 1, kind: "delivery", equipment_id: "poles", quantity: 3, actor: "Alba", pledge_id: "gift" },
    { day: 1, kind: "decision", decision_id: "d1" },
    { day: 1, kind: "decision", decision_id: "d1", subject: "A fund" },
    { day: 1, kind: "pledge", pledge_id: "fund", actor: "Alba" },
    { day: 1, kind: "pledge", pledge_id: "fund", actor: "Alba", amount_usd: 5e6 },
    { day: 1, kind: "pledge", pledge_id: "fund", actor: "Alba", crew_kind: "line", quantity: 2 },
    { day: 1, kind: "pledge", pledge_id: "fund", actor: "Alba", equipment_id: "poles", quantity: 2 },
    { day: 1, kind: "crew", crew_kind: "line", count: 2 },
    { day: 1, kind: "crew", crew_kind: "line", count: -1 },
    { day: 1, kind: "damage", count: 5 },
  ];
  for (const id of Object.keys(LANGUAGES) as Language[]) {
    language.value = id;
    const said = events.map((one) => eventWords(plan, one));
    assert.equal(new Set(said).size, events.length, said.join("\n"));
    for (const one of said) assert.doesNotMatch(one, /[{}]|undefined|–/);
  }
  language.value = "en";
  assert.equal(eventWords(plan, events[1] as TimeEvent), "3 × poles arrives, paid for by Alba");
  assert.equal(eventWords(plan, events[2] as TimeEvent), "3 × poles from Alba can be used");
});

test("means by day count hours, and person-hours too", () => {
  const plan = new Plan(small());
  // Night of 8 hours with 10 people, day of 16 hours with 20, then nobody.
  assert.deepEqual(byDay(plan, plan.doc.curves.power.planned), [(8 * 10 + 16 * 20) / 24, 0]);
  assert.equal(personHours(plan, plan.doc.curves.power.planned), 8 * 10 + 16 * 20);
  assert.equal(byDay(plan, null), null);
  assert.equal(personHours(plan, null), null);
});

test("a service without a curve is not known, never zero", () => {
  const plan = new Plan(small());
  assert.deepEqual(services(plan), ["power"]);
  assert.equal(without(plan, "water", 0), null);
  assert.equal(without(plan, "power", 1), 20);
});
