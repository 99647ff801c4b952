/** The plan's own explanation, as `summary.json` holds it: see `tables/explanation.py`, whose docstrings say what each is. */
import type { Plan } from "../model/plan";

export interface Giver {
  pledge_id: string;
  actor: string;
  usable_day: number;
  available_day: number;
  decision_id: string | null;
  adopted_day: number | null;
  rule: string | null;
}

export interface PartWait {
  equipment_id: string;
  equipment: string;
  quantity: number;
  is_bought: boolean;
  order_day: number;
  arrival_day: number;
  giver: Giver;
  sooner_units_went_to: string[];
}

export interface CrewWait {
  ready_day: number;
  busy_on: string[];
  more_crews: number;
  givers: Giver[];
}

export interface WorkExplained {
  asset_id: string;
  crew_kind: string;
  start_day: number;
  service_day: number;
  capacity_share: number;
  without_it: number | null;
  helps_from_day: number | null;
  people_switched_on: number | null;
  people_switched_on_together: number | null;
  people_given_water: number | null;
  people_given_water_together: number | null;
  returns_with: string[];
  only_together_with: string[];
  waited_for: string[];
  parts: PartWait[];
  crew: CrewWait | null;
  could_start_day: number | null;
  ready_with_substitute_day: number | null;
  in_first_half_share: number | null;
}

export interface Lack {
  equipment_id: string;
  equipment: string;
  quantity: number;
  usable_count: number;
  first_day: number | null;
}

export interface LeftExplained {
  asset_id: string;
  crew_kind: string;
  why: string;
  lacks: Lack[];
  gain: number | null;
}

export interface MoneyWorth {
  pledge_id: string;
  actor: string;
  left_usd: number;
  worth: number | null;
  why: string;
  more_back: string[];
}

export interface EquipmentWorth {
  equipment_id: string;
  equipment: string;
  units: number;
  from_day: number;
  worth: number | null;
  why: string;
  more_back: string[];
}

export interface DelayCost {
  pledge_id: string;
  actor: string;
  purchase_id: string | null;
  equipment_id: string;
  equipment: string;
  quantity: number;
  day: number;
  late_days: number;
  slack_days: number | null;
  cost: number | null;
  why: string;
}

export interface HeatExplained {
  place_id: string;
  place: string;
  people: number;
  without_power_from: string;
  drained_unless_before: string;
  power_back: string | null;
  heat_back: string | null;
  is_drained: boolean;
  back_with: string[] | null;
}

export interface Explanation {
  first_date: string;
  days: number;
  works: WorkExplained[];
  left: LeftExplained[];
  core: { plan_count: number; asset_ids: string[] } | null;
  money: MoneyWorth[];
  equipment: EquipmentWorth[];
  delays: DelayCost[];
  heat: HeatExplained[];
}

/** The explanation of a plan; null where it was left out. */
export function explanationOf(plan: Plan): Explanation | null {
  return plan.doc.explanation as Explanation | null;
}

/** What is said of the work on an asset or at a spot; null where nothing is. */
export function explained(plan: Plan, at: string): WorkExplained | null {
  return explanationOf(plan)?.works.find((one) => one.asset_id === at) ?? null;
}

export function leftExplained(plan: Plan, assetId: string): LeftExplained | null {
  return explanationOf(plan)?.left.find((one) => one.asset_id === assetId) ?? null;
}
