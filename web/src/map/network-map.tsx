/** The map of a plan: its networks, what is damaged, who has power, water and heat at the chosen step. */
import { effect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { selection, service, shown, step } from "../app/state";
import { code, t } from "../app/text";
import { Exports } from "../parts/exports";
import { printing } from "../parts/printing";
import type { Plan } from "../model/plan";
import "../styles/map.css";
import { Details } from "./details";
import { Finder } from "./finder";
import { Legend } from "./legend";
import { locate } from "./locate";
import { Pane } from "./pane";
import { pngPicture, svgPicture, type Part } from "./picture";
import { SERVICES } from "./say";
import { scenesOf, type Item, type Scene } from "./scene";
import { MapTables } from "./tables";
import type { MapView } from "./view";

const ALL = "*";
const WIDE = "(min-width: 60rem)";

export function NetworkMap({ plan, height }: { plan: Plan; height?: number }) {
  const scenes = scenesOf(plan);
  const views = useRef(new Map<number, MapView>());
  const [members, setMembers] = useState<readonly Item[] | null>(null);
  const [picked, setPicked] = useState(() =>
    scenes.length > 1 && matchMedia(WIDE).matches ? ALL : (scenes[0]?.id ?? ALL),
  );
  useEffect(() => toNetwork(plan, picked, setPicked), [plan, picked]);
  // What is selected elsewhere is no member of a bubble.
  useEffect(() => selection.subscribe((now) => now && setMembers(null)), []);
  if (scenes.length === 0) return <p class="soft">{t("map.none")}</p>;
  const seen = scenes.filter((scene) => picked === ALL || picked === scene.id);
  const parts = (): Part[] =>
    scenes.flatMap((scene, index) => {
      const view = views.current.get(index);
      return view && seen.includes(scene) ? [{ view, title: titleOf(scene) }] : [];
    });
  const close = () => {
    setMembers(null);
    selection.value = null;
  };
  return (
    <section class="map" aria-label={t("map.title")}>
      <div class="map-bar">
        <Layers plan={plan} />
        {scenes.length > 1 && <Picker scenes={scenes} picked={picked} pick={setPicked} />}
        <Finder plan={plan} />
        <Pictures plan={plan} parts={parts} />
      </div>
      <div class="map-body">
        <div
          class={seen.length > 2 ? "map-panes several" : seen.length === 2 ? "map-panes two" : "map-panes"}
          style={height === undefined ? undefined : { "--map-height": `${height}px` }}
        >
          {scenes.map((scene, index) =>
            seen.includes(scene) ? (
              <Pane
                key={scene.id}
                plan={plan}
                scene={scene}
                index={index}
                title={scenes.length > 1 ? titleOf(scene) : null}
                isSmall={seen.length > 2 && index > 0}
                onView={(at, view) => (view ? views.current.set(at, view) : views.current.delete(at))}
                onMembers={setMembers}
              />
            ) : null,
          )}
        </div>
        <aside class="map-details" aria-live="polite" aria-label={t("map.selected")}>
          <Details plan={plan} members={members} close={close} />
        </aside>
      </div>
      <Printed plan={plan} parts={parts} />
      <Legend plan={plan} scenes={seen} />
      <Positions plan={plan} />
      <MapTables plan={plan} />
    </section>
  );
}

/** What is to be shown may be in a network that is not on the page: then that one is. */
function toNetwork(plan: Plan, picked: string, pick: (id: string) => void): () => void {
  return shown.subscribe(() => {
    const spots = locate(plan, selection.peek()).spots.map((spot) => scenesOf(plan)[spot.scene]?.id);
    const first = spots[0];
    if (picked !== ALL && first !== undefined && !spots.includes(picked)) pick(first);
  });
}

function titleOf(scene: Scene): string {
  return scene.water === null ? t("map.power_network") : t("map.water_network", { name: scene.id });
}

function Pictures({ plan, parts }: { plan: Plan; parts: () => Part[] }) {
  const svg = () => svgPicture(plan, parts(), step.peek(), service.peek(), true);
  const png = () => pngPicture(plan, parts(), step.peek(), service.peek());
  return <Exports name={t("map.title")} picture={{ svg, png }} />;
}

/** Where positions are no places on the ground the map says so. */
function Positions({ plan }: { plan: Plan }) {
  const coordinates = plan.doc.network?.coordinates;
  if (coordinates === undefined || coordinates === "geographic") return null;
  return <p class="soft small">{t(coordinates === "drawn" ? "map.drawn" : "map.file")}</p>;
}

/** Which service the places show. */
function Layers({ plan }: { plan: Plan }) {
  const there = SERVICES.filter(
    (one) =>
      one === "power" ||
      plan.doc.places.some((place) => (one === "water" ? place.water_share !== null : place.heat !== null)),
  );
  if (there.length < 2) return null;
  return (
    <fieldset class="map-layers">
      <legend class="unseen">{t("map.layer")}</legend>
      {there.map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="map-layer"
            value={one}
            checked={service.value === one}
            onChange={() => (service.value = one)}
          />
          <span>{code("service", one)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Picker({ scenes, picked, pick }: { scenes: readonly Scene[]; picked: string; pick: (id: string) => void }) {
  return (
    <label>
      <span class="unseen">{t("map.networks")}</span>
      <select value={picked} onChange={(event) => pick(event.currentTarget.value)}>
        <option value={ALL}>{t("map.all_networks")}</option>
        {scenes.map((scene) => (
          <option key={scene.id} value={scene.id}>
            {titleOf(scene)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** On paper the map is an SVG, drawn when printing begins: a canvas would be stretched and coarse. */
function Printed({ plan, parts }: { plan: Plan; parts: () => Part[] }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      effect(() => {
        host.current?.replaceChildren();
        if (!printing.value) return;
        const made = new DOMParser().parseFromString(
          svgPicture(plan, parts(), step.peek(), service.peek(), true),
          "image/svg+xml",
        );
        host.current?.append(document.importNode(made.documentElement, true));
      }),
    [plan, parts],
  );
  return <div class="map-print" ref={host} />;
}
