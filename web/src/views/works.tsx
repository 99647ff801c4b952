/** Which crew works on what and when, and why each work waits. */
import { useMemo } from "preact/hooks";
import type { Plan } from "../model/plan";
import { t } from "../app/text";
import { WorkDetails } from "../gantt/details";
import { Gantt } from "../gantt/gantt";
import { LeftTable, WorksTable } from "../gantt/tables";
import { jobsOf } from "../gantt/units";
import "../styles/works.css";

export function Works({ plan }: { plan: Plan }) {
  const jobs = useMemo(() => jobsOf(plan.doc), [plan]);
  const left = plan.doc.damage.filter((one) => one.service_day === null);
  return (
    <section class="works">
      <h2>{t("works.title")}</h2>
      <p>{summary(plan, jobs.length, left.length)}</p>
      {jobs.length > 0 && (
        <div class="works-main">
          <div class="card">
            <Gantt plan={plan} jobs={jobs} />
          </div>
          <WorkDetails plan={plan} jobs={jobs} />
        </div>
      )}
      {jobs.length > 0 && (
        <>
          <h3>{t("works.all")}</h3>
          <WorksTable plan={plan} jobs={jobs} />
        </>
      )}
      <h3>{t("works.left")}</h3>
      {left.length === 0 ? <p>{t("works.none_left")}</p> : <LeftTable plan={plan} left={left} />}
    </section>
  );
}

function summary(plan: Plan, count: number, left: number): string {
  if (count === 0) return t("works.none");
  const kinds = new Set(plan.doc.works.map((one) => one.crew_kind)).size;
  const repairs = plan.doc.works.filter((one) => !one.is_install).length;
  const said = [t("works.count_repairs", { n: repairs, kinds })];
  if (count > repairs) said.push(t("works.count_placed", { n: count - repairs }));
  if (left > 0) said.push(t("works.count_left", { n: left }));
  return said.join(" ");
}
