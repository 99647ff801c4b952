/** The legend, drawn with the same shapes as the map; folded up where there is little room. */
import { useState } from "preact/hooks";
import { service } from "../app/state";
import { t } from "../app/text";
import type { Plan } from "../model/plan";
import { legendEntries } from "./legend-entries";
import type { Scene } from "./scene";
import { SignIcon } from "./sign-icon";

const ROOM = "(min-width: 40rem)";

export function Legend({ plan, scenes }: { plan: Plan; scenes: readonly Scene[] }) {
  const [isOpen] = useState(() => matchMedia(ROOM).matches);
  return (
    <details class="map-legend" open={isOpen}>
      <summary>{t("map.legend")}</summary>
      <ul>
        {legendEntries(plan, scenes, service.value).map((entry) => (
          <li key={entry.id}>
            <SignIcon shapes={entry.shapes} />
            {entry.text}
          </li>
        ))}
      </ul>
    </details>
  );
}
