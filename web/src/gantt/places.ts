/** Which places are at a work, by the network alone: what gets power and water there depends on other works too. */
import type { Damage, Network } from "../model/document";
import type { Plan } from "../model/plan";
import type { Job } from "./units";

/**
 * Rows of the places at a job: where a unit stands, or at the repaired bus or node, or at an end of the repaired branch,
 * link or generator. The same rule as for earmarks. A pump's places are not known from its place in the network.
 */
export function placesAt(plan: Plan, job: Job): number[] {
  const rows = (fits: (row: number) => boolean) => plan.doc.places.flatMap((_, row) => (fits(row) ? [row] : []));
  if (job.work.at.startsWith("place:"))
    return rows((row) => plan.doc.places[row]?.place_id === job.work.at.slice("place:".length));
  const { network } = plan.doc;
  if (network === null || job.damage === null || job.damage.row === null) return [];
  if (job.damage.sector === "water") {
    const nodes = nodesOf(network, job.damage);
    return rows((row) => nodes.has(plan.doc.places[row]?.water_node_id ?? ""));
  }
  const buses = busesOf(network, job.damage.table, job.damage.row);
  return rows((row) => buses.includes(plan.doc.places[row]?.bus ?? -1));
}

function busesOf(network: Network, table: Damage["table"], row: number): (number | undefined)[] {
  if (table === "buses") return [row];
  if (table === "generators") return [network.generators.bus[row]];
  return table === "branches" ? [network.branches.from[row], network.branches.to[row]] : [];
}

/** Ids of nodes as places give them: `<network>/<id>`. */
function nodesOf(network: Network, damage: Damage): Set<string> {
  const water = network.water.find((one) => one.name === damage.network);
  const row = damage.row ?? -1;
  const nodes = damage.table === "links" ? [water?.links.from[row], water?.links.to[row]] : [row];
  return new Set(
    nodes.flatMap((node) =>
      water === undefined || node === undefined ? [] : [`${water.name}/${water.nodes.id[node] ?? ""}`],
    ),
  );
}
