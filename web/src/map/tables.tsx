/** The map as tables: places, damage, and the nodes of each network, as they are at the chosen step. */
import { useState } from "preact/hooks";
import { assetName } from "../app/names";
import { selection, show, step } from "../app/state";
import { code, date, number, t } from "../app/text";
import { Table, type Column } from "../parts/table";
import type { Damage, Place } from "../model/document";
import type { Plan, Service } from "../model/plan";
import { nodeSelection } from "./locate";
import { nodeState, SERVICES, shareWords, when } from "./say";
import { scenesOf, type Scene } from "./scene";
import { damageState, States } from "./states";
import { nodeName } from "./view";

export function MapTables({ plan }: { plan: Plan }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="map-tables" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("map.tables")}</summary>
      {isOpen && <Chosen plan={plan} />}
    </details>
  );
}

function Chosen({ plan }: { plan: Plan }) {
  const scenes = scenesOf(plan);
  const [chosen, setChosen] = useState("places");
  const scene = scenes.find((one) => `scene:${one.id}` === chosen);
  return (
    <>
      <label class="map-pick">
        {t("map.table_of")}{" "}
        <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          <option value="places">{t("map.places")}</option>
          <option value="damage">{t("map.damage")}</option>
          {scenes.map((one) => (
            <option key={one.id} value={`scene:${one.id}`}>
              {one.water === null ? t("map.buses") : t("map.nodes_of", { name: one.id })}
            </option>
          ))}
        </select>
      </label>
      {scene ? (
        <NodeTable plan={plan} scene={scene} />
      ) : chosen === "damage" ? (
        <DamageTable plan={plan} />
      ) : (
        <PlaceTable plan={plan} />
      )}
    </>
  );
}

function titled(plan: Plan, title: string): string {
  return `${title}, ${when(plan, step.value)}`;
}

function PlaceTable({ plan }: { plan: Plan }) {
  const rows = plan.named();
  const share = (service: Service): Column<{ place: Place; row: number }> => ({
    title: `${code("service", service)}, %`,
    value: ({ row }) => rounded(plan.share(service, row, step.value)),
    show: ({ row }) => shareWords(plan.share(service, row, step.value)),
    numeric: true,
  });
  const asked = SERVICES.filter((service) =>
    rows.some(({ row }) => !Number.isNaN(plan.share(service, row, step.value))),
  );
  return (
    <Table
      title={titled(plan, t("map.places"))}
      rows={rows}
      rowKey={({ place }) => place.place_id}
      isSelected={({ place }) => selection.value?.kind === "place" && selection.value.id === place.place_id}
      onSelect={({ place }) => show({ kind: "place", id: place.place_id })}
      columns={[
        { title: t("map.name"), value: ({ place }) => place.name, isHead: true },
        { title: t("map.kind"), value: ({ place }) => code("kind", place.kind) },
        {
          title: t("map.people_count"),
          value: ({ place }) => Math.round(place.people),
          show: ({ place }) => number(place.people),
          numeric: true,
        },
        ...asked.map(share),
      ]}
    />
  );
}

/** In hundredths, down to a tenth; null where nothing is asked for. */
function rounded(share: number): number | null {
  return Number.isNaN(share) ? null : Math.floor(share * 1000 + 1e-6) / 10;
}

function DamageTable({ plan }: { plan: Plan }) {
  const day = plan.dayOf(step.value);
  const { start } = plan.doc.case;
  const dated = (title: string, of: (one: Damage) => number | null): Column<Damage> => ({
    title,
    value: (one) => {
      const at = of(one);
      return at === null ? null : date(start, at, "iso");
    },
    show: (one) => date(start, of(one)),
  });
  return (
    <Table
      title={titled(plan, t("map.damage"))}
      rows={plan.doc.damage}
      rowKey={(one) => one.asset_id}
      isSelected={(one) => selection.value?.kind === "asset" && selection.value.id === one.asset_id}
      onSelect={(one) => show({ kind: "asset", id: one.asset_id })}
      columns={[
        { title: t("map.name"), value: (one) => assetName(plan, one.asset_id), isHead: true },
        { title: t("map.severity"), value: (one) => code("severity", one.severity) },
        {
          title: t("map.state"),
          value: (one) => t(`map.damage.${damageState(plan, plan.damageRow.get(one.asset_id) ?? -1, day)}`),
        },
        dated(t("map.reported_on"), (one) => one.reported_day),
        dated(t("map.start"), (one) => one.start_day),
        dated(t("map.back_on"), (one) => one.service_day),
      ]}
    />
  );
}

function NodeTable({ plan, scene }: { plan: Plan; scene: Scene }) {
  const states = new States(plan, scene);
  states.move(step.value);
  const rows = Array.from(scene.x, (_, row) => row);
  const kv = scene.water === null ? plan.doc.network?.buses.kv : undefined;
  const people = (row: number) =>
    (scene.nodePlaces[row] ?? []).reduce((sum, place) => sum + (plan.doc.places[place]?.people ?? 0), 0);
  return (
    <Table
      title={titled(plan, scene.water === null ? t("map.buses") : t("map.nodes_of", { name: scene.id }))}
      rows={rows}
      rowKey={(row) => String(row)}
      onSelect={(row) => show(nodeSelection(scene, row))}
      columns={[
        {
          title: scene.water === null ? t("map.bus") : t("map.node"),
          value: (row) => nodeName(plan, scene, row),
          isHead: true,
        },
        ...(kv
          ? [
              {
                title: t("map.voltage"),
                value: (row: number) => kv[row] ?? null,
                show: (row: number) => number(kv[row], 1),
                numeric: true,
              },
            ]
          : [{ title: t("map.kind"), value: (row: number) => code("asset", scene.water?.nodes.kind[row] ?? "") }]),
        {
          title: t("map.people_count"),
          value: (row) => Math.round(people(row)),
          show: (row) => number(people(row)),
          numeric: true,
        },
        { title: t("map.state"), value: (row) => nodeState(scene, states.nodes[row]) },
      ]}
    />
  );
}
