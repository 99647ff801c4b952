/** What a place waits for: the works of the day on which it has all of a service again, and why they are not sooner. */
import { assetName, spotName } from "../app/names";
import { show, step } from "../app/state";
import { date, t } from "../app/text";
import { explained } from "../explain/records";
import { waitSentences } from "../explain/sentences";
import type { Work } from "../model/document";
import { FULL, type Plan, type Service } from "../model/plan";
import { outlook, SERVICES } from "./say";

const MOST = 6;

/** The works that are back, or in use, on the day from which a place lacks no more; null where it lacks nothing now, or to the end. */
export function worksOfReturn(
  plan: Plan,
  service: Service,
  place: number,
  now: number,
): { day: number; works: Work[] } | null {
  const told = outlook(plan, service, place, now);
  const again = told.forGood ?? told.turn;
  if (Number.isNaN(told.share) || told.share >= FULL || again === null) return null;
  const day = plan.dayOf(again);
  return { day, works: plan.doc.works.filter((work) => work.service_day === day) };
}

export function PlaceWaits({ plan, row }: { plan: Plan; row: number }) {
  const waits = SERVICES.flatMap((service) => {
    const found = worksOfReturn(plan, service, row, step.value);
    return found === null ? [] : [{ service, ...found }];
  });
  if (waits.length === 0 || plan.doc.is_public) return null;
  return (
    <>
      {waits.map((one) => (
        <section key={one.service} class="map-waits-for">
          <h4>
            {t("map.waits", { service: t(`service.${one.service}`), date: date(plan.doc.case.start, one.day, "long") })}
          </h4>
          {one.works.length === 0 ? (
            <p class="small">{t("map.waits_nothing")}</p>
          ) : (
            <ul class="map-waits">
              {one.works.slice(0, MOST).map((work) => (
                <WaitedFor key={`${work.at} ${work.equipment_id ?? ""}`} plan={plan} work={work} />
              ))}
              {one.works.length > MOST && <li>{t("asset.more", { n: one.works.length - MOST })}</li>}
            </ul>
          )}
        </section>
      ))}
      <p class="small soft">{t("map.waits_about")}</p>
    </>
  );
}

function WaitedFor({ plan, work }: { plan: Plan; work: Work }) {
  const told = work.is_install ? null : explained(plan, work.at);
  const name = work.is_install
    ? t("asset.placed", { equipment: plan.name(work.equipment_id ?? ""), place: spotName(plan, work.at) })
    : assetName(plan, work.at);
  return (
    <li>
      <button type="button" class="link" onClick={() => show({ kind: "asset", id: work.at })}>
        {name}
      </button>{" "}
      {told && <span class="small">{waitSentences(plan, told)[0]}</span>}
    </li>
  );
}
