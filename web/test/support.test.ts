import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { Plan } from "../src/model/plan";
import type { Damage, Decision, Pledge, Place, Purchase, SvitloDocument, Work } from "../src/model/document";
import { language } from "../src/app/text";
import { countsText, opposesSince, stateText } from "../src/gantt/decisions";
import { accountsOf, placementsOf, stocksOf, totalsOf } from "../src/gantt/money";
import { originSentence } from "../src/gantt/origins";
import { placesAt } from "../src/gantt/places";
import { earmarkText, isApart, money, whyNotText } from "../src/gantt/support";
import { jobsOf, type Job } from "../src/gantt/units";
import { givenOf, sharesOf } from "../src/views/donors-tables";

function pledge(id: string, more: Partial<Pledge> = {}): Pledge {
  return {
    pledge_id: id,
    actor_id: id,
    actor: id.toUpperCase(),
    form: "cash",
    category: "energy",
    stage: "committed",
    usable_day: 0,
    why_not: null,
    amount: 100,
    currency: "USD",
    amount_usd: 100,
    equipment_id: null,
    crew_kind: null,
    quantity: null,
    earmark: [],
    decision_id: null,
    spent_usd: 0,
    used_count: 0,
    source: null,
    quote: null,
    ...more,
  };
}

function purchase(id: string, pledgeId: string, quantity: number, unit: number): Purchase {
  return {
    purchase_id: id,
    equipment_id: "cb",
    quantity,
    pledge_id: pledgeId,
    order_day: 1,
    arrival_day: 5,
    unit_cost_usd: unit,
    cost_usd: quantity * unit,
  };
}

function repair(at: string, uses: [string, number, string, string][]): Work {
  return {
    at,
    is_install: false,
    equipment_id: null,
    quantity: 1,
    crew_kind: "line",
    start_day: 5,
    service_day: 7,
    uses: uses.map(([equipment_id, quantity, origin, pledge_id]) => ({
      equipment_id,
      quantity,
      origin,
      pledge_id,
      arrival_day: 5,
    })),
  };
}

const DOC = {
  case: { name: "c", start: "2030-01-01", days: 10, blocks: [{ name: "day", hours: 24 }] },
  summary: { spent_usd: 90, usable_usd: 300 },
  pledges: [
    pledge("idle"),
    pledge("fund", { spent_usd: 60 }),
    pledge("arms", {
      category: "military",
      usable_day: null,
      why_not: "military",
      why_not_all: ["military", "announced"],
    }),
    pledge("aid", { spent_usd: 30 }),
    pledge("gift", {
      form: "goods",
      amount: null,
      currency: null,
      amount_usd: null,
      equipment_id: "cb",
      quantity: 4,
      used_count: 1,
    }),
  ],
  purchases: [purchase("P1", "fund", 2, 30), purchase("P2", "aid", 1, 30)],
  works: [
    repair("power/line/1", [
      ["cb", 2, "purchase:P1", "fund"],
      ["cb", 1, "pledge:gift", "gift"],
    ]),
  ],
  equipment: [{ equipment_id: "cb", name: "Breaker", sector: "power", unit: null, cost_usd: 30, lead_days: 4 }],
  damage: [],
  places: [],
  crews: [],
  decisions: [],
  donors: [],
  network: null,
} as unknown as SvitloDocument;

test("accounts: what was bought with each pledge, and what is left of it", () => {
  deepEqual(
    accountsOf(DOC).map((one) => [one.pledge.pledge_id, one.state, one.bought_usd, one.left_usd]),
    [
      ["fund", "used", 60, 40],
      ["aid", "used", 30, 70],
      ["idle", "unspent", 0, 100],
      ["arms", "unusable", 0, 100],
    ],
  );
});

test("totals agree where all sums are the same, and differ where one is not", () => {
  const totals = totalsOf(DOC);
  deepEqual(
    [totals.purchases_usd, totals.plan_usd, totals.pledges_usd, totals.left_usd, totals.agree],
    [90, 90, 90, 210, true],
  );
  equal(totalsOf({ ...DOC, summary: { ...DOC.summary, spent_usd: 91 } }).agree, false);
  equal(totalsOf({ ...DOC, pledges: DOC.pledges.filter((one) => one.pledge_id !== "aid") }).agree, false);
  equal(
    totalsOf({ ...DOC, purchases: DOC.purchases.map((one) => ({ ...one, unit_cost_usd: one.unit_cost_usd + 1 })) })
      .agree,
    false,
  );
});

test("stocks: bought and given less used is what lies unused", () => {
  const jobs = jobsOf(DOC);
  deepEqual(
    stocksOf(DOC, jobs).map((one) => [one.equipment_id, one.bought, one.given, one.used, one.cost_usd]),
    [["cb", 3, 4, 3, 90]],
  );
  equal(placementsOf(jobs).length, 2);
});

test("an empty plan has no accounts, no stocks and totals of nothing", () => {
  const empty = {
    ...DOC,
    pledges: [],
    purchases: [],
    works: [],
    summary: { ...DOC.summary, spent_usd: 0, usable_usd: 0 },
  };
  deepEqual([accountsOf(empty), stocksOf(empty, [])], [[], []]);
  equal(totalsOf(empty).agree, true);
});

test("joint use is told as joint", () => {
  const plan = new Plan(DOC);
  const jobs = jobsOf(DOC);
  const [share] = sharesOf(plan, jobs, ["fund"], "FUND");
  deepEqual([share?.own, share?.others], [["2 × Breaker"], ["GIFT"]]);
  deepEqual(sharesOf(plan, jobs, ["idle"], "IDLE"), []);
});

test("where equipment comes from, in words", () => {
  const plan = new Plan(DOC);
  const [bought, given] = DOC.works[0]?.uses ?? [];
  ok(bought && given);
  equal(originSentence(plan, bought), "bought with pledge fund of FUND (purchase P1, ordered 2 Jan), arrives 6 Jan");
  equal(originSentence(plan, given), "given by GIFT (pledge gift), there on 6 Jan");
});

test("support by form and stage is never added over stages", () => {
  const rows = givenOf([pledge("a"), pledge("b", { stage: "received" }), pledge("c")]);
  deepEqual(
    rows.map((one) => [one.stage, one.pledges.length]),
    [
      ["committed", 2],
      ["received", 1],
    ],
  );
});

test("military support is apart, announced support too unless it is counted", () => {
  equal(isApart(pledge("a", { category: "military" }), true), true);
  equal(isApart(pledge("a", { stage: "announced" }), false), true);
  equal(isApart(pledge("a", { stage: "announced" }), true), false);
  equal(isApart(pledge("a", { category: null, stage: null }), false), false);
});

test("all reasons why a pledge cannot be used are told, in both languages", () => {
  const [arms] = DOC.pledges.filter((one) => one.pledge_id === "arms");
  ok(arms);
  equal(whyNotText(arms), "military support buys nothing for the networks; only announced");
  language.value = "uk";
  equal(whyNotText(arms), "військова допомога не купує нічого для мереж; лише оголошено");
  language.value = "en";
  equal(whyNotText(pledge("a")), null);
});

test("earmarks in words: alternatives with commas, prefixes apart, many counted", () => {
  const plan = new Plan(DOC);
  equal(earmarkText(plan, pledge("a")), null);
  equal(
    earmarkText(plan, pledge("a", { earmark: ["equipment:cb", "kind:hospital", "kind:line"] })),
    "Breaker; hospitals, lines",
  );
  equal(
    earmarkText(plan, pledge("a", { earmark: Array.from({ length: 9 }, (_, row) => `place:p${row}`) })),
    "p0, p1, p2, p3, 5 more",
  );
});

test("money in its own currency, unknown money as not known", () => {
  equal(money(1234.4, "EUR").replace(/\s/g, " "), "EUR 1,234");
  equal(money(5, "no currency"), "5 no currency");
  equal(money(null, "EUR"), "–");
});

const DECISION: Decision = {
  decision_id: "d",
  subject: "s",
  rule: "consensus",
  tabled: "2030-01-01",
  closes: null,
  adopted_day: null,
  blocked_by: ["West"],
  positions: [
    { actor: "West", role: "member", position: "oppose", date: "2029-12-01", quote: null, counts: false },
    { actor: "West", role: "member", position: "support", date: "2029-12-10", quote: null, counts: false },
    { actor: "West", role: "member", position: "oppose", date: "2029-12-20", quote: null, counts: false },
    { actor: "West", role: "member", position: "oppose", date: "2030-01-03", quote: null, counts: true },
    { actor: "Out", role: "outsider", position: "oppose", date: "2029-12-02", quote: "No.", counts: false },
  ],
};

test("who blocks a decision does so since the day of the first word of an unbroken row", () => {
  equal(opposesSince(DECISION, "West"), "2029-12-20");
  equal(opposesSince(DECISION, "Nobody"), null);
  equal(stateText(new Plan(DOC), DECISION), "Blocked by West since Thu, 20 Dec 2029");
  equal(stateText(new Plan(DOC), { ...DECISION, adopted_day: 2 }), "Adopted on Thu, 3 Jan 2030");
  equal(stateText(new Plan(DOC), { ...DECISION, blocked_by: [] }), "Not taken yet; no closing day");
});

test("what does not count says why", () => {
  const said = DECISION.positions.map((one) => countsText(DECISION, one));
  deepEqual(said, [
    "another word of theirs counts",
    "another word of theirs counts",
    "another word of theirs counts",
    "counts",
    "no say: kept, does not count",
  ]);
});

function place(id: string, bus: number | null, node: string | null = null): Place {
  return {
    place_id: id,
    name: id,
    kind: "hospital",
    people: 10,
    weight: 1,
    bus,
    water: null,
    water_node_id: node,
    power_share: null,
    water_share: null,
    heat: null,
  };
}

function damaged(table: Damage["table"], row: number, network: string | null = null): Job {
  const damage = { asset_id: "x", sector: network === null ? "power" : "water", network, table, row } as Damage;
  return { id: "x", work: repair("x", []), damage };
}

test("places at a work: at the bus, at the ends of the branch, at the nodes of the pipe, at the unit", () => {
  const doc = {
    ...DOC,
    places: [place("a", 0), place("b", 1), place("c", 2, "town/7"), place("d", null, "town/8")],
    network: {
      buses: { id: ["0", "1", "2"] },
      branches: { from: [0], to: [2] },
      generators: { bus: [1] },
      water: [{ name: "town", nodes: { id: ["7", "8"] }, links: { from: [0], to: [1] } }],
      dark: { first: [], changes: [] },
    },
  } as unknown as SvitloDocument;
  const plan = new Plan(doc);
  deepEqual(placesAt(plan, damaged("buses", 1)), [1]);
  deepEqual(placesAt(plan, damaged("branches", 0)), [0, 2]);
  deepEqual(placesAt(plan, damaged("generators", 0)), [1]);
  deepEqual(placesAt(plan, damaged("nodes", 1, "town")), [3]);
  deepEqual(placesAt(plan, damaged("links", 0, "town")), [2, 3]);
  deepEqual(
    placesAt(plan, { id: "install/place:b/set/1", work: { ...repair("place:b", []), is_install: true }, damage: null }),
    [1],
  );
  deepEqual(placesAt(plan, { id: "y", work: repair("y", []), damage: null }), []);
});
