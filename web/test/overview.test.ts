/** The sentences of the overview: every figure is the document's own, and nothing more is claimed than holds. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { supplied } from "../src/app/names";
import { language, LANGUAGES, type Language } from "../src/app/text";
import type { SvitloDocument } from "../src/model/document";
import { Plan } from "../src/model/plan";
import { figureRows } from "../src/serve/differences";
import { changeWords, factWords, replanOf, type Change, type Fact, type Reason } from "../src/views/summary-changes";
import { datedSpells, heatSentences, heatTally, points, proofSentences } from "../src/views/summary-proof";
import { percentAtMost, provenObjective, sentences } from "../src/views/summary-sentences";
import { small } from "./document";

function planOf(change: Partial<SvitloDocument> = {}, summary: Partial<SvitloDocument["summary"]> = {}): Plan {
  const doc = small(change);
  return new Plan({ ...doc, summary: { ...doc.summary, ...summary } });
}

const power = { verdict: "stands", engine: "flow 1", checked_count: 3, finding_count: 0, findings: [] };

function told(plan: Plan): string {
  return sentences(plan).flat().join("\n");
}

test.beforeEach(() => {
  language.value = "en";
});

test("at most: rounded up, never down", () => {
  assert.equal(percentAtMost(0.1584), "15.9%");
  assert.equal(percentAtMost(0.158), "15.8%");
  assert.equal(percentAtMost(0), "0%");
  assert.equal(percentAtMost(NaN), "–");
  assert.equal(points(0), "0");
  assert.equal(points(1e-14), "0");
  assert.equal(points(0.11), "0.2");
});

test("the plan beside nothing, the largest first and the best possible", () => {
  const said = told(planOf({ proof: { power, water: null } }));
  assert.match(said, /400 with no repair at all, 100 with this plan, 75% less/);
  assert.match(said, /largest assets first would come to 150: this plan is 33.3% below it/);
  assert.match(said, /No plan can be better than 80 .* at most 20% from the best possible/);
  // (110 - 80) / 110 is 27.27 %.
  assert.match(said, /comes to 110, 10% more than planned\.\sSo counted it is at most 27.3%/);
});

test("with water no limit is claimed for what physics confirms", () => {
  const doc = small();
  const said = told(planOf({ case: { ...doc.case, has_water: true }, proof: { power, water: power } }));
  assert.doesNotMatch(said, /So counted/);
  assert.match(said, /for what EPANET confirms none is known/);
});

test("what is not known is said to be, or is not said at all", () => {
  assert.doesNotMatch(told(planOf({}, { largest_first: null })), /largest/);
  assert.match(told(planOf({}, { bound: null as never })), /is not known/);
  assert.match(told(planOf({}, { bound: 0, gap_share: 1 })), /is not known/);
  assert.equal(provenObjective(planOf()), null);
  assert.equal(provenObjective(planOf({ proof: { power, water: null } })), 110);
  assert.doesNotMatch(told(planOf()), /physics confirms/);
  assert.deepEqual(proofSentences(planOf()), [["This plan was not checked against physics."]]);
  assert.match(told(planOf({}, { objective: 0 })), /Nobody is ever without power: no plan can be better/);
});

test("a public document tells of no works and no money", () => {
  const said = told(
    planOf({ is_public: true }, { damaged_count: null, back_count: null, usable_usd: 5000, spent_usd: 100 }),
  );
  assert.doesNotMatch(said, /damaged|spends/);
});

test("heat places are counted by place, not by time without heat", () => {
  const spell = { from_h: 1, drain_at_h: 9, power_back_h: 5, heat_back_h: 5, drained: false };
  const place = small().places[0];
  assert.ok(place);
  const places = [
    { ...place, heat: [{ ...spell, drained: true }, spell] },
    { ...place, heat: [spell, spell] },
    { ...place, heat: [{ ...spell, drain_at_h: null }] },
    { ...place, heat: [] },
  ];
  assert.deepEqual(heatTally(places), { places: 4, spells: 5, drained: 1, saved: 1 });
  assert.equal(datedSpells(places).dated.length, 4);
  assert.equal(datedSpells(places).others, 1);
  const plan = planOf(
    { places },
    { people_drained: 12, people_drained_do_nothing: 0, person_hours_without_heat_do_nothing: 7 },
  );
  assert.deepEqual(heatSentences(plan).slice(0, 2), [
    "Heat: of 4 heat places 1 are drained, 12 people.",
    "1 more would be drained had its power come later.",
  ]);
  assert.match(heatSentences(plan).join(" "), /If nothing is repaired: nobody is drained, 7 person-hours/);
  assert.deepEqual(heatSentences(planOf({ places: [place] })), []);
});

const REASON: Reason = {
  what: "",
  day: 1,
  was_day: 0,
  until_day: 2,
  equipment_id: "poles",
  origin: "pledge:fund",
  asset_ids: ["power/branch/1"],
  crew_kind: "line",
  count: 2,
  was_count: 1,
  words: "",
};
const CHANGE: Change = {
  what: "",
  id: "power/branch/1",
  first_day: 1,
  was_first_day: 0,
  last_day: 1,
  was_last_day: 0,
  equipment_id: "poles",
  pledge_id: "fund",
  quantity: 2,
  was_quantity: 1,
  why: [],
  weighted_person_hours: null,
  text: "",
};

/** Codes that the Python side writes, from its own documentation of them. */
function codes(section: string): string[] {
  const source = readFileSync("../src/svitlo/tables/changes.py", "utf8");
  const text = source.slice(source.indexOf(`class ${section}`)).split('"""')[1] ?? "";
  return [...text.matchAll(/`([a-z]+(?: [a-z]+)*)`/g)]
    .map((one) => one[1] ?? "")
    .filter(
      (one) =>
        !(one in REASON) && !(one in CHANGE) && !["from_day", "to_day", "was", "now", "damage", "works"].includes(one),
    );
}

test("every fact, change and reason of a re-plan has words in both languages", () => {
  const plan = new Plan(small());
  for (const id of Object.keys(LANGUAGES) as Language[]) {
    language.value = id;
    for (const what of codes("Fact")) {
      const fact: Fact = {
        what,
        id: "power/branch/1",
        was: what === "severity" ? "minor" : 1,
        now: what === "severity" ? "major" : 2,
        from_day: 0,
        to_day: 1,
        text: "",
      };
      assert.match(factWords(plan, fact), /^[^{}]+$/, what);
    }
    for (const what of codes("Change")) assert.match(changeWords(plan, { ...CHANGE, what }), /^[^{}]+\.$/, what);
    for (const what of codes("Reason")) {
      const said = changeWords(plan, { ...CHANGE, what: "work later", why: [{ ...REASON, what }] });
      assert.match(said, /^[^{}]+\.$/, what);
      assert.notEqual(said, changeWords(plan, { ...CHANGE, what: "work later" }), what);
    }
  }
  assert.ok(codes("Reason").length > 20);
});

test("a change tells what it adds; what has no words falls back to the plan's own", () => {
  const plan = new Plan(small());
  assert.match(
    changeWords(plan, { ...CHANGE, what: "work later", weighted_person_hours: 1234 }),
    /\(adds 1,234 weighted person-hours\)\.$/,
  );
  assert.match(
    changeWords(plan, { ...CHANGE, what: "work later", weighted_person_hours: -5 }),
    /\(saves 5 weighted person-hours\)\.$/,
  );
  assert.equal(changeWords(plan, { ...CHANGE, what: "something new" }), "");
  assert.equal(replanOf(plan), null);
});

test("a share of supply: some never looks like none, and all is all", () => {
  assert.equal(supplied(0.004), "<\u00a01%");
  assert.equal(supplied(0.0004), "0%");
  assert.equal(supplied(0), "0%");
  assert.equal(supplied(0.9995), "100%");
  assert.equal(supplied(0.998), "99%");
  assert.equal(supplied(NaN), "–");
});

test("networks that corrections make alike: the one that was worst at first is told of", () => {
  const network = (name: string, raw: number, corrected: number) => ({
    network: name,
    raw_points: raw,
    learnt_points: 1,
    corrected_points: corrected,
    proven_points: 1,
    planned_share: 1,
    proven_share: 1,
  });
  const water = { ...power, engine: "water 1" };
  const said = proofSentences(
    planOf({ proof: { power, water }, agreement: [network("north", 60.2, 1e-14), network("south", 35.8, 2e-14)] }),
  )
    .flat()
    .join(" ");
  assert.match(said, /\(north; 60\.2 before/);
});

test("plans side by side: what a case does not hold is not compared as zero", () => {
  const dry = planOf({ places: small().places.map((one) => ({ ...one, heat: null })) });
  const keys = figureRows(dry, dry).map((row) => row.key);
  assert.ok(!keys.includes("person_hours_without_water"));
  assert.ok(!keys.includes("people_drained"));
  assert.ok(!keys.includes("objective_proven"));
  assert.ok(keys.includes("person_hours_without_power"));
});
