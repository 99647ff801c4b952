/** Tables of the shopping list: pledges, purchases, equipment, gifts, what is placed, and where units go. */
import type { Pledge, Purchase, Work } from "../model/document";
import type { Plan } from "../model/plan";
import { assetName, spotName } from "../app/names";
import { code, percent, t, unknown, usd } from "../app/text";
import { type Account, type Placement, type Stock } from "../gantt/money";
import { giverOf } from "../gantt/origins";
import { earmarkText, money, whyNotText } from "../gantt/support";
import { dayColumn, textColumn } from "../gantt/tables";
import type { Sheet } from "../parts/exports";
import type { Column } from "../parts/table";

/** US dollars: whole in tables, exact in exports. */
export function usdColumn<Row>(title: string, value: (row: Row) => number | null): Column<Row> {
  return { title, value, show: (row) => usd(value(row)), numeric: true };
}

export function unitOf(plan: Plan, equipmentId: string): string | null {
  return plan.doc.equipment.find((one) => one.equipment_id === equipmentId)?.unit ?? null;
}

export function accountColumns(plan: Plan, most: number): Column<Account>[] {
  return [
    { title: t("shop.pledge"), value: (one) => one.pledge.pledge_id, isHead: true },
    { title: t("shop.donor"), value: (one) => one.pledge.actor },
    { title: t("shop.amount"), value: (one) => money(one.pledge.amount, one.pledge.currency), numeric: true },
    usdColumn(t("shop.amount_usd"), (one) => one.pledge.amount_usd),
    dayColumn(plan, t("shop.usable"), (one: Account) => one.pledge.usable_day),
    usdColumn(t("shop.spent"), (one) => one.bought_usd),
    usdColumn(t("shop.left"), (one) => one.left_usd),
    { title: t("shop.used_share"), value: (one) => shareOf(one), show: (one) => <Bar account={one} most={most} /> },
  ];
}

function shareOf({ pledge, bought_usd: bought }: Account): number | null {
  return pledge.amount_usd === null || pledge.amount_usd === 0 ? null : bought / pledge.amount_usd;
}

const WIDTH = 160;

/** Length: the pledge, all at one scale. Full: spent; outline: left; hatched: not usable in this plan. */
function Bar({ account, most }: { account: Account; most: number }) {
  const scale = (value: number) => (most > 0 ? (WIDTH * value) / most : 0);
  const all = scale(account.pledge.amount_usd ?? 0);
  const isOut = account.state === "unusable";
  return (
    <span class="money-bar">
      <svg width={WIDTH + 2} height="16" aria-hidden="true">
        <rect
          class={isOut ? "money-out" : "money-left"}
          fill={isOut ? "url(#money-hatch)" : "none"}
          x="1"
          y="1"
          width={Math.max(2, all)}
          height="14"
        />
        {account.bought_usd > 0 && (
          <rect class="money-spent" x="1" y="1" width={Math.max(2, scale(account.bought_usd))} height="14" />
        )}
      </svg>
      {isOut ? t("shop.not_usable") : percent(shareOf(account))}
    </span>
  );
}

/** What the bars of money are filled with, once a page. */
export function MoneyPatterns() {
  return (
    <svg class="money-patterns" width="0" height="0" aria-hidden="true">
      <pattern id="money-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="money-hatch" width="2" height="6" />
      </pattern>
    </svg>
  );
}

/** `more`: with the pledge that pays, or also with its donor, where the table does not stand under them. */
export function purchaseColumns(plan: Plan, more: "pledge" | "donor" | null): Column<Purchase>[] {
  const columns: Column<Purchase>[] = [
    { title: t("shop.equipment"), value: (one) => plan.name(one.equipment_id), isHead: true },
    { title: t("shop.quantity"), value: (one) => one.quantity, numeric: true },
    { title: t("shop.unit"), value: (one) => unitOf(plan, one.equipment_id) },
    usdColumn(t("shop.unit_cost"), (one) => one.unit_cost_usd),
    usdColumn(t("shop.cost"), (one) => one.cost_usd),
    dayColumn(plan, t("shop.ordered"), (one: Purchase) => one.order_day),
    dayColumn(plan, t("shop.arrives"), (one: Purchase) => one.arrival_day),
    { title: t("shop.purchase"), value: (one) => one.purchase_id },
  ];
  if (more !== null) columns.push({ title: t("shop.pledge"), value: (one) => one.pledge_id });
  if (more === "donor") columns.push({ title: t("shop.donor"), value: (one) => giverOf(plan, one.pledge_id) });
  return columns;
}

export function stockColumns(plan: Plan): Column<Stock>[] {
  const arrivals = (one: Stock) => one.purchases.map((row) => row.arrival_day);
  return [
    { title: t("shop.equipment"), value: (one) => plan.name(one.equipment_id), isHead: true },
    { title: t("shop.unit"), value: (one) => unitOf(plan, one.equipment_id) },
    { title: t("shop.bought"), value: (one) => one.bought, numeric: true },
    { title: t("shop.given_units"), value: (one) => one.given, numeric: true },
    { title: t("shop.used"), value: (one) => one.used, numeric: true },
    { title: t("shop.unused"), value: (one) => one.bought + one.given - one.used, numeric: true },
    usdColumn(t("shop.cost"), (one) => (one.purchases.length > 0 ? one.cost_usd : null)),
    dayColumn(plan, t("shop.first_arrival"), (one: Stock) =>
      one.purchases.length > 0 ? Math.min(...arrivals(one)) : null,
    ),
    dayColumn(plan, t("shop.last_arrival"), (one: Stock) =>
      one.purchases.length > 0 ? Math.max(...arrivals(one)) : null,
    ),
    textColumn(t("shop.paid_by"), (one: Stock) => sources(plan, one)),
  ];
}

function sources(plan: Plan, one: Stock): string | null {
  const ids = new Set([...one.purchases, ...one.gifts].map((row) => row.pledge_id));
  return [...ids].map((id) => t("shop.pledge_of", { pledge: id, actor: giverOf(plan, id) })).join("; ") || null;
}

/** Pledges of money of which nothing is spent, and why, as far as the data says. */
export function unspentColumns(plan: Plan): Column<Account>[] {
  return [
    { title: t("shop.pledge"), value: (one) => one.pledge.pledge_id, isHead: true },
    { title: t("shop.donor"), value: (one) => one.pledge.actor },
    usdColumn(t("shop.amount_usd"), (one) => one.pledge.amount_usd),
    dayColumn(plan, t("shop.usable"), (one: Account) => one.pledge.usable_day),
    textColumn(t("shop.only_for"), (one: Account) => earmarkText(plan, one.pledge) ?? t("shop.free_use")),
    textColumn(t("shop.why"), (one: Account) => whyNotText(one.pledge) ?? t("shop.nothing_bought")),
  ];
}

export function giftColumns(plan: Plan): Column<Pledge>[] {
  return [
    { title: t("shop.pledge"), value: (one) => one.pledge_id, isHead: true },
    { title: t("shop.donor"), value: (one) => one.actor },
    { title: t("shop.equipment"), value: (one) => (one.equipment_id === null ? null : plan.name(one.equipment_id)) },
    { title: t("shop.given_units"), value: (one) => one.quantity, numeric: true },
    { title: t("shop.used"), value: (one) => one.used_count, numeric: true },
    {
      title: t("shop.unused"),
      value: (one) => (one.quantity === null ? null : one.quantity - one.used_count),
      numeric: true,
    },
    dayColumn(plan, t("shop.usable"), (one: Pledge) => one.usable_day),
    textColumn(t("shop.only_for"), (one: Pledge) => earmarkText(plan, one) ?? t("shop.free_use")),
    { title: t("shop.why_not"), value: (one) => whyNotText(one) },
  ];
}

export function placedColumns(plan: Plan): Column<Work>[] {
  const use = (one: Work) => one.uses[0];
  return [
    { title: t("shop.place"), value: (one) => spotName(plan, one.at), isHead: true },
    { title: t("shop.equipment"), value: (one) => (one.equipment_id === null ? null : plan.name(one.equipment_id)) },
    { title: t("shop.quantity"), value: (one) => one.quantity, numeric: true },
    { title: t("shop.crew"), value: (one) => code("crew", one.crew_kind) },
    dayColumn(plan, t("shop.arrives"), (one: Work) => use(one)?.arrival_day ?? null),
    dayColumn(plan, t("shop.in_use"), (one: Work) => one.service_day),
    { title: t("shop.donor"), value: (one) => (use(one) ? giverOf(plan, use(one)?.pledge_id ?? "") : unknown()) },
  ];
}

export function placementColumns(plan: Plan, withPledge: boolean): Column<Placement>[] {
  const from: Column<Placement> = {
    title: t("shop.from"),
    value: ({ use }) => t("shop.pledge_of", { pledge: use.pledge_id, actor: giverOf(plan, use.pledge_id) }),
  };
  return [
    { title: t("shop.work"), value: ({ job }) => assetName(plan, job.id), isHead: true },
    { title: t("shop.equipment"), value: ({ use }) => plan.name(use.equipment_id) },
    { title: t("shop.quantity"), value: ({ use }) => use.quantity, numeric: true },
    ...(withPledge ? [from] : []),
    dayColumn(plan, t("shop.arrives"), ({ use }: Placement) => use.arrival_day),
    dayColumn(plan, t("shop.work_starts"), ({ job }: Placement) => job.work.start_day),
  ];
}

export function sheetOf<Row>(title: string, rows: readonly Row[], columns: readonly Column<Row>[]): Sheet {
  return {
    title,
    heads: columns.map((one) => one.title),
    rows: rows.map((row) => columns.map((one) => one.value(row))),
  };
}
