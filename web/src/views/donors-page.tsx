/** One donor: what was given, what is usable, what was bought, where it went. Joint use is said as joint. */
import type { ComponentChildren } from "preact";
import type { Donor, Pledge } from "../model/document";
import type { Plan } from "../model/plan";
import { placeName } from "../app/names";
import { show } from "../app/state";
import { number, t, usd } from "../app/text";
import { roleText, stateText } from "../gantt/decisions";
import { placesAt } from "../gantt/places";
import { apartUsd, isApart } from "../gantt/support";
import { filled } from "../gantt/tables";
import type { Job } from "../gantt/units";
import { Table } from "../parts/table";
import {
  funnelColumns,
  givenColumns,
  givenOf,
  shareColumns,
  sharesOf,
  supportColumns,
  type Share,
} from "./donors-tables";
import { purchaseColumns } from "./shopping-tables";

export function DonorPage({ plan, donor, jobs }: { plan: Plan; donor: Donor; jobs: readonly Job[] }) {
  const pledges = plan.doc.pledges.filter((one) => donor.pledges.includes(one.pledge_id));
  const apart = pledges.filter((one) => isApart(one, plan.doc.summary.count_announced));
  const usual = pledges.filter((one) => !apart.includes(one));
  const shares = sharesOf(plan, jobs, donor.pledges, donor.actor);
  return (
    <article class="donor">
      <h3>{donor.actor}</h3>
      {donor.role !== null && <p class="soft">{t("donors.role_is", { role: roleText(donor.role) })}</p>}
      <Cards donor={donor} apart={apart} />
      <Section
        title={t("donors.given_by_stage")}
        note={t("donors.stages_apart")}
        isThere={usual.length > 0}
        empty={t("donors.nothing_given")}
      >
        <Table
          title={t("donors.given_by_stage")}
          rows={givenOf(usual)}
          columns={givenColumns(plan)}
          rowKey={(one) => `${one.form} ${one.stage ?? ""} ${one.category ?? ""}`}
        />
      </Section>
      <Section title={t("donors.support")} isThere={usual.length > 0} empty={null}>
        <Table
          title={t("donors.support_of", { actor: donor.actor })}
          rows={usual}
          columns={filled(usual, supportColumns(plan, false))}
          rowKey={(one) => one.pledge_id}
          onSelect={choosePledge}
        />
      </Section>
      <Apart plan={plan} pledges={apart} withDonor={false} />
      <Waits plan={plan} pledges={pledges} />
      <Bought plan={plan} donor={donor} />
      <Section
        title={t("donors.used_in")}
        note={t("donors.joint_note")}
        isThere={shares.length > 0}
        empty={t("donors.not_used")}
      >
        <Table
          title={t("donors.used_in")}
          rows={shares}
          columns={shareColumns(plan)}
          rowKey={(one) => one.job.id}
          onSelect={({ job }) => show({ kind: "asset", id: job.id }, "works")}
        />
      </Section>
      <Places plan={plan} shares={shares} />
      <Ledger plan={plan} donor={donor} />
    </article>
  );
}

/** From a donor's pledge to where its units go. */
function choosePledge(pledge: Pledge): void {
  show({ kind: "pledge", id: pledge.pledge_id }, "shopping");
}

function Cards({ donor, apart }: { donor: Donor; apart: readonly Pledge[] }) {
  const aside = apartUsd(apart);
  const cards: [string, string][] = [
    [t("donors.given"), usd(donor.given_usd - aside)],
    [t("donors.usable"), usd(donor.usable_usd)],
    [t("donors.spent"), usd(donor.spent_usd)],
    [t("donors.units"), number(donor.unit_count)],
    [t("donors.units_used"), number(donor.used_count)],
    [t("donors.works"), number(donor.work_count)],
  ];
  if (aside > 0) cards.splice(1, 0, [t("donors.apart_usd"), usd(aside)]);
  return (
    <dl class="cards donor-cards">
      {cards.map(([name, value]) => (
        <div class="card" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Section(props: {
  title: string;
  note?: string;
  isThere: boolean;
  empty: string | null;
  children: ComponentChildren;
}) {
  if (!props.isThere && props.empty === null) return null;
  return (
    <section>
      <h4>{props.title}</h4>
      {props.isThere && props.note !== undefined && <p class="soft small">{props.note}</p>}
      {props.isThere ? props.children : <p>{props.empty}</p>}
    </section>
  );
}

/** Military support, and support that is only announced: never money for the networks. */
export function Apart({ plan, pledges, withDonor }: { plan: Plan; pledges: readonly Pledge[]; withDonor: boolean }) {
  return (
    <Section title={t("donors.apart")} note={t("donors.apart_note")} isThere={pledges.length > 0} empty={null}>
      <div class="donor-apart">
        <Table
          title={t("donors.apart")}
          rows={pledges}
          columns={filled(pledges, supportColumns(plan, withDonor))}
          rowKey={(one) => one.pledge_id}
        />
      </div>
    </Section>
  );
}

function Waits({ plan, pledges }: { plan: Plan; pledges: readonly Pledge[] }) {
  const ids = new Set(pledges.map((one) => one.decision_id));
  const decisions = plan.doc.decisions.filter((one) => ids.has(one.decision_id));
  return (
    <Section title={t("donors.decisions")} isThere={decisions.length > 0} empty={null}>
      <ul>
        {decisions.map((one) => (
          <li key={one.decision_id}>
            <strong>{one.decision_id}</strong>
            {`: ${one.subject}. ${stateText(plan, one)}`}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Bought({ plan, donor }: { plan: Plan; donor: Donor }) {
  const rows = plan.doc.purchases.filter((one) => donor.pledges.includes(one.pledge_id));
  const isCash = plan.doc.pledges.some((one) => one.form === "cash" && donor.pledges.includes(one.pledge_id));
  return (
    <Section title={t("donors.bought")} isThere={rows.length > 0} empty={isCash ? t("donors.nothing_bought") : null}>
      <Table
        title={t("donors.bought")}
        rows={rows}
        columns={purchaseColumns(plan, "pledge")}
        rowKey={(one) => one.purchase_id}
        onSelect={(one) => show({ kind: "equipment", id: one.equipment_id }, "shopping")}
      />
    </Section>
  );
}

/** Places at the works in which something of the donor is used, each once. */
function Places({ plan, shares }: { plan: Plan; shares: readonly Share[] }) {
  const jobs = new Map<number, number>();
  for (const { job } of shares) for (const row of placesAt(plan, job)) jobs.set(row, (jobs.get(row) ?? 0) + 1);
  const rows = [...jobs]
    .map(([row, count]) => ({ row, count, people: plan.doc.places[row]?.people ?? 0 }))
    .sort((a, b) => b.people - a.people);
  const columns = [
    {
      title: t("donors.place"),
      value: ({ row }: (typeof rows)[number]) => placeName(plan, plan.doc.places[row]?.place_id ?? ""),
      isHead: true,
    },
    {
      title: t("donors.people"),
      value: (one: (typeof rows)[number]) => one.people,
      numeric: true,
      show: (one: (typeof rows)[number]) => number(one.people),
    },
    { title: t("donors.works_here"), value: (one: (typeof rows)[number]) => one.count, numeric: true },
  ];
  return (
    <Section title={t("donors.places_at")} note={t("donors.places_note")} isThere={rows.length > 0} empty={null}>
      <Table
        title={t("donors.places_at")}
        rows={rows}
        columns={columns}
        rowKey={(one) => String(one.row)}
        first={15}
        onSelect={({ row }) => show({ kind: "place", id: plan.doc.places[row]?.place_id ?? "" }, "overview")}
      />
    </Section>
  );
}

function Ledger({ plan, donor }: { plan: Plan; donor: Donor }) {
  if (donor.ledger === null) return null;
  return (
    <>
      <Section
        title={t("donors.ledger")}
        note={t("donors.stages_apart")}
        isThere={donor.ledger.length > 0}
        empty={t("donors.ledger_empty")}
      >
        <Table
          title={t("donors.ledger")}
          rows={donor.ledger}
          columns={funnelColumns()}
          rowKey={(one) => `${one.stage} ${one.currency}`}
        />
      </Section>
      <LedgerHead plan={plan} />
    </>
  );
}

export function LedgerHead({ plan }: { plan: Plan }) {
  const head = plan.doc.ledger_head;
  if (head === null) return null;
  return (
    <p class="small donor-head">
      {t("donors.ledger_head")} <code>{head}</code>
    </p>
  );
}
