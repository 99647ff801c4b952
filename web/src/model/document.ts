/**
 * What a page is made of: one JSON document per plan, written by `svitlo.report.document` (Python) and read here.
 * The two are kept the same by tests. Numbers carry their unit in their name; days are model days from 0; a step is
 * `day * blocks + block`. A null figure is not known, never zero. `rows` are row numbers into the tables of `network`.
 */

/**
 * A share by step, from 0 to 1, rounded down to 1/10000: a constant; changes `[step, share, step, share, ...]`;
 * or all steps as base64 of little-endian uint16 in 1/10000. 65535 and null: nothing is asked for there.
 */
export type Series = number | null | (number | null)[] | string;

export interface Block {
  name: string;
  hours: number;
}

export interface CaseHead {
  name: string;
  sha256: string;
  /** ISO date of model day 0. */
  start: string;
  days: number;
  blocks: Block[];
  has_water: boolean;
  has_cold: boolean;
  /** Contract version of the case: from 2 on a heat place needs water too. */
  version: number;
}

export interface Summary {
  objective: number;
  bound: number;
  gap_share: number;
  objective_proven: number;
  do_nothing: number;
  /** The objective of repairing the largest assets first, where it was worked out. */
  largest_first: number | null;
  person_hours_without_power: number;
  person_hours_without_water: number;
  person_hours_without_heat: number;
  person_hours_without_water_proven: number | null;
  person_hours_without_heat_proven: number | null;
  person_hours_without_heat_do_nothing: number | null;
  people_drained: number;
  people_drained_proven: number | null;
  people_drained_do_nothing: number | null;
  spent_usd: number;
  /** Money of pledges that can be used before the case ends. */
  usable_usd: number;
  /** People on the power network; people behind water networks. */
  people_power: number;
  people_water: number;
  /** Null in public documents. */
  damaged_count: number | null;
  /** Damaged assets that are back in service before the case ends; null in public documents. */
  back_count: number | null;
  planner: string;
  seed: number;
  effort: number;
  count_announced: boolean;
  svitlo: string;
  engines: Record<string, string>;
}

/** One line by step: people without a service (mean of the step), or null where it was not worked out. */
export interface Lines {
  planned: number[] | null;
  proven: number[] | null;
  nothing: number[] | null;
  largest: number[] | null;
}

export interface Curves {
  power: Lines;
  water: Lines | null;
  heat: Lines | null;
  /** Weighted person-hours by day, the unit of the objective; `bound`: no plan can go below, each day taken apart. */
  weighted_by_day: {
    planned: number[];
    proven: number[] | null;
    nothing: number[] | null;
    largest: number[] | null;
    bound: number[] | null;
  };
  /** Mean temperature by day. */
  mean_c: (number | null)[] | null;
}

export type EventKind = "delivery" | "decision" | "pledge" | "crew" | "damage";

/** Something that happens on a day and is marked on the time axis. Only the fields of its kind are there. */
export interface TimeEvent {
  day: number;
  kind: EventKind;
  /** delivery: what arrives; pledge: what can be used from this day on. */
  equipment_id?: string;
  quantity?: number;
  pledge_id?: string;
  actor?: string;
  amount_usd?: number;
  /** decision: adopted on this day. */
  decision_id?: string;
  subject?: string;
  /** crew: this many more (or, negative, fewer) of a kind. */
  crew_kind?: string;
  /** damage: this many assets are reported damaged on this day. */
  count?: number;
}

export interface Network {
  /** geographic: longitude and latitude in degrees; file: the file's own plane; drawn: laid out by Svitlo. */
  coordinates: "geographic" | "file" | "drawn";
  buses: { id: string[]; name: (string | null)[]; x: number[]; y: number[]; kv: number[] };
  /** A closed switch has no asset: its id is empty. What is out of service in the network's own file is left out. */
  branches: { asset: string[]; from: number[]; to: number[]; kv: number[] };
  /** `pmax_mw` null: no limit. */
  generators: { asset: string[]; bus: number[]; pmax_mw: (number | null)[] };
  /** Buses without power at the start of day 0, then what changes on later days (rows of buses, ascending). */
  dark: { first: number[]; changes: { day: number; dark: number[]; lit: number[] }[] };
  /** Rings in the network's coordinates; `own`: the chosen country or the user's outline, `near`: its neighbours. */
  outline: { own: number[][]; near: number[][] } | null;
  /** Water networks, drawn beside the power network, each in its own plane. */
  water: WaterNetwork[];
}

export interface WaterNetwork {
  name: string;
  /** `people`: those behind a node, rounded to tenths. */
  nodes: { id: string[]; kind: ("junction" | "tank" | "reservoir")[]; x: number[]; y: number[]; people?: number[] };
  links: { asset: string[]; kind: ("pipe" | "pump" | "valve")[]; from: number[]; to: number[] };
  /** The zone of each node (row into `zones`, or -1), and the water share of each zone by step. */
  zone: number[];
  zones: { id: string; share: Series }[];
}

export interface Damage {
  asset_id: string;
  sector: "power" | "water";
  /** bus, branch, line, trafo, gen, pipe, pump, tank ... */
  kind: string;
  /** The asset's own id, and its water network. */
  id: string;
  network: string | null;
  severity: "minor" | "major" | "destroyed";
  /** Negative: reported before the case begins, and out from its first day. */
  reported_day: number;
  source: string | null;
  note: string | null;
  /** Row in `network` tables: of buses, branches or generators; of nodes or links of its water network. */
  table: "buses" | "branches" | "generators" | "nodes" | "links" | null;
  row: number | null;
  /** First day of work, and first day back; null: not repaired in this plan. */
  start_day: number | null;
  service_day: number | null;
  capacity_share: number;
}

export interface Place {
  place_id: string;
  name: string;
  /**
   * Kind by the contract; `load` for the load of a bus that no place of the case names (id `bus/<bus>`), `junction` for
   * the people of a zone of water that none names (id `zone/<network>/<node>`), drawn at the node with most of them.
   */
  kind: string;
  people: number;
  weight: number;
  /** Row of its bus, null without power; where it is drawn in water network `water` (row), null without. */
  bus: number | null;
  water: number | null;
  /** Its id within that network. */
  water_node_id: string | null;
  power_share: Series;
  water_share: Series;
  /** For heat places: times without heat. */
  heat: HeatSpell[] | null;
}

/** Hours are from the midnight at which day 0 begins. */
export interface HeatSpell {
  from_h: number;
  drain_at_h: number | null;
  power_back_h: number | null;
  heat_back_h: number | null;
  drained: boolean;
}

export interface Use {
  equipment_id: string;
  quantity: number;
  /** `purchase:ID` or `pledge:ID`. */
  origin: string;
  pledge_id: string;
  arrival_day: number;
}

/** One dated work: a repair, or a unit of equipment that is placed. */
export interface Work {
  /** The damaged asset, or `place:ID` or `pump:ID`. */
  at: string;
  is_install: boolean;
  equipment_id: string | null;
  quantity: number;
  crew_kind: string;
  start_day: number;
  service_day: number;
  uses: Use[];
}

export interface Crew {
  crew_kind: string;
  /** Crews there by day. */
  count_by_day: number[];
}

export interface Equipment {
  equipment_id: string;
  name: string;
  sector: string;
  unit: string | null;
  cost_usd: number;
  lead_days: number;
}

export interface Purchase {
  purchase_id: string;
  equipment_id: string;
  quantity: number;
  pledge_id: string;
  order_day: number;
  arrival_day: number;
  unit_cost_usd: number;
  cost_usd: number;
}

export interface Pledge {
  pledge_id: string;
  actor_id: string;
  actor: string;
  form: "cash" | "goods" | "crew";
  category: string | null;
  stage: string | null;
  /** First usable day; null: not usable before the end, `why_not` says why. */
  usable_day: number | null;
  why_not: string | null;
  /** All reasons, `why_not` the first of them: military, announced, crew_earmark, blocked, pending, after_end. */
  why_not_all?: string[];
  amount: number | null;
  currency: string | null;
  amount_usd: number | null;
  equipment_id: string | null;
  crew_kind: string | null;
  quantity: number | null;
  earmark: string[];
  decision_id: string | null;
  /** Cash: spent and left. Goods: used and left. */
  spent_usd: number;
  /** Units given, or bought from it, that works of this plan use. */
  used_count: number;
  source: string | null;
  quote: string | null;
}

export interface Decision {
  decision_id: string;
  subject: string;
  rule: "consensus" | "sovereign";
  tabled: string;
  closes: string | null;
  /** Negative: before the case begins. */
  adopted_day: number | null;
  /** Actors of role member that oppose, as of the end. */
  blocked_by: string[];
  /** `role` on the day that settles the decision, `none` where the actor has none then. */
  positions: { actor: string; role: string; position: string; date: string; quote: string | null; counts: boolean }[];
}

export interface Finding {
  day: number;
  block: string;
  what: string;
  where: string;
  value: number | null;
  limit: number | null;
  shed_mw: number | null;
  /** Where to show it on the map: row of a bus or of a branch. */
  bus: number | null;
  branch: number | null;
}

export interface Proof {
  verdict: string;
  engine: string;
  /** Distinct states (power) or days (water) that were checked. */
  checked_count: number;
  finding_count: number;
  /** Worst first; at most 100 of `finding_count`. */
  findings: Finding[];
}

/** How planned, simulated and proven water agree, in points of 100. */
export interface WaterAgreement {
  network: string;
  raw_points: number;
  learnt_points: number;
  corrected_points: number;
  proven_points: number;
  planned_share: number;
  proven_share: number;
}

/** A sentence of the planner: a key of the words with its figures, or text as it is (English) where none fits. */
export type Note = { key: string; values: Record<string, string | number> } | { text: string };

/** What a donor gave and what became of it, from the case and the plan, and from the ledger where one is given. */
export interface Donor {
  actor_id: string;
  actor: string;
  role: string | null;
  pledges: string[];
  given_usd: number;
  usable_usd: number;
  spent_usd: number;
  /** Units given or bought, and of them used by works of this plan. */
  unit_count: number;
  used_count: number;
  /** Works in which something of theirs is used; places (rows) that those works help, jointly with others. */
  work_count: number;
  /** The ledger's funnel by stage, in the currency given: stages are never added together. */
  ledger: { stage: string; currency: string; amount_minor: number; digits: number }[] | null;
}

export interface SvitloDocument {
  format: "svitlo-view";
  version: 1;
  /** Public documents hold places by name and hours only: no ids, network, works, purchases, findings or dates of repair. */
  is_public: boolean;
  case: CaseHead;
  summary: Summary;
  curves: Curves;
  places: Place[];
  notes: Note[];
  proof: { power: Proof | null; water: Proof | null };
  /** All below is empty or null in public documents. */
  network: Network | null;
  damage: Damage[];
  works: Work[];
  crews: Crew[];
  equipment: Equipment[];
  purchases: Purchase[];
  pledges: Pledge[];
  decisions: Decision[];
  donors: Donor[];
  events: TimeEvent[];
  agreement: WaterAgreement[];
  /** `summary.json`'s own records, see `tables/explanation.py` and `tables/changes.py`. */
  explanation: Record<string, unknown> | null;
  changes: Record<string, unknown> | null;
  /** Head of the ledger's chain of hashes, where the document was made with one. */
  ledger_head: string | null;
}
