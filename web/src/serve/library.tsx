/** What the library holds: cases, every plan that was made, and what is being planned. */
import { useEffect, useState } from "preact/hooks";
import { figure } from "../app/names";
import { code, dateOf, locale, percent, t, usd } from "../app/text";
import { Table } from "../parts/table";
import { atMostPercent } from "../views/proof";
import { type JobEntry, type Library, type PlanEntry, get } from "./api";
import { Failure } from "./pages";

const REFRESH_MS = 2000;

export function LibraryPage() {
  const [library, setLibrary] = useState<Library | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    let timer = 0;
    const load = () =>
      get<Library>("/api/library").then((found) => {
        setLibrary(found);
        setFailure(null);
        document.documentElement.dataset["ready"] = "true";
        if (found.jobs.some((job) => isActive(job))) timer = window.setTimeout(load, REFRESH_MS);
      }, setFailure);
    void load();
    return () => clearTimeout(timer);
  }, []);
  if (failure !== null) return <Failure failure={failure} />;
  if (library === null) return <p class="loading">{t("serve.loading")}</p>;
  return (
    <div class="stack">
      <Jobs library={library} />
      <Plans plans={library.plans} />
      <Cases library={library} />
    </div>
  );
}

export function isActive(job: JobEntry): boolean {
  return job.state === "queued" || job.state === "running" || job.state === "stopping";
}

/** A moment of the server's clock in the reader's words. */
export function moment(iso: string | null): string {
  if (iso === null) return "–";
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

function Jobs({ library }: { library: Library }) {
  const jobs = library.jobs.filter((job) => isActive(job) || job.state === "interrupted" || job.state === "failed");
  if (jobs.length === 0) return null;
  const name = (job: JobEntry) => library.cases.find((one) => one.case_id === job.case_id)?.name ?? job.case_id;
  return (
    <section class="card">
      <h2>{t("library.jobs")}</h2>
      <ul class="jobs" aria-live="polite">
        {jobs.map((job) => (
          <li key={job.job_id}>
            <a href={`/jobs/${job.job_id}`}>{name(job)}</a> <span class="state">{t(`job.state_${job.state}`)}</span>{" "}
            {job.gap_share !== null && <span class="soft">{t("job.gap", { gap: atMostPercent(job.gap_share) })}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Plans({ plans }: { plans: PlanEntry[] }) {
  const [chosen, setChosen] = useState<string[]>([]);
  const choose = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-2));
  if (plans.length === 0) return <p class="card">{t("library.no_plans")}</p>;
  return (
    <section class="card">
      <h2>{t("library.plans")}</h2>
      <Table
        title={t("library.plans")}
        rows={plans}
        rowKey={(one) => one.plan_id}
        columns={[
          {
            title: t("library.choose"),
            value: (one) => chosen.includes(one.plan_id),
            show: (one) => (
              <input
                type="checkbox"
                aria-label={t("library.choose_one", { name: titleOf(one) })}
                checked={chosen.includes(one.plan_id)}
                onChange={() => choose(one.plan_id)}
              />
            ),
          },
          {
            title: t("library.plan"),
            value: titleOf,
            show: (one) => <a href={`/plans/${one.plan_id}`}>{titleOf(one)}</a>,
            isHead: true,
          },
          { title: t("library.case"), value: (one) => one.case_name },
          { title: t("library.made"), value: (one) => one.made, show: (one) => moment(one.made) },
          {
            title: t("library.proven"),
            value: (one) => one.objective_proven,
            show: (one) => figure(one.objective_proven),
            numeric: true,
          },
          { title: t("library.saved"), value: (one) => saved(one), show: (one) => percent(saved(one)), numeric: true },
          {
            title: t("library.gap"),
            value: (one) => one.gap_share,
            show: (one) => atMostPercent(one.gap_share),
            numeric: true,
          },
          {
            title: t("library.spent"),
            value: (one) => one.spent_usd,
            show: (one) => usd(one.spent_usd),
            numeric: true,
          },
          { title: t("library.note"), value: (one) => (one.stopped ? t("library.stopped") : null) },
        ]}
      />
      <p class="actions">
        <button
          type="button"
          class="primary"
          disabled={chosen.length !== 2}
          onClick={() => location.assign(`/compare?a=${chosen[0]}&b=${chosen[1]}`)}
        >
          {t("library.compare")}
        </button>
        {chosen.length !== 2 && <span class="soft small">{t("library.choose_two")}</span>}
      </p>
    </section>
  );
}

/** Its folder's name; a plan that nobody gave a name is called by how it was made, in the language chosen. */
function titleOf(one: PlanEntry): string {
  return one.title === `${one.planner}, ${one.seed}`
    ? t("library.unnamed", { planner: code("planner", one.planner), seed: String(one.seed) })
    : one.title;
}

/** Share of the harm of doing nothing that the plan takes away, over what was proven. */
function saved(one: PlanEntry): number | null {
  return one.do_nothing > 0 ? (one.do_nothing - one.objective_proven) / one.do_nothing : null;
}

function Cases({ library }: { library: Library }) {
  if (library.public) return null;
  return (
    <section class="card">
      <h2>{t("library.cases")}</h2>
      <Table
        title={t("library.cases")}
        rows={library.cases}
        rowKey={(one) => one.case_id}
        columns={[
          {
            title: t("library.case"),
            value: (one) => one.name,
            show: (one) => <a href={`/cases/${one.case_id}`}>{one.name}</a>,
            isHead: true,
          },
          {
            title: t("library.from"),
            value: (one) => one.start,
            show: (one) =>
              new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeZone: "UTC" }).format(dateOf(one.start, 0)),
          },
          { title: t("library.days"), value: (one) => one.days, numeric: true },
          { title: t("library.damaged"), value: (one) => one.damaged_count, numeric: true },
          {
            title: t("library.based_on"),
            value: (one) => library.cases.find((other) => other.case_id === one.parent)?.name ?? null,
          },
          { title: t("library.made"), value: (one) => one.made, show: (one) => moment(one.made) },
        ]}
      />
    </section>
  );
}
