/** The work that is selected: what, when, by whom, with what, why it waits and what it brings. */
import type { ComponentChildren } from "preact";
import type { Plan } from "../model/plan";
import { assetName } from "../app/names";
import { selection, show, type Selection } from "../app/state";
import { code, date, t } from "../app/text";
import { explained, leftExplained } from "../explain/records";
import { leftSentence, waitSentences, whySentences } from "../explain/sentences";
import { countOf, originSentence } from "./origins";
import { usesOf, type Job } from "./units";

export function WorkDetails({ plan, jobs }: { plan: Plan; jobs: readonly Job[] }) {
  const id = selection.value?.kind === "asset" ? selection.value.id : null;
  const job = jobs.find((one) => one.id === id) ?? jobs.find((one) => one.work.at === id);
  const isLeft = id !== null && plan.damageRow.has(id);
  return (
    <aside class="card work-details" aria-live="polite" aria-label={t("works.details")}>
      {job !== undefined ? (
        <JobDetails plan={plan} job={job} />
      ) : isLeft && id !== null ? (
        <LeftDetails plan={plan} assetId={id} />
      ) : (
        <p class="soft">{t("works.choose")}</p>
      )}
    </aside>
  );
}

function JobDetails({ plan, job }: { plan: Plan; job: Job }) {
  const { work, damage } = job;
  const start = plan.doc.case.start;
  const days = work.service_day - work.start_day;
  return (
    <>
      <h2>{assetName(plan, job.id)}</h2>
      <dl class="facts">
        <Fact name={t("works.what")}>
          {work.is_install
            ? t("works.install")
            : damage
              ? t("works.repair_of", { severity: code("severity", damage.severity) })
              : t("works.repair")}
        </Fact>
        <Fact name={t("works.crew")}>{code("crew", work.crew_kind)}</Fact>
        <Fact name={t("works.start")}>{date(start, work.start_day, "long")}</Fact>
        <Fact name={t("works.back")}>
          {t("works.back_after", { date: date(start, work.service_day, "long"), n: days })}
        </Fact>
        {damage && (
          <Fact name={t("works.reported")}>
            {[date(start, damage.reported_day, "long"), damage.source, damage.note].filter(Boolean).join("; ")}
          </Fact>
        )}
      </dl>
      <button type="button" class="primary" onClick={() => show(onMap(job), "overview", work.service_day)}>
        {t("works.show_on_map")}
      </button>
      <Reasons plan={plan} job={job} />
      <Equipment plan={plan} job={job} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Equipment({ plan, job }: { plan: Plan; job: Job }) {
  const uses = usesOf(job);
  return (
    <>
      <h3>{t("works.equipment")}</h3>
      {uses.length === 0 ? (
        <p>{t("works.no_equipment")}</p>
      ) : (
        <ul>
          {uses.map((use) => (
            <li key={`${use.equipment_id} ${use.origin}`}>
              <strong>{countOf(plan, use.equipment_id, use.quantity)}</strong>
              {" – "}
              {originSentence(plan, use)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Reasons({ plan, job }: { plan: Plan; job: Job }) {
  const record = explained(plan, job.id);
  if (record === null) return <p class="soft">{t("works.not_explained")}</p>;
  const waits = waitSentences(plan, record);
  const brings = whySentences(plan, record).filter((one) => !waits.includes(one));
  return (
    <>
      <Sentences title={t("works.why_waits")} said={waits} />
      <Sentences title={t("works.brings")} said={brings} />
    </>
  );
}

function Sentences({ title, said }: { title: string; said: string[] }) {
  if (said.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      {said.map((one) => (
        <p key={one}>{one}</p>
      ))}
    </>
  );
}

function LeftDetails({ plan, assetId }: { plan: Plan; assetId: string }) {
  const damage = plan.doc.damage[plan.damageRow.get(assetId) ?? -1];
  return (
    <>
      <h2>{assetName(plan, assetId)}</h2>
      <p>{t("works.left_damaged", { severity: damage ? code("severity", damage.severity) : null })}</p>
      <p>{leftReason(plan, assetId)}</p>
      <button type="button" onClick={() => show({ kind: "asset", id: assetId }, "overview")}>
        {t("works.show_on_map")}
      </button>
    </>
  );
}

export function leftReason(plan: Plan, assetId: string): string {
  const record = leftExplained(plan, assetId);
  return record === null ? t("works.left_unexplained") : leftSentence(plan, record);
}

/** What the map knows a work by: the asset, or the place or pump at which a unit stands. */
function onMap(job: Job): Selection {
  const [what, id] = [job.work.at.slice(0, 6), job.work.at.slice(6)];
  if (what === "place:") return { kind: "place", id };
  const pump = job.work.at.slice(5).split("/");
  if (job.work.at.startsWith("pump:"))
    return { kind: "asset", id: `water/${pump[0] ?? ""}/pump/${pump.slice(1).join("/")}` };
  return { kind: "asset", id: job.work.at };
}
