/** From what is selected to where it is on the map, and back from what is pointed at to what can be selected. */
import type { Selection } from "../app/state";
import type { Finding } from "../model/document";
import type { Plan } from "../model/plan";
import { scenesOf, type Item, type Scene } from "./scene";

/** Where a thing is in one network. */
export interface Spot {
  scene: number;
  nodes: number[];
  links: number[];
}

export interface Found {
  place: number | null;
  damage: number | null;
  finding: Finding | null;
  spots: Spot[];
}

const NOWHERE: Found = { place: null, damage: null, finding: null, spots: [] };

export function locate(plan: Plan, what: Selection | null): Found {
  switch (what?.kind) {
    case "place":
      return placeFound(
        plan,
        plan.doc.places.findIndex((one) => one.place_id === what.id),
      );
    case "asset":
      return assetFound(plan, what.id);
    case "bus":
      return busFound(plan, Number(what.id));
    case "branch":
      return branchFound(plan, Number(what.id));
    case "finding":
      return findingFound(plan, what.id);
    case "pledge":
    case "equipment":
      return { ...NOWHERE, spots: merged(plan, worksWith(plan, what)) };
    default:
      return NOWHERE;
  }
}

function placeFound(plan: Plan, row: number): Found {
  if (row < 0) return NOWHERE;
  const spots = scenesOf(plan).flatMap((scene, index) => {
    const node = scene.nodePlaces.findIndex((places) => places.includes(row));
    return node < 0 ? [] : [{ scene: index, nodes: [node], links: [] }];
  });
  return { ...NOWHERE, place: row, spots };
}

/** A repair is at its asset; equipment is at `place:ID` or `pump:NETWORK/ID`, a unit of it `install/SPOT/EQUIPMENT/NUMBER`. */
function assetFound(plan: Plan, id: string): Found {
  if (id.startsWith("install/")) return assetFound(plan, id.split("/").slice(1, -2).join("/"));
  if (id.startsWith("place:")) return locate(plan, { kind: "place", id: id.slice("place:".length) });
  const asset = id.startsWith("pump:") ? `water/${id.slice("pump:".length).replace("/", "/pump/")}` : id;
  return { ...NOWHERE, damage: plan.damageRow.get(asset) ?? null, spots: assetSpots(plan, asset) };
}

function assetSpots(plan: Plan, asset: string): Spot[] {
  const network = plan.doc.network;
  if (network === null) return [];
  return scenesOf(plan).flatMap((scene, index) => {
    const spot: Spot = { scene: index, nodes: [], links: [] };
    if (scene.water === null) {
      spot.links = rowsOf(network.branches.asset, asset);
      spot.nodes = rowsOf(network.generators.asset, asset).flatMap((row) => network.generators.bus[row] ?? []);
      if (asset.startsWith("power/bus/"))
        spot.nodes.push(...rowsOf(network.buses.id, asset.slice("power/bus/".length)));
    } else {
      spot.links = rowsOf(scene.water.links.asset, asset);
      if (spot.links.length === 0 && asset.startsWith(`water/${scene.id}/`))
        spot.nodes = rowsOf(scene.water.nodes.id, asset.split("/").slice(3).join("/"));
    }
    // Damage knows where it is even where ids do not tell.
    const damage = plan.doc.damage[plan.damageRow.get(asset) ?? -1];
    if (damage?.table === "buses" && scene.water === null && damage.row !== null && spot.nodes.length === 0)
      spot.nodes.push(damage.row);
    return spot.nodes.length + spot.links.length > 0 ? [spot] : [];
  });
}

function rowsOf(ids: readonly string[], id: string): number[] {
  return ids.flatMap((one, row) => (one === id ? [row] : []));
}

function busFound(plan: Plan, row: number): Found {
  const network = plan.doc.network;
  if (network === null || !(row in network.buses.id)) return NOWHERE;
  const damage = plan.doc.damage.findIndex((one) => one.table === "buses" && one.sector === "power" && one.row === row);
  return { ...NOWHERE, damage: damage < 0 ? null : damage, spots: [{ scene: 0, nodes: [row], links: [] }] };
}

function branchFound(plan: Plan, row: number): Found {
  const asset = plan.doc.network?.branches.asset[row];
  if (asset === undefined) return NOWHERE;
  return { ...NOWHERE, damage: plan.damageRow.get(asset) ?? null, spots: [{ scene: 0, nodes: [], links: [row] }] };
}

/** A finding's id is `power:ROW` or `water:ROW`, its row in the findings of that proof; without a word before it power's. */
export function findingOf(plan: Plan, id: string): Finding | null {
  const [part, row] = id.includes(":") ? id.split(":") : ["power", id];
  const proof = part === "water" ? plan.doc.proof.water : plan.doc.proof.power;
  return proof?.findings[Number(row)] ?? null;
}

function findingFound(plan: Plan, id: string): Found {
  const finding = findingOf(plan, id);
  if (finding === null) return NOWHERE;
  if (finding.bus !== null) return { ...busFound(plan, finding.bus), finding };
  if (finding.branch !== null) return { ...branchFound(plan, finding.branch), finding };
  return { ...assetFound(plan, finding.where), finding };
}

/** Where the units of a pledge, or of a kind of equipment, are used: assets and `place:ID`. */
export function worksWith(plan: Plan, what: Selection): string[] {
  const isOf =
    what.kind === "pledge"
      ? (use: { pledge_id: string }) => use.pledge_id === what.id
      : (use: { equipment_id: string }) => use.equipment_id === what.id;
  return [...new Set(plan.doc.works.filter((work) => work.uses.some(isOf)).map((work) => work.at))];
}

function merged(plan: Plan, assets: readonly string[]): Spot[] {
  const spots = new Map<number, Spot>();
  for (const { scene, nodes, links } of assets.flatMap((asset) => assetFound(plan, asset).spots)) {
    const spot = spots.get(scene) ?? { scene, nodes: [], links: [] };
    spot.nodes.push(...nodes);
    spot.links.push(...links);
    spots.set(scene, spot);
  }
  return [...spots.values()];
}

export function itemSelection(plan: Plan, item: Item): Selection {
  return item.what === "place"
    ? { kind: "place", id: plan.doc.places[item.row]?.place_id ?? "" }
    : { kind: "asset", id: plan.doc.damage[item.row]?.asset_id ?? "" };
}

export function nodeSelection(scene: Scene, row: number): Selection {
  if (scene.water === null) return { kind: "bus", id: String(row) };
  return {
    kind: "asset",
    id: `water/${scene.id}/${scene.water.nodes.kind[row] ?? "junction"}/${scene.water.nodes.id[row] ?? ""}`,
  };
}

export function linkSelection(plan: Plan, scene: Scene, row: number): Selection {
  if (scene.water !== null) return { kind: "asset", id: scene.water.links.asset[row] ?? "" };
  const asset = plan.doc.network?.branches.asset[row] ?? "";
  return plan.damageRow.has(asset) ? { kind: "asset", id: asset } : { kind: "branch", id: String(row) };
}
