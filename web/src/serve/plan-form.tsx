/** What is asked for in a plan, and the button that begins it. */
import { useState } from "preact/hooks";
import { code, t } from "../app/text";
import { post } from "./api";
import { Failure } from "./pages";

const PLANNERS = ["search", "greedy", "largest", "nothing", "exact"];

/** An empty field leaves the choice to the planner. */
function whole(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}

export function PlanForm({ id }: { id: string }) {
  const [planner, setPlanner] = useState("search");
  const [effort, setEffort] = useState("");
  const [seed, setSeed] = useState("0");
  const [limit, setLimit] = useState("");
  const [announced, setAnnounced] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const begin = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    const wish = {
      case_id: id,
      planner,
      seed: whole(seed) ?? 0,
      effort: whole(effort),
      count_announced: announced,
      time_limit_s: whole(limit),
    };
    post<{ job_id: string }>("/api/jobs", wish).then(
      (job) => location.assign(`/jobs/${job.job_id}`),
      (error: unknown) => {
        setBusy(false);
        setFailure(error);
      },
    );
  };
  return (
    <form onSubmit={begin}>
      <fieldset>
        <legend>{t("case.plan")}</legend>
        <div class="fields">
          <label>
            {t("case.planner")}
            <select value={planner} onChange={(event) => setPlanner(event.currentTarget.value)}>
              {PLANNERS.map((one) => (
                <option key={one} value={one}>
                  {code("planner", one)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t("case.effort")}{" "}
            <input
              type="number"
              min="0"
              step="1"
              placeholder={t("case.own")}
              value={effort}
              onInput={(event) => setEffort(event.currentTarget.value)}
            />
          </label>
          <label>
            {t("case.seed")}{" "}
            <input
              type="number"
              min="0"
              step="1"
              value={seed}
              onInput={(event) => setSeed(event.currentTarget.value)}
            />
          </label>
          <label>
            {t("case.limit")}{" "}
            <input
              type="number"
              min="0"
              step="1"
              placeholder={t("case.none")}
              value={limit}
              onInput={(event) => setLimit(event.currentTarget.value)}
            />
          </label>
        </div>
        <p>
          <label>
            <input
              type="checkbox"
              checked={announced}
              onChange={(event) => setAnnounced(event.currentTarget.checked)}
            />{" "}
            {t("case.announced")}
          </label>
        </p>
        <p class="actions">
          <button type="submit" class="primary" disabled={busy}>
            {t("case.begin")}
          </button>
        </p>
      </fieldset>
      {failure !== null && <Failure failure={failure} />}
    </form>
  );
}
