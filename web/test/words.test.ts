/** The words: complete in both languages, the same holes in both, and no key that the code asks for is missing. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import words from "words";
import { language, t } from "../src/app/text";

const FORMS = { en: ["one", "other"], uk: ["one", "few", "many", "other"] } as const;

function texts(said: string | Record<string, string | undefined>): string[] {
  return typeof said === "string" ? [said] : Object.values(said).filter((one) => one !== undefined);
}

function holes(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ""))].sort();
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) =>
    one.isDirectory()
      ? sources(join(folder, one.name))
      : /\.tsx?$/.test(one.name)
        ? [readFileSync(join(folder, one.name), "utf8")]
        : [],
  );
}

test("every key has both languages, each with all plural forms it needs", () => {
  for (const [key, said] of Object.entries(words)) {
    for (const id of ["en", "uk"] as const) {
      const found = said[id];
      assert.ok(found !== undefined, `${key}: no ${id}`);
      if (typeof found !== "string")
        assert.deepEqual(Object.keys(found).sort(), [...FORMS[id]].sort(), `${key}: ${id}`);
      for (const text of texts(found)) assert.ok(text.trim() !== "", `${key}: empty`);
    }
    assert.deepEqual(Object.keys(said).sort(), ["en", "uk"], key);
  }
});

test("both languages tell the same figures", () => {
  for (const [key, said] of Object.entries(words)) {
    const all = (id: "en" | "uk") => [...new Set(texts(said[id]).flatMap(holes))].sort();
    assert.deepEqual(all("uk"), all("en"), key);
  }
});

test("Ukrainian is Ukrainian: no word was left in Latin letters but names and units", () => {
  const latin = /[A-Za-z]{3,}/g;
  const known = new Set([
    "AC",
    "EPANET",
    "CSV",
    "XLSX",
    "PNG",
    "SVG",
    "ZIP",
    "Excel",
    "Svitlo",
    "DC",
    "HTML",
    "SHA",
    "USD",
    "csv",
    "xlsx",
    "toml",
    "JSON",
    "json",
    "MATPOWER",
    "pandapower",
    "PyPSA",
    "inp",
    "JavaScript",
    "Enter",
    "Esc",
    "Page",
    "Up",
    "Down",
    "Shift",
    "Home",
    "End",
  ]);
  const left = Object.entries(words).flatMap(([key, said]) =>
    /^(problem|hint|note)\./.test(key)
      ? []
      : texts(said.uk).flatMap((text) =>
          (text.replace(/\{\w+\}/g, "").match(latin) ?? [])
            .filter((one) => !known.has(one))
            .map((one) => `${key}: ${one}`),
        ),
  );
  assert.deepEqual(left, []);
});

test("every key that the code asks for is there", () => {
  const asked = new Set(
    sources("src").flatMap((text) => [...text.matchAll(/\bt\(\s*"([\w.]+)"/g)].map((found) => found[1] ?? "")),
  );
  assert.ok(asked.size > 100);
  assert.deepEqual(
    [...asked].filter((key) => !(key in words)),
    [],
  );
});

test("no key is without use", () => {
  const code = sources("src").join("\n");
  const areas = [...code.matchAll(/(?:t|code|has)\(\s*`?"?([a-z_]+)[.`"]/g)].map((found) => found[1] ?? "");
  const known = new Set([...areas, "plot", "page", "note", "problem", "hint"]);
  const unused = Object.keys(words).filter((key) => !known.has(key.split(".")[0] ?? "") && !code.includes(key));
  assert.deepEqual(unused, []);
});

test("plural forms follow each language's rules", () => {
  language.value = "uk";
  assert.equal(t("table.all", { n: 1 }), "Показати 1 рядок");
  assert.equal(t("table.all", { n: 3 }), "Показати всі 3 рядки");
  assert.equal(t("table.all", { n: 11 }), "Показати всі 11 рядків");
  assert.equal(t("table.all", { n: 22 }), "Показати всі 22 рядки");
  language.value = "en";
  assert.equal(t("table.all", { n: 1 }), "Show the one row");
});
