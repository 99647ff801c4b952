// Builds the one bundle into the Python package: app.js, app.css, words.json. The same sources give the same bytes.
// `--out DIR` builds elsewhere. `node build.mjs --tests` builds the unit tests instead, into build/.
import { build } from "esbuild";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";

const asked = process.argv.indexOf("--out");
const TARGET =
  asked < 0
    ? new URL("../src/svitlo/report/assets/", import.meta.url)
    : pathToFileURL(`${resolve(process.argv[asked + 1])}/`);
const WORDS = new URL("words/", import.meta.url);

/** Words that Python alone says: of problems, on the page of a file before its script runs, and in plots. */
const PYTHON_ONLY = /^(problem|hint|page|plot)\./;

/** All areas of words in one dictionary, sorted; a key in two areas is an error. */
async function words() {
  const all = {};
  for (const name of (await readdir(WORDS)).filter((name) => name.endsWith(".json")).sort()) {
    const area = JSON.parse(await readFile(new URL(name, WORDS), "utf8"));
    for (const [key, said] of Object.entries(area)) {
      if (key in all) throw new Error(`words: ${key} in ${name} is there already`);
      all[key] = said;
    }
  }
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const wordsModule = {
  name: "words",
  setup(step) {
    step.onResolve({ filter: /^words$/ }, () => ({ path: "words", namespace: "words" }));
    step.onLoad({ filter: /.*/, namespace: "words" }, async () => ({
      contents: JSON.stringify(
        Object.fromEntries(Object.entries(await words()).filter(([key]) => whole || !PYTHON_ONLY.test(key))),
      ),
      loader: "json",
    }));
  },
};

const whole = process.argv.includes("--tests");

const shared = {
  bundle: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  plugins: [wordsModule],
  define: { "process.env.NODE_ENV": '"production"' },
};

if (whole) {
  await rm(new URL("build/", import.meta.url), { recursive: true, force: true });
  const tests = (await readdir(new URL("test/", import.meta.url))).filter((name) => /\.test\.tsx?$/.test(name));
  await build({
    ...shared,
    entryPoints: tests.map((name) => `test/${name}`),
    outdir: "build",
    outExtension: { ".js": ".mjs" },
    platform: "node",
  });
} else {
  await mkdir(TARGET, { recursive: true });
  await build({
    ...shared,
    entryPoints: { app: "src/main.tsx" },
    outdir: TARGET.pathname,
    minify: true,
    // An IIFE in a classic script: module scripts do not run from file://.
    format: "iife",
  });
  await writeFile(new URL("words.json", TARGET), `${JSON.stringify(await words(), null, 1)}\n`);
}
