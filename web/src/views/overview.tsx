/** The first page: the plan in sentences and figures, the map beside the curves, and what stands behind them. */
import { date, number, t } from "../app/text";
import { NetworkMap } from "../map/network-map";
import type { Plan } from "../model/plan";
import { Curves } from "../parts/curves";
import "../styles/overview.css";
import "../styles/print.css";
import { Cards, Compared } from "./summary-cards";
import { Findings, Heat, MadeFrom, Notes, Places, Water } from "./summary-parts";
import { InShort } from "./summary-print";
import { heatSentences, proofSentences } from "./summary-proof";
import { Changed } from "./summary-replan";
import { lacking, sentences } from "./summary-sentences";

export function Overview({ plan }: { plan: Plan }) {
  const isMapped = plan.doc.network !== null;
  return (
    <div class="overview">
      <div class="headline">
        <section class="card told">
          <Told plan={plan} />
        </section>
        <Cards plan={plan} />
      </div>
      <div class={isMapped ? "side-by-side" : ""}>
        {isMapped && (
          <section class="card map-side">
            <NetworkMap plan={plan} />
          </section>
        )}
        <section class="card curve-side">
          <h2>{t("curves.title")}</h2>
          <Curves plan={plan} />
        </section>
      </div>
      <InShort plan={plan} />
      <Changed plan={plan} />
      <section class="card compared">
        <Compared plan={plan} />
        <p class="small soft">{t(`overview.weighted_${lacking(plan)}`)}</p>
      </section>
      <Heat plan={plan} />
      <Water plan={plan} />
      <Places plan={plan} />
      <Notes plan={plan} />
      <MadeFrom plan={plan} />
    </div>
  );
}

function Told({ plan }: { plan: Plan }) {
  const { start, days } = plan.doc.case;
  const groups = [
    { title: t("overview.title_plan"), said: sentences(plan) },
    { title: t("overview.title_proof"), said: [...proofSentences(plan), heatSentences(plan)] },
  ];
  return (
    <>
      <p class="span soft">
        {t("overview.span", { from: date(start, 0, "long"), to: date(start, days - 1, "long"), days: number(days) })}
      </p>
      <div class="told-groups">
        {groups.map((one) => (
          <div key={one.title}>
            <h2>{one.title}</h2>
            {one.said
              .filter((paragraph) => paragraph.length > 0)
              .map((paragraph) => (
                <p key={paragraph[0]}>{paragraph.join(" ")}</p>
              ))}
            {one === groups[1] && <Findings plan={plan} />}
          </div>
        ))}
      </div>
    </>
  );
}
