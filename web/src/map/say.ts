/** What the map says in words: of what is pointed at, of a place now and later, of the whole picture. */
import { assetName, supplied } from "../app/names";
import { code, date, number, t } from "../app/text";
import { FULL, type Plan, type Service } from "../model/plan";
import type { Scene } from "./scene";
import { counts, type Sign } from "./signs";
import { DARK, damageState, levelOf, LIT, NONE, OUT, PARTLY, REPAIR, States } from "./states";
import { itemName, nodeName, type Moment, type Target } from "./view";

export const SERVICES: readonly Service[] = ["power", "water", "heat"];

const LEVELS = ["none", "lit", "partly", "dark"] as const;

export function levelWord(share: number): string {
  return t(`map.level.${LEVELS[levelOf(share)]}`);
}

export function when(plan: Plan, step: number): string {
  const day = date(plan.doc.case.start, plan.dayOf(step), "weekday");
  return plan.blocks === 1
    ? day
    : t("map.when", { day, block: code("block", plan.doc.case.blocks[plan.blockOf(step)]?.name ?? "") });
}

/** The share as per cent; of nothing asked for, that. */
export function shareWords(share: number): string {
  return Number.isNaN(share) ? t("map.level.none") : supplied(share);
}

export interface Outlook {
  share: number;
  /** Where it lacks now: the first step with all of it. Where it has all: the next step without. Null: not before the end. */
  turn: number | null;
  /** From this step on it has all of it to the end; null: never for good. */
  forGood: number | null;
}

export function outlook(plan: Plan, service: Service, place: number, step: number): Outlook {
  const share = plan.share(service, place, step);
  const isFull = share >= FULL;
  let turn: number | null = null;
  let forGood = step;
  for (let later = step; later < plan.steps; later++) {
    const full = plan.share(service, place, later) >= FULL;
    if (!full) forGood = later + 1;
    if (turn === null && full !== isFull) turn = later;
  }
  return { share, turn, forGood: forGood < plan.steps ? forGood : null };
}

export function outlookWords(plan: Plan, { share, turn, forGood }: Outlook): string {
  if (Number.isNaN(share)) return "";
  if (share >= FULL) return turn === null ? t("map.stays") : t("map.cut", { when: when(plan, turn) });
  if (turn === null) return t("map.not_back");
  if (forGood === turn) return t("map.back_for_good", { when: when(plan, turn) });
  const back = t("map.back", { when: when(plan, turn) });
  return forGood === null
    ? `${back} ${t("map.not_for_good")}`
    : `${back} ${t("map.for_good", { when: when(plan, forGood) })}`;
}

export function nodeState(scene: Scene, level: number | undefined): string {
  if (scene.water !== null) return t(`map.water.${LEVELS[(level ?? 0) as 0 | 1 | 2 | 3]}`);
  return t(level === DARK ? "map.bus.dark" : level === PARTLY ? "map.bus.partly" : "map.bus.lit");
}

export function linkState(scene: Scene, state: number | undefined): string {
  if (state === OUT || state === REPAIR) return t(state === OUT ? "map.damage.out" : "map.damage.repair");
  if (scene.water !== null) return t(`map.water.${LEVELS[(state ?? 0) as 0 | 1 | 2 | 3] ?? "lit"}`);
  return t(state === DARK ? "map.branch.dark" : "map.branch.lit");
}

export interface Tip {
  title: string;
  lines: string[];
}

export function tip(plan: Plan, scene: Scene, states: States, target: Target, { step, service }: Moment): Tip {
  if (target.kind === "sign") return signTip(plan, target.sign, step, service);
  if (target.kind === "node") {
    const kv = scene.water === null ? plan.doc.network?.buses.kv[target.row] : undefined;
    const kind =
      scene.water === null
        ? t("map.bus_named", { name: nodeName(plan, scene, target.row) })
        : `${code("asset", scene.water.nodes.kind[target.row] ?? "")} ${nodeName(plan, scene, target.row)}`;
    return {
      title: kind,
      lines: [...(kv ? [t("map.kv", { kv: number(kv, 1) })] : []), nodeState(scene, states.nodes[target.row])],
    };
  }
  const asset = (scene.water === null ? plan.doc.network?.branches.asset : scene.water.links.asset)?.[target.row] ?? "";
  const kv = scene.water === null ? plan.doc.network?.branches.kv[target.row] : undefined;
  return {
    title: assetName(plan, asset),
    lines: [...(kv ? [t("map.kv", { kv: number(kv, 1) })] : []), linkState(scene, states.links[target.row])],
  };
}

function signTip(plan: Plan, sign: Sign, step: number, service: Service): Tip {
  const item = sign.items[0];
  if (sign.isBubble || !item) return { title: bubbleWords(plan, sign, step, service), lines: [t("map.bubble_hint")] };
  const title = itemName(plan, item);
  if (item.what === "damage")
    return { title, lines: [t(`map.damage.${damageState(plan, item.row, plan.dayOf(step))}`)] };
  const place = plan.doc.places[item.row];
  const share = plan.share(service, item.row, step);
  return {
    title,
    lines: [
      `${code("kind", place?.kind ?? "")} · ${t("map.people", { n: Math.round(place?.people ?? 0) })}`,
      `${code("service", service)}: ${shareWords(share)}`,
    ],
  };
}

/** How many places and damaged assets are in a bubble, and how many of them lack the service. */
export function bubbleWords(plan: Plan, sign: Sign, step: number, service: Service): string {
  const day = plan.dayOf(step);
  const now = {
    share: (row: number) => plan.share(service, row, step),
    damage: (row: number) => damageState(plan, row, day),
    kind: () => "",
  };
  const places = sign.items.filter((item) => item.what === "place");
  const found = counts(places, now);
  const said =
    places.length > 0 ? [t("map.bubble_places", { n: places.length, dark: found[DARK], partly: found[PARTLY] })] : [];
  const damage = sign.items.length - places.length;
  if (damage > 0) said.push(t("map.bubble_damage", { n: damage }));
  return said.join("; ");
}

/** The picture in a sentence, for those who do not see it. */
export function pictureWords(plan: Plan, scene: Scene, states: States, { step, service }: Moment): string {
  const dark = states.nodes.reduce((sum, level) => sum + (level === DARK ? 1 : 0), 0);
  const day = plan.dayOf(step);
  const shares = [
    ...new Set(
      scene.groups.flatMap((group) => group.items.flatMap((item) => (item.what === "place" ? [item.row] : []))),
    ),
  ].map((row) => levelOf(plan.share(service, row, step)));
  const asked = shares.filter((level) => level !== NONE);
  const damage = scene.groups.flatMap((group) =>
    group.items.flatMap((item) => (item.what === "damage" ? [damageState(plan, item.row, day)] : [])),
  );
  const title = scene.water === null ? t("map.power_network") : t("map.water_network", { name: scene.id });
  return [
    `${title}, ${when(plan, step)}.`,
    t(scene.water === null ? "map.said_buses" : "map.said_nodes", { n: dark, all: states.nodes.length }),
    asked.length > 0
      ? t("map.said_places", {
          service: code("service", service),
          lit: asked.filter((level) => level === LIT).length,
          n: asked.length,
        })
      : "",
    damage.length > 0
      ? t("map.said_damage", {
          out: damage.filter((one) => one === "out").length,
          repair: damage.filter((one) => one === "repair").length,
          back: damage.filter((one) => one === "back").length,
        })
      : "",
  ]
    .filter((one) => one !== "")
    .join(" ");
}
