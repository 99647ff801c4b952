/** The works as tables: all of them, and what stays damaged. */
import type { Damage } from "../model/document";
import type { Plan } from "../model/plan";
import { assetName } from "../app/names";
import { selection } from "../app/state";
import { code, date, has, t, unknown } from "../app/text";
import { explained } from "../explain/records";
import { Table, type Column } from "../parts/table";
import { leftReason } from "./details";
import { countOf } from "./origins";
import { usesOf, type Job } from "./units";

/** A model day as a column: sorted and exported as an ISO date, shown in the language's way. */
export function dayColumn<Row>(plan: Plan, title: string, day: (row: Row) => number | null): Column<Row> {
  const start = plan.doc.case.start;
  const known = (row: Row) => day(row) !== null;
  return {
    title,
    value: (row) => (known(row) ? date(start, day(row), "iso") : null),
    show: (row) => <span class="day">{date(start, day(row))}</span>,
  };
}

/** A column of longer text, which is not squeezed on narrow screens. */
export function textColumn<Row>(title: string, value: (row: Row) => string | null): Column<Row> {
  return { title, value, show: (row) => <span class="long-text">{value(row) ?? unknown()}</span> };
}

/** Without the columns in which no row has anything. */
export function filled<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Column<Row>[] {
  return columns.filter((column) => column.isHead || rows.some((row) => column.value(row) !== null));
}

export function worksColumns(plan: Plan): Column<Job>[] {
  return [
    { title: t("works.asset"), value: (job) => assetName(plan, job.id), isHead: true },
    { title: t("works.what"), value: (job) => t(job.work.is_install ? "works.install" : "works.repair") },
    { title: t("works.severity"), value: (job) => (job.damage ? code("severity", job.damage.severity) : null) },
    { title: t("works.crew"), value: (job) => code("crew", job.work.crew_kind) },
    dayColumn(plan, t("works.start"), (job: Job) => job.work.start_day),
    dayColumn(plan, t("works.back"), (job: Job) => job.work.service_day),
    { title: t("works.days"), value: (job) => job.work.service_day - job.work.start_day, numeric: true },
    textColumn(t("works.equipment"), (job: Job) => equipmentText(plan, job)),
    { title: t("works.waits_for"), value: (job) => waitsText(plan, job.id) },
  ];
}

function equipmentText(plan: Plan, job: Job): string | null {
  return (
    usesOf(job)
      .map((use) => countOf(plan, use.equipment_id, use.quantity))
      .join("; ") || null
  );
}

function waitsText(plan: Plan, id: string): string | null {
  const waits = explained(plan, id)?.waited_for.map((one) => one.replaceAll(" ", "_"));
  return waits?.map((one) => (has(`waits.${one}`) ? t(`waits.${one}`) : one)).join(", ") ?? null;
}

export function WorksTable({ plan, jobs }: { plan: Plan; jobs: readonly Job[] }) {
  return (
    <Table
      title={t("works.all")}
      rows={jobs}
      columns={filled(jobs, worksColumns(plan))}
      rowKey={(job) => job.id}
      isSelected={(job) => selection.value?.id === job.id}
      onSelect={(job) => (selection.value = { kind: "asset", id: job.id })}
    />
  );
}

export function leftColumns(plan: Plan): Column<Damage>[] {
  return [
    { title: t("works.asset"), value: (one) => assetName(plan, one.asset_id), isHead: true },
    { title: t("works.severity"), value: (one) => code("severity", one.severity) },
    dayColumn(plan, t("works.reported"), (one: Damage) => one.reported_day),
    textColumn(t("works.reason"), (one: Damage) => leftReason(plan, one.asset_id)),
  ];
}

export function LeftTable({ plan, left }: { plan: Plan; left: readonly Damage[] }) {
  return (
    <Table
      title={t("works.left")}
      rows={left}
      columns={filled(left, leftColumns(plan))}
      rowKey={(one) => one.asset_id}
      isSelected={(one) => selection.value?.id === one.asset_id}
      onSelect={(one) => (selection.value = { kind: "asset", id: one.asset_id })}
    />
  );
}
