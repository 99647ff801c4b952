/** A plan in the making: how far, how good, how far at most from the best; stop, resume, open. */
import { useEffect, useState } from "preact/hooks";
import { atLeast, figure } from "../app/names";
import { code, number, t } from "../app/text";
import { atMostPercent } from "../views/proof";
import { type JobEntry, type Library, get, post } from "./api";
import { isActive, moment } from "./library";
import { Failure } from "./pages";
import { Problems } from "./problems";

const REFRESH_MS = 1000;

export function JobPage({ id }: { id: string }) {
  const [job, setJob] = useState<JobEntry | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [asked, setAsked] = useState(0);
  const [name, setName] = useState("");
  useEffect(() => {
    let timer = 0;
    const load = () =>
      get<JobEntry>(`/api/jobs/${id}`).then(
        (found) => {
          setJob(found);
          setFailure(null);
          document.documentElement.dataset["ready"] = "true";
          if (isActive(found)) timer = window.setTimeout(load, REFRESH_MS);
        },
        (error: unknown) => {
          setFailure(error);
          timer = window.setTimeout(load, 3 * REFRESH_MS); // a server that is away for a moment comes back
        },
      );
    void load();
    return () => clearTimeout(timer);
  }, [id, asked]);
  useEffect(() => {
    get<Library>("/api/library").then(
      (library) => setName(library.cases.find((one) => one.case_id === job?.case_id)?.name ?? ""),
      () => setName(""), // the page is of use without the name
    );
  }, [job?.case_id]);
  const change = (what: "stop" | "resume") =>
    post(`/api/jobs/${id}/${what}`).then(() => setAsked(asked + 1), setFailure);
  if (job === null)
    return failure === null ? <p class="loading">{t("serve.loading")}</p> : <Failure failure={failure} />;
  return (
    <section class="card job">
      {failure !== null && <Failure failure={failure} />}
      {name !== "" && <h2>{name}</h2>}
      <p aria-live="polite">
        <strong class={`state ${job.state}`}>{t(`job.state_${job.state}`)}</strong>{" "}
        {job.stage !== null && isActive(job) && <span>{stageText(job.stage)}</span>}
      </p>
      {isActive(job) && job.state !== "queued" && <Bar job={job} />}
      <Figures job={job} />
      <History job={job} />
      <p class="actions">
        {isActive(job) && (
          <button type="button" onClick={() => void change("stop")}>
            {t(job.state === "stopping" ? "job.stop_again" : "job.stop")}
          </button>
        )}
        {(job.state === "stopped" || job.state === "interrupted" || job.state === "failed") && (
          <button type="button" class="primary" onClick={() => void change("resume")}>
            {t("job.resume")}
          </button>
        )}
        {job.plan_id !== null && (
          <a class="button primary" href={`/plans/${job.plan_id}`}>
            {t("job.open")}
          </a>
        )}
        <a class="button" href={`/cases/${job.case_id}`}>
          {t("serve.case")}
        </a>
      </p>
      {job.state === "running" && <p class="small soft">{t("job.stop_about")}</p>}
      {isActive(job) && <p class="small soft">{t("job.safe")}</p>}
      <Problems problems={job.problems} />
    </section>
  );
}

/** The planner's own words for what it does now, as keys where they are known. */
function stageText(stage: string): string {
  return code("stage", stage.replaceAll(" ", "_").toLowerCase());
}

function Bar({ job }: { job: JobEntry }) {
  const isKnown =
    job.spent !== null && job.effort !== null && job.effort > 0 && (job.stage?.startsWith("planning") ?? false);
  return (
    <p>
      {isKnown ? (
        <>
          <progress
            max={job.effort ?? 1}
            value={Math.min(job.spent ?? 0, job.effort ?? 1)}
            aria-label={t("job.progress")}
          />{" "}
          {t("job.spent", { spent: number(job.spent), effort: number(job.effort) })}
        </>
      ) : (
        <progress aria-label={t("job.progress")} />
      )}
    </p>
  );
}

function Figures({ job }: { job: JobEntry }) {
  const rows: [string, string][] = [
    ["objective", figure(job.objective)],
    ["bound", job.bound !== null && job.bound > 0 ? atLeast(job.bound) : "–"],
    ["gap_head", job.gap_share === null ? "–" : atMostPercent(job.gap_share)],
    ["started", moment(job.started)],
    ["ended", moment(job.ended)],
  ];
  return (
    <dl class="figures">
      {rows.map(([key, value]) => (
        <div key={key}>
          <dt>{t(`job.${key}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const WIDTH = 640;
const HEIGHT = 160;

/** Best plan so far over effort, with the bound beneath. */
function History({ job }: { job: JobEntry }) {
  const history = job.history ?? [];
  if (history.length < 2) return null;
  const top = Math.max(...history.map(([, objective]) => objective));
  const last = Math.max(...history.map(([spent]) => spent), 1);
  const x = (spent: number) => ((spent / last) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - (value / top) * (HEIGHT - 8)).toFixed(1);
  const path = (pick: (row: [number, number, number]) => number) =>
    history.map((row, index) => `${index === 0 ? "M" : "L"}${x(row[0])} ${y(pick(row))}`).join("");
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} class="history" role="img" aria-label={t("job.history")}>
        <path class="best" d={path((row) => row[1])} />
        <path class="bound" d={path((row) => row[2])} />
      </svg>
      <figcaption class="small soft">{t("job.history")}</figcaption>
    </figure>
  );
}
