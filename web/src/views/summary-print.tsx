/** For paper alone: the first works and the dearest purchases, in short. */
import { assetName } from "../app/names";
import { code, date, number, t, usd } from "../app/text";
import type { Plan } from "../model/plan";
import { printing } from "../parts/printing";

const ROWS = 8;
export function InShort({ plan }: { plan: Plan }) {
  // A re-plan tells what it changed in its place.
  if (!printing.value || plan.doc.is_public || plan.doc.changes !== null) return null;
  return (
    <section class="print-only in-short">
      <Works plan={plan} />
      <Purchases plan={plan} />
    </section>
  );
}

function Works({ plan }: { plan: Plan }) {
  const works = [...plan.doc.works].sort((a, b) => a.start_day - b.start_day || a.service_day - b.service_day);
  if (works.length === 0) return null;
  const { start } = plan.doc.case;
  return (
    <table>
      <caption>{t("overview.first_works", { n: Math.min(ROWS, works.length), all: works.length })}</caption>
      <tbody>
        {works.slice(0, ROWS).map((one) => (
          <tr key={`${one.at} ${one.equipment_id} ${one.start_day}`}>
            <th scope="row">
              {one.is_install && one.equipment_id
                ? t("asset.placed", { equipment: plan.name(one.equipment_id), place: assetName(plan, one.at) })
                : assetName(plan, one.at)}
            </th>
            <td>{code("crew", one.crew_kind)}</td>
            <td>{`${date(start, one.start_day)} – ${date(start, one.service_day)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Purchases({ plan }: { plan: Plan }) {
  const bought = [...plan.doc.purchases].sort((a, b) => b.cost_usd - a.cost_usd);
  if (bought.length === 0) return null;
  return (
    <table>
      <caption>{t("overview.dearest", { n: Math.min(ROWS, bought.length), all: bought.length })}</caption>
      <tbody>
        {bought.slice(0, ROWS).map((one) => (
          <tr key={one.purchase_id}>
            <th scope="row">{`${number(one.quantity)} × ${plan.name(one.equipment_id)}`}</th>
            <td class="numeric">{usd(one.cost_usd)}</td>
            <td>{t("overview.arrives", { date: date(plan.doc.case.start, one.arrival_day) })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
