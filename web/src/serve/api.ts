/** What the server answers, and how it is asked. All paths are of this origin. */

export interface Problem {
  file: string;
  row: number | null;
  column: string | null;
  what: string;
  hint: string | null;
  /** The same in Ukrainian, null where the program has no such words. */
  what_uk?: string | null;
  hint_uk?: string | null;
}

export interface CaseEntry {
  case_id: string;
  name: string;
  sha256: string;
  start: string;
  days: number;
  damaged_count: number;
  parent: string | null;
  made: string;
}

export interface PlanEntry {
  plan_id: string;
  case_id: string | null;
  case_name: string;
  title: string;
  planner: string;
  seed: number;
  effort: number;
  objective: number;
  bound: number;
  gap_share: number;
  objective_proven: number;
  do_nothing: number;
  spent_usd: number;
  person_hours_without_power: number;
  person_hours_without_water: number;
  person_hours_without_heat: number;
  made: string;
  stopped: boolean;
}

export type JobState = "queued" | "running" | "stopping" | "done" | "stopped" | "failed" | "interrupted";

export interface JobEntry {
  job_id: string;
  case_id: string;
  state: JobState;
  stage: string | null;
  spent: number | null;
  effort: number | null;
  objective: number | null;
  bound: number | null;
  gap_share: number | null;
  started: string | null;
  ended: string | null;
  plan_id: string | null;
  problems: Problem[];
  /** `[spent, objective, bound]`, as the search went on. */
  history?: [number, number, number][];
}

export interface Library {
  cases: CaseEntry[];
  plans: PlanEntry[];
  jobs: JobEntry[];
  /** Only public documents: nothing can be uploaded or planned. */
  public: boolean;
}

export interface DamageRow {
  asset_id: string;
  severity: string;
  reported: string;
  source: string | null;
  note: string | null;
}

export interface DamageForm {
  rows: DamageRow[];
  assets: {
    asset_id: string;
    sector: string;
    kind: string;
    id: string;
    network: string | null;
    kv: number | null;
    name?: string | null;
  }[];
  severities: string[];
}

/** The server's answer was not what was asked for; `problems` say why, all at once. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problems: Problem[],
  ) {
    super(problems[0]?.what ?? `status ${status}`);
  }
}

export async function get<Answer>(path: string): Promise<Answer> {
  return answer<Answer>(await fetch(path, { headers: { Accept: "application/json" } }));
}

/** Ask for a change. The header is one that a page of another origin cannot send. */
export async function post<Answer>(path: string, body: FormData | Record<string, unknown> = {}): Promise<Answer> {
  const isForm = body instanceof FormData;
  const headers: Record<string, string> = { Accept: "application/json", "X-Svitlo": "1" };
  if (!isForm) headers["Content-Type"] = "application/json";
  return answer<Answer>(await fetch(path, { method: "POST", headers, body: isForm ? body : JSON.stringify(body) }));
}

async function answer<Answer>(response: Response): Promise<Answer> {
  const said: unknown = await response.json().catch(() => null);
  if (response.ok) return said as Answer;
  const problems = typeof said === "object" && said !== null && "problems" in said ? (said.problems as Problem[]) : [];
  throw new Refused(response.status, problems);
}
