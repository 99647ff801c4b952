/** What the signs mean: those that the map of this plan has, as shapes around nothing, for the page and for pictures. */
import { code, t } from "../app/text";
import type { Plan, Service } from "../model/plan";
import { FIXTURES, PLACE_KINDS, placeGlyph, type FixtureSign } from "./glyphs";
import type { Ink } from "./palette";
import type { Scene } from "./scene";
import type { Shape } from "./shapes";
import { damageShapes, placeShapes } from "./signs";

export interface Entry {
  id: string;
  shapes: Shape[];
  text: string;
}

const WIRE = "M-11 0H11";
const DOT = "M0-4A4 4 0 1 1-.01-4z";
const DOT_SQUARE = "M-3.6-3.6H3.6V3.6H-3.6z";
const DOT_OPEN = "M0-5A5 5 0 1 1-.01-5zM0-2.4A2.4 2.4 0 1 1-.01-2.4z";

function path(d: string, fill: Ink | null, edge: Ink | null = null, width = 0, dash?: readonly number[]): Shape {
  return { kind: "sign", d, x: 0, y: 0, scale: 1, fill, edge, width, ...(dash && { dash }) };
}

export function legendEntries(plan: Plan, scenes: readonly Scene[], service: Service): Entry[] {
  const hasPower = scenes.some((scene) => scene.water === null);
  const places = scenes.flatMap((scene) =>
    scene.groups.flatMap((group) => group.items.flatMap((item) => (item.what === "place" ? [item.row] : []))),
  );
  const kinds = new Set(places.map((row) => plan.doc.places[row]?.kind ?? ""));
  // Who asks for a service does so at every step.
  const isUnasked = hasPower && places.some((row) => Number.isNaN(plan.share(service, row, 0)));
  const hasDamage = scenes.some((scene) =>
    scene.groups.some((group) => group.items.some((item) => item.what === "damage")),
  );
  return [
    ...(kinds.size > 0 ? placeEntries() : []),
    ...(isUnasked ? [{ id: "none", shapes: placeShapes("households", NaN, 0, 0), text: t("map.legend.none") }] : []),
    ...(hasDamage ? damageEntries() : []),
    ...networkEntries(hasPower, scenes),
    ...PLACE_KINDS.filter((kind) => kinds.has(kind)).map((kind) => ({
      id: kind,
      shapes: [path(placeGlyph(kind), "ink")],
      text: code("kind", kind),
    })),
  ];
}

function placeEntries(): Entry[] {
  return [
    { id: "lit", shapes: placeShapes("households", 1, 0, 0), text: t("map.legend.lit") },
    { id: "partly", shapes: placeShapes("households", 0.5, 0, 0), text: t("map.legend.partly") },
    { id: "dark", shapes: placeShapes("households", 0, 0, 0), text: t("map.legend.dark") },
    {
      id: "bubble",
      shapes: [
        path("M0-9A9 9 0 1 1-.01-9z", "card", "lit", 2),
        { kind: "text", text: "7", x: 0, y: 4, size: 12, isBold: true, anchor: "middle", ink: "ink", halo: null },
      ],
      text: t("map.legend.bubble"),
    },
  ];
}

function damageEntries(): Entry[] {
  const wire = (ink: Ink, dash?: readonly number[]) => path(WIRE, null, ink, 3, dash);
  return [
    { id: "out", shapes: [wire("dark", [4, 2]), ...damageShapes("out", 0, 0, 0.7)], text: t("map.legend.out") },
    {
      id: "repair",
      shapes: [wire("partly", [5, 2, 1, 2]), ...damageShapes("repair", 0, 0, 0.7)],
      text: t("map.legend.repair"),
    },
    { id: "back", shapes: [wire("fixed"), ...damageShapes("back", 0, 0, 0.7)], text: t("map.legend.back") },
  ];
}

function networkEntries(hasPower: boolean, scenes: readonly Scene[]): Entry[] {
  const what = hasPower ? "bus" : "node";
  const entries: Entry[] = [
    { id: "node_lit", shapes: [path(WIRE, null, "lit", 2), path(DOT, "lit")], text: t(`map.legend.${what}_lit`) },
    { id: "node_partly", shapes: [path(DOT_OPEN, "partly")], text: t(`map.legend.${what}_partly`) },
    {
      id: "node_dark",
      shapes: [path(WIRE, null, "dark", 1.2, [1.5, 3]), path(DOT_SQUARE, "dark")],
      text: t(`map.legend.${what}_dark`),
    },
  ];
  if (hasPower)
    entries.push({
      id: "source",
      shapes: [path("M0-8A8 8 0 1 1-.01-8z", "card", "ink", 1.2), path(DOT, "lit")],
      text: t("map.legend.source"),
    });
  const fixtures = new Set(scenes.flatMap((scene) => scene.fixtures.map((one) => one.sign)));
  for (const sign of Object.keys(FIXTURES) as FixtureSign[]) {
    if (fixtures.has(sign))
      entries.push({ id: sign, shapes: [path(FIXTURES[sign], "card", "ink", 1.3)], text: code("asset", sign) });
  }
  return entries;
}
