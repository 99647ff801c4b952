/** What to buy with whose money, when it arrives, what is left, and where each unit goes. */
import { useMemo, useState } from "preact/hooks";
import type { Plan } from "../model/plan";
import { selection, show } from "../app/state";
import { date, t, usd } from "../app/text";
import { accountsOf, placementsOf, stocksOf, totalsOf, type Account, type Placement, type Stock } from "../gantt/money";
import { giverOf } from "../gantt/origins";
import { earmarkText, money } from "../gantt/support";
import { filled } from "../gantt/tables";
import { jobsOf, type Job } from "../gantt/units";
import { explanationOf } from "../explain/records";
import { moneySentence } from "../explain/sentences";
import { save, xlsxOf } from "../parts/exports";
import { Table } from "../parts/table";
import {
  MoneyPatterns,
  accountColumns,
  giftColumns,
  placedColumns,
  placementColumns,
  purchaseColumns,
  sheetOf,
  stockColumns,
  unspentColumns,
} from "./shopping-tables";
import "../styles/shopping.css";

interface Goods {
  accounts: Account[];
  stocks: Stock[];
  placements: Placement[];
  jobs: Job[];
}

export function Shopping({ plan }: { plan: Plan }) {
  const goods = useMemo(() => {
    const jobs = jobsOf(plan.doc);
    return { jobs, accounts: accountsOf(plan.doc), stocks: stocksOf(plan.doc, jobs), placements: placementsOf(jobs) };
  }, [plan]);
  const [by, setBy] = useState<"pledge" | "equipment">("pledge");
  const isEmpty = plan.doc.purchases.length === 0;
  return (
    <section class="shopping">
      <h2>{t("shop.title")}</h2>
      {isEmpty ? <p>{t("shop.nothing")}</p> : <Totals plan={plan} />}
      <div class="shop-tools">
        <Switch by={by} onSwitch={setBy} />
        <button type="button" onClick={() => void saveAll(plan, goods)}>
          {t("shop.save_all")}
        </button>
      </div>
      <Goes plan={plan} placements={goods.placements} />
      {by === "pledge" ? <ByPledge plan={plan} goods={goods} /> : <ByEquipment plan={plan} goods={goods} />}
      <Unspent plan={plan} accounts={goods.accounts} />
      <Gifts plan={plan} />
      <Placed plan={plan} jobs={goods.jobs} />
    </section>
  );
}

function Totals({ plan }: { plan: Plan }) {
  const totals = totalsOf(plan.doc);
  const cards = [
    ["shop.total_purchases", totals.purchases_usd],
    ["shop.total_plan", totals.plan_usd],
    ["shop.total_usable", totals.usable_usd],
    ["shop.total_left", totals.left_usd],
  ] as const;
  return (
    <>
      <dl class="cards shop-totals">
        {cards.map(([key, value]) => (
          <div class="card" key={key}>
            <dt>{t(key, { n: plan.doc.purchases.length })}</dt>
            <dd>{usd(value)}</dd>
          </div>
        ))}
      </dl>
      <p class={totals.agree ? "soft small" : "shop-differs"}>
        {t(totals.agree ? "shop.agree" : "shop.differ", { pledges: usd(totals.pledges_usd) })}
      </p>
    </>
  );
}

function Switch({ by, onSwitch }: { by: "pledge" | "equipment"; onSwitch: (by: "pledge" | "equipment") => void }) {
  return (
    <span class="shop-switch" role="group" aria-label={t("shop.order")}>
      {(["pledge", "equipment"] as const).map((one) => (
        <button type="button" key={one} aria-pressed={by === one} onClick={() => onSwitch(one)}>
          {t(`shop.by_${one}`)}
        </button>
      ))}
    </span>
  );
}

function ByPledge({ plan, goods }: { plan: Plan; goods: Goods }) {
  const { accounts } = goods;
  if (accounts.length === 0) return <p>{t("shop.no_money")}</p>;
  const most = Math.max(0, ...accounts.map((one) => one.pledge.amount_usd ?? 0));
  return (
    <>
      <MoneyPatterns />
      <h3>{t("shop.money")}</h3>
      <Table
        title={t("shop.money")}
        rows={accounts}
        columns={accountColumns(plan, most)}
        rowKey={(one) => one.pledge.pledge_id}
        isSelected={(one) => isChosen("pledge", one.pledge.pledge_id)}
        onSelect={(one) => choose("pledge", one.pledge.pledge_id)}
      />
      {accounts
        .filter((one) => one.state === "used")
        .map((one) => (
          <AccountCard key={one.pledge.pledge_id} plan={plan} account={one} />
        ))}
    </>
  );
}

function AccountCard({ plan, account }: { plan: Plan; account: Account }) {
  const { pledge } = account;
  const values = {
    amount: money(pledge.amount, pledge.currency),
    usd: usd(pledge.amount_usd),
    usable: date(plan.doc.case.start, pledge.usable_day, "long"),
    spent: usd(account.bought_usd),
    left: usd(account.left_usd),
  };
  const earmark = earmarkText(plan, pledge);
  const title = t("shop.pledge_of", { pledge: pledge.pledge_id, actor: pledge.actor });
  return (
    <section class="card shop-account">
      <h4>{title}</h4>
      <p>{t(pledge.currency === "USD" ? "shop.account_usd" : "shop.account", values)}</p>
      {earmark !== null && <p class="soft">{t("shop.earmark", { what: earmark })}</p>}
      <Table
        title={title}
        rows={account.purchases}
        columns={purchaseColumns(plan, null)}
        rowKey={(one) => one.purchase_id}
        isSelected={(one) => isChosen("equipment", one.equipment_id)}
        onSelect={(one) => choose("equipment", one.equipment_id)}
      />
    </section>
  );
}

function ByEquipment({ plan, goods }: { plan: Plan; goods: Goods }) {
  if (goods.stocks.length === 0) return <p>{t("shop.no_equipment")}</p>;
  return (
    <>
      <h3>{t("shop.stocks")}</h3>
      <Table
        title={t("shop.stocks")}
        rows={goods.stocks}
        columns={filled(goods.stocks, stockColumns(plan))}
        rowKey={(one) => one.equipment_id}
        isSelected={(one) => isChosen("equipment", one.equipment_id)}
        onSelect={(one) => choose("equipment", one.equipment_id)}
      />
      {plan.doc.purchases.length > 0 && (
        <>
          <h3>{t("shop.purchases")}</h3>
          <Table
            title={t("shop.purchases")}
            rows={plan.doc.purchases}
            columns={purchaseColumns(plan, "donor")}
            rowKey={(one) => one.purchase_id}
            isSelected={(one) => isChosen("equipment", one.equipment_id)}
            onSelect={(one) => choose("equipment", one.equipment_id)}
          />
        </>
      )}
    </>
  );
}

/** Where the units of the selected equipment or pledge go. */
function Goes({ plan, placements }: { plan: Plan; placements: readonly Placement[] }) {
  const chosen = selection.value;
  const isPledge = chosen?.kind === "pledge";
  if (chosen === null || (!isPledge && chosen.kind !== "equipment"))
    return <p class="soft small">{t("shop.choose")}</p>;
  const rows = placements.filter(({ use }) => (isPledge ? use.pledge_id : use.equipment_id) === chosen.id);
  const name = isPledge
    ? t("shop.pledge_of", { pledge: chosen.id, actor: giverOf(plan, chosen.id) })
    : plan.name(chosen.id);
  const title = t("shop.goes", { what: name });
  return (
    <section class="card shop-goes" aria-live="polite">
      <div class="shop-goes-head">
        <h3>{title}</h3>
        <button type="button" onClick={() => (selection.value = null)}>
          {t("shop.close")}
        </button>
      </div>
      {rows.length === 0 ? (
        <p>{t("shop.goes_nowhere")}</p>
      ) : (
        <Table
          title={title}
          rows={rows}
          columns={placementColumns(plan, !isPledge)}
          rowKey={({ job, use }) => `${job.id} ${use.equipment_id} ${use.origin}`}
          onSelect={({ job }) => show({ kind: "asset", id: job.id }, "works")}
        />
      )}
    </section>
  );
}

function Unspent({ plan, accounts }: { plan: Plan; accounts: readonly Account[] }) {
  const rows = accounts.filter((one) => one.bought_usd === 0);
  const worth =
    explanationOf(plan)?.money.filter((one) => rows.some((row) => row.pledge.pledge_id === one.pledge_id)) ?? [];
  if (rows.length === 0) return accounts.length === 0 ? null : <p>{t("shop.all_used")}</p>;
  return (
    <>
      <h3>{t("shop.unspent")}</h3>
      <Table
        title={t("shop.unspent")}
        rows={rows}
        columns={unspentColumns(plan)}
        rowKey={(one) => one.pledge.pledge_id}
      />
      {worth.map((one) => (
        <p key={one.pledge_id} class="small">
          {t("shop.one_more", { pledge: one.pledge_id, said: moneySentence(plan, one) })}
        </p>
      ))}
    </>
  );
}

function Gifts({ plan }: { plan: Plan }) {
  const rows = giftsOf(plan);
  return (
    <>
      <h3>{t("shop.gifts")}</h3>
      {rows.length === 0 ? (
        <p>{t("shop.no_gifts")}</p>
      ) : (
        <Table
          title={t("shop.gifts")}
          rows={rows}
          columns={filled(rows, giftColumns(plan))}
          rowKey={(one) => one.pledge_id}
          isSelected={(one) => isChosen("pledge", one.pledge_id)}
          onSelect={(one) => choose("pledge", one.pledge_id)}
        />
      )}
    </>
  );
}

function Placed({ plan, jobs }: { plan: Plan; jobs: readonly Job[] }) {
  const rows = plan.doc.works.filter((one) => one.is_install);
  if (rows.length === 0) return null;
  const jobOf = (at: string) => jobs.find((one) => one.work.is_install && one.work.at === at);
  return (
    <>
      <h3>{t("shop.placed")}</h3>
      <Table
        title={t("shop.placed")}
        rows={rows}
        columns={placedColumns(plan)}
        rowKey={(one, row) => `${one.at} ${one.equipment_id ?? ""} ${one.start_day} ${row}`}
        onSelect={(one) => show({ kind: "asset", id: jobOf(one.at)?.id ?? one.at }, "works")}
      />
    </>
  );
}

function giftsOf(plan: Plan) {
  return plan.doc.pledges.filter((one) => one.form === "goods");
}

function isChosen(kind: "pledge" | "equipment", id: string): boolean {
  return selection.value?.kind === kind && selection.value.id === id;
}

function choose(kind: "pledge" | "equipment", id: string): void {
  selection.value = isChosen(kind, id) ? null : { kind, id };
}

/** One workbook with a sheet for each table of the page. */
async function saveAll(plan: Plan, { accounts, stocks, placements }: Goods): Promise<void> {
  const { doc } = plan;
  const sheets = [
    sheetOf(t("shop.sheet_purchases"), doc.purchases, purchaseColumns(plan, "donor")),
    sheetOf(t("shop.sheet_pledges"), accounts, accountColumns(plan, 0)),
    sheetOf(t("shop.sheet_equipment"), stocks, stockColumns(plan)),
    sheetOf(
      t("shop.sheet_unspent"),
      accounts.filter((one) => one.bought_usd === 0),
      unspentColumns(plan),
    ),
    sheetOf(t("shop.sheet_gifts"), giftsOf(plan), giftColumns(plan)),
    sheetOf(
      t("shop.sheet_placed"),
      doc.works.filter((one) => one.is_install),
      placedColumns(plan),
    ),
    sheetOf(t("shop.sheet_goes"), placements, placementColumns(plan, true)),
  ];
  save(await xlsxOf(sheets), `${t("shop.file")}.xlsx`);
}
