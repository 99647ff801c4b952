/** Find a place or an asset by its name: type, choose, and the map goes there. */
import { useId, useMemo, useState } from "preact/hooks";
import { assetName } from "../app/names";
import { show, type Selection } from "../app/state";
import { code, language, t } from "../app/text";
import type { Plan } from "../model/plan";
import { nodeName } from "./view";
import { scenesOf } from "./scene";

interface Entry {
  text: string;
  lower: string;
  what: Selection;
}

const MOST = 40;

export function Finder({ plan }: { plan: Plan }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const said = language.value;
  const entries = useMemo(() => entriesOf(plan), [plan, said]);
  const fitting = fittingTo(entries, typed);
  const go = (text: string, takeFirst: boolean) => {
    const entry = entries.find((one) => one.text === text) ?? (takeFirst ? fitting[0] : undefined);
    if (entry) show(entry.what);
  };
  return (
    <form
      class="map-finder"
      onSubmit={(event) => {
        event.preventDefault();
        go(typed, typed.trim() !== "");
      }}
    >
      <label for={`${id}-find`} class="unseen">
        {t("map.find")}
      </label>
      <input
        id={`${id}-find`}
        type="search"
        list={`${id}-list`}
        placeholder={t("map.find")}
        value={typed}
        autocomplete="off"
        onInput={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          // Go when one is chosen from the list or nothing else is left, not while "line 80" is typed and still "line 8".
          if (!isTyped(event) || fittingTo(entries, text).length === 1) go(text, false);
        }}
      />
      <datalist id={`${id}-list`}>
        {fitting.map((one) => (
          <option key={one.text} value={one.text} />
        ))}
      </datalist>
    </form>
  );
}

function fittingTo(entries: readonly Entry[], typed: string): Entry[] {
  const wanted = typed.trim().toLowerCase();
  const found: Entry[] = [];
  for (const one of entries) {
    if (one.lower.includes(wanted) && found.push(one) >= MOST) break;
  }
  return found;
}

/** Browsers tell letters that are typed or deleted from an option that is chosen: that is no input of a kind, or a replacement. */
function isTyped(event: Event): boolean {
  const kind = event instanceof InputEvent ? event.inputType : "";
  return kind !== "" && kind !== "insertReplacementText";
}

/** Places first, then damage, then all other assets that the networks draw. */
function entriesOf(plan: Plan): Entry[] {
  const entries: Entry[] = [];
  const add = (text: string, what: Selection) => entries.push({ text, lower: text.toLowerCase(), what });
  for (const { place } of plan.named())
    add(`${place.name} (${code("kind", place.kind)})`, { kind: "place", id: place.place_id });
  for (const one of plan.doc.damage) add(assetName(plan, one.asset_id), { kind: "asset", id: one.asset_id });
  const network = plan.doc.network;
  const power = scenesOf(plan).find((scene) => scene.water === null);
  if (network && power) {
    network.buses.id.forEach((_, row) =>
      add(t("map.bus_named", { name: nodeName(plan, power, row) }), { kind: "bus", id: String(row) }),
    );
    network.branches.asset.forEach(
      (asset, row) => !plan.damageRow.has(asset) && add(assetName(plan, asset), { kind: "branch", id: String(row) }),
    );
    network.generators.asset.forEach(
      (asset) => !plan.damageRow.has(asset) && add(assetName(plan, asset), { kind: "asset", id: asset }),
    );
  }
  for (const water of network?.water ?? []) {
    for (const asset of water.links.asset)
      if (!plan.damageRow.has(asset)) add(assetName(plan, asset), { kind: "asset", id: asset });
    water.nodes.id.forEach((node, row) => {
      const asset = `water/${water.name}/${water.nodes.kind[row] ?? "junction"}/${node}`;
      if (!plan.damageRow.has(asset)) add(assetName(plan, asset), { kind: "asset", id: asset });
    });
  }
  return entries;
}
