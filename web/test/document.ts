/** A small document by hand: two buses, a hospital and households, two days of two blocks. */
import type { SvitloDocument } from "../src/model/document";

export function small(change: Partial<SvitloDocument> = {}): SvitloDocument {
  return {
    format: "svitlo-view",
    version: 1,
    is_public: false,
    case: { name: "Small", sha256: "00", start: "2030-11-04", days: 2, blocks: [{ name: "night", hours: 8 }, { name: "day", hours: 16 }], has_water: false, has_cold: false, version: 1 },
    summary: {
      objective: 100, bound: 80, gap_share: 0.2, objective_proven: 110, do_nothing: 400, largest_first: 150,
      person_hours_without_power: 100, person_hours_without_water: 0, person_hours_without_heat: 0,
      person_hours_without_water_proven: null, person_hours_without_heat_proven: null, person_hours_without_heat_do_nothing: null,
      people_drained: 0, people_drained_proven: null, people_drained_do_nothing: null, spent_usd: 0, usable_usd: 0,
      people_power: 30, people_water: 0, damaged_count: 1, back_count: 1, planner: "search", seed: 0, effort: 1,
      count_announced: false, svitlo: "0", engines: {},
    },
    curves: { power: { planned: [10, 20, 0, 0], proven: null, nothing: null, largest: null }, water: null, heat: null, weighted_by_day: { planned: [400, 0], proven: null, nothing: null, largest: null, bound: null }, mean_c: null },
    places: [
      { place_id: "H1", name: "Hospital", kind: "hospital", people: 10, weight: 5, bus: 0, water: null, water_node_id: null, power_share: [0, 0, 2, 1], water_share: null, heat: null },
      { place_id: "T1", name: "Town", kind: "households", people: 20, weight: 1, bus: 1, water: null, water_node_id: null, power_share: 1, water_share: null, heat: [{ from_h: 8, drain_at_h: null, power_back_h: 24, heat_back_h: 24, drained: false }] },
    ],
    notes: [],
    proof: { power: null, water: null },
    network: {
      coordinates: "drawn",
      buses: { id: ["1", "2"], name: [null, null], x: [0, 1], y: [0, 0], kv: [110, 110] },
      branches: { asset: ["power/branch/1"], from: [0], to: [1], kv: [110] },
      generators: { asset: ["power/gen/1"], bus: [1], pmax_mw: [10] },
      dark: { first: [0], changes: [{ day: 1, dark: [], lit: [0] }] },
      outline: null,
      water: [],
    },
    damage: [{ asset_id: "power/branch/1", sector: "power", kind: "branch", id: "1", network: null, severity: "major", reported_day: 0, source: null, note: null, table: "branches", row: 0, start_day: 0, service_day: 1, capacity_share: 1 }],
    works: [{ at: "power/branch/1", is_install: false, equipment_id: null, quantity: 1, crew_kind: "line", start_day: 0, service_day: 1, uses: [] }],
    crews: [{ crew_kind: "line", count_by_day: [1, 1] }],
    equipment: [],
    purchases: [],
    pledges: [],
    decisions: [],
    donors: [],
    events: [],
    agreement: [],
    explanation: null,
    changes: null,
    ledger_head: null,
    ...change,
  };
}
