/** Assets, places and equipment in words of the language chosen. */
import { FULL, NOTHING, type Plan } from "../model/plan";
import { code, number, percent, t } from "./text";

const INSTALL = "install/";

/** `power/line/7` -> `line 7`, `water/town/pump/P1` -> `pump P1 (town)`, `install/place:H1/genset/2` -> `Genset at Hospital, unit 2`. */
export function assetName(plan: Plan, assetId: string): string {
  if (assetId.startsWith(INSTALL)) return placedName(plan, assetId.slice(INSTALL.length));
  const parts = assetId.split("/");
  if (parts[0] === "water" && parts.length > 3) {
    return t("asset.in_network", {
      asset: `${code("asset", parts[2] ?? "")} ${parts.slice(3).join("/")}`,
      network: parts[1] ?? "",
    });
  }
  if (parts.length < 3) return spotName(plan, assetId);
  return `${code("asset", parts[1] ?? "")} ${parts.slice(2).join("/")}`;
}

function placedName(plan: Plan, rest: string): string {
  const parts = rest.split("/");
  const unit = parts.at(-1) ?? "1";
  const equipment = parts.at(-2) ?? "";
  const values = { equipment: plan.name(equipment), place: spotName(plan, parts.slice(0, -2).join("/")), unit };
  return t(unit === "1" || unit === "" ? "asset.placed" : "asset.placed_unit", values);
}

/** Where equipment stands: `place:H1` -> `Hospital North`, `pump:town/P1` -> `pump P1 (town)`. */
export function spotName(plan: Plan, at: string): string {
  const cut = at.indexOf(":");
  const [what, id] = cut < 0 ? ["", at] : [at.slice(0, cut), at.slice(cut + 1)];
  if (what === "pump") {
    const [network, ...pump] = id.split("/");
    return t("asset.in_network", { asset: `${code("asset", "pump")} ${pump.join("/")}`, network: network ?? "" });
  }
  return placeName(plan, id);
}

/** A place's own name; for the load of a bus or a junction that no place of the case names: which. */
export function placeName(plan: Plan, placeId: string): string {
  const name = plan.placeName.get(placeId);
  if (name !== undefined && name !== placeId) return name;
  const parts = placeId.split("/");
  if (parts[0] === "zone" && parts.length > 2)
    return t("place.zone", { node: parts.slice(2).join("/"), network: parts[1] ?? "" });
  if (parts[0] === "bus" && parts.length > 1) return t("place.rest_of_bus", { bus: parts.slice(1).join("/") });
  return placeId;
}

const NAMED = 4;

/** `line 1, line 2 and bus 3`; of many only the first few, the others counted. */
export function listed(plan: Plan, assetIds: readonly string[]): string {
  const words = assetIds.map((one) => assetName(plan, one));
  if (words.length > NAMED + 1) {
    const more = words.length - NAMED;
    words.splice(NAMED, more, t("asset.more", { n: more }));
  }
  return words.length < 2
    ? (words[0] ?? "")
    : t("asset.and", { many: words.slice(0, -1).join(", "), last: words.at(-1) ?? "" });
}

/** A figure to read: whole from 1000 upwards, else with the digits that tell it apart. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || value === 0) return number(value);
  const size = Math.abs(value);
  if (size >= 1000 || Number.isInteger(value)) return number(value);
  return number(value, size >= 1 ? 1 : 1 - Math.floor(Math.log10(size)));
}

/** A share of what is asked for, rounded down, but never so far that some looks like none, or all like less. */
export function supplied(share: number | null): string {
  if (share === null || Number.isNaN(share)) return percent(null);
  if (share >= FULL) return percent(1);
  return share >= NOTHING && share < 0.01 ? `<\u00a0${percent(0.01)}` : percent(share);
}

/** Rounded down, so that `at least` stays true. */
export function atLeast(value: number): string {
  return figure(Math.abs(value) >= 1000 ? Math.floor(value) : value);
}

/** Rounded up, so that `at most` stays true. */
export function atMost(value: number): string {
  return figure(Math.abs(value) >= 1000 ? Math.ceil(value) : value);
}
