/** The headline figures, and the plan against doing nothing and repairing the largest first, service by service. */
import { atLeast, figure } from "../app/names";
import { date, number, t, usd } from "../app/text";
import type { Plan } from "../model/plan";
import { byDay, personHours, services } from "../parts/people";
import { ServiceSign } from "../parts/timebar";
import { Table } from "../parts/table";
import { isBounded, percentAtMost, placed, provenObjective, unit } from "./summary-sentences";

interface CardProps {
  what: string;
  value: string;
  more: string;
  sign?: "power" | "water" | "heat";
}

function Card({ what, value, more, sign }: CardProps) {
  return (
    <li class={`card figure-card ${sign ?? ""}`}>
      <span class="what">
        {sign && <ServiceSign service={sign} />} {what}
      </span>
      <span class="value">{value}</span>
      <span class="more">{more}</span>
    </li>
  );
}

export function Cards({ plan }: { plan: Plan }) {
  const cards = [...serviceCards(plan), ...planCards(plan)];
  return (
    <ul class="cards figures" aria-label={t("overview.figures")}>
      {cards.map((one) => (
        <Card key={one.what} {...one} />
      ))}
    </ul>
  );
}

function serviceCards(plan: Plan): CardProps[] {
  const { start, days } = plan.doc.case;
  const { summary, curves } = plan.doc;
  const span = { from: date(start, 0), to: date(start, days - 1) };
  return services(plan).map((one) => {
    const mean = byDay(plan, curves[one]?.planned);
    const hours = summary[`person_hours_without_${one}`];
    return {
      what: t(`curves.${one}`),
      value: mean ? `${number(mean[0])} → ${number(mean.at(-1))}` : "–",
      more: t("overview.card_span", { ...span, hours: figure(hours) }),
      sign: one,
    };
  });
}

function planCards(plan: Plan): CardProps[] {
  const { summary, is_public: isPublic } = plan.doc;
  const last = date(plan.doc.case.start, plan.doc.case.days - 1);
  const cards: CardProps[] = [
    {
      what: t("overview.card_objective"),
      value: number(summary.objective),
      more: t("overview.card_objective_more", {
        proven: number(provenObjective(plan)),
        nothing: number(summary.do_nothing),
      }),
    },
    gapCard(plan),
  ];
  if (isPublic) return cards;
  cards.push({
    what: t("overview.card_money"),
    value: usd(summary.spent_usd),
    more: t("overview.card_money_more", { usable: usd(summary.usable_usd) }),
  });
  const drawn = gifts(plan);
  cards.push({
    what: t("overview.card_back"),
    value: t("overview.of", { part: number(summary.back_count), all: number(summary.damaged_count) }),
    more: t("overview.card_back_more", { date: last, drawn: drawn.used, all: drawn.all }),
  });
  const { units, spots } = placed(plan);
  if (units > 0)
    cards.push({
      what: t("overview.card_placed"),
      value: number(units),
      more: t("overview.card_placed_more", { n: spots, date: last }),
    });
  return cards;
}

function gapCard(plan: Plan): CardProps {
  const { gap_share: gap, bound } = plan.doc.summary;
  if (!isBounded(plan)) return { what: t("overview.card_gap"), value: "–", more: t("overview.card_gap_unknown") };
  return {
    what: t("overview.card_gap"),
    value: t("overview.at_most", { share: percentAtMost(gap) }),
    more: t("overview.card_gap_more", { bound: atLeast(bound) }),
  };
}

/** Gifts of goods that can be used before the end, and those of them that are. */
function gifts(plan: Plan): { used: number; all: number } {
  const usable = plan.doc.pledges.filter((one) => one.form === "goods" && one.usable_day !== null);
  return { used: usable.filter((one) => one.used_count > 0).length, all: usable.length };
}

interface Row {
  what: string;
  planned: number | null;
  proven: number | null;
  largest: number | null;
  nothing: number | null;
}

/** Person-hours in all, as planned and proven, against others: sums of the curves where the summary has none. */
export function Compared({ plan }: { plan: Plan }) {
  const { summary } = plan.doc;
  // Heat is counted by the summary even where no curve of it was worked out.
  const isHeated = plan.doc.places.some((one) => one.heat !== null);
  const counted = (["power", "water", "heat"] as const).filter(
    (one) => services(plan).includes(one) || (one === "heat" && isHeated),
  );
  const rows: Row[] = counted.map((one) => serviceRow(plan, one));
  const { objective, largest_first: largest, do_nothing: nothing } = summary;
  rows.push({ what: unit(plan), planned: objective, proven: provenObjective(plan), largest: largest ?? null, nothing });
  const column = (id: Exclude<keyof Row, "what">) => ({
    title: t(`curves.line_${id}`),
    numeric: true,
    value: (row: Row) => whole(row[id]),
    show: (row: Row) => figure(row[id]),
  });
  return (
    <Table<Row>
      title={t("overview.compared")}
      caption
      rows={rows}
      rowKey={(row) => row.what}
      columns={[
        { title: t("overview.compared_what"), value: (row) => row.what, isHead: true },
        column("planned"),
        column("proven"),
        column("largest"),
        column("nothing"),
      ]}
    />
  );
}

function serviceRow(plan: Plan, service: "power" | "water" | "heat"): Row {
  const { summary } = plan.doc;
  const lines = plan.doc.curves[service];
  const told =
    service === "power" || provenObjective(plan) === null ? null : summary[`person_hours_without_${service}_proven`];
  return {
    what: t(`overview.hours_${service}`),
    planned: summary[`person_hours_without_${service}`],
    proven: told ?? personHours(plan, lines?.proven),
    largest: personHours(plan, lines?.largest),
    nothing:
      service === "heat"
        ? (summary.person_hours_without_heat_do_nothing ?? personHours(plan, lines?.nothing))
        : personHours(plan, lines?.nothing),
  };
}

function whole(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}
