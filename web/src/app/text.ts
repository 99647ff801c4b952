/** Words, numbers and dates in the language chosen. Components that call these are drawn anew when it changes. */
import { signal } from "@preact/signals";
import words from "words";

export type Language = "en" | "uk";
export const LANGUAGES: Record<Language, string> = { en: "English", uk: "Українська" };

export const language = signal<Language>("en");

export type Values = Record<string, string | number | null>;

/** The browser's locale for the language: its own region where it is of this language. */
export function locale(): string {
  const own = typeof navigator === "undefined" ? [] : navigator.languages;
  return own.find((one) => one.startsWith(language.value)) ?? (language.value === "uk" ? "uk-UA" : "en-GB");
}

/** Formatters take long to make, and a step of the slider asks for dozens: each is made once. */
const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();
const pluralRules = { en: new Intl.PluralRules("en"), uk: new Intl.PluralRules("uk") };

function kept<Format>(formats: Map<string, Format>, options: object, make: (locale: string) => Format): Format {
  const where = locale();
  const key = where + JSON.stringify(options);
  const found = formats.get(key) ?? make(where);
  formats.set(key, found);
  return found;
}

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(numberFormats, options, (where) => new Intl.NumberFormat(where, options));
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dateFormats, options, (where) => new Intl.DateTimeFormat(where, options));
}

export function has(key: string): boolean {
  return key in words;
}

/** The words of a key. `{name}` is replaced; numbers are formatted; of plural forms `n` chooses. A missing key is an error. */
export function t(key: string, values: Values = {}): string {
  const said = words[key]?.[language.value];
  if (said === undefined) throw new Error(`no words for ${key}`);
  const count = typeof values["n"] === "number" ? values["n"] : 0;
  const text = typeof said === "string" ? said : (said[pluralRules[language.value].select(count)] ?? said.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : (value ?? unknown());
  });
}

/** The word of a code of the data, e.g. `kind.hospital`; the code itself, made readable, where there is none. */
export function code(area: string, value: string): string {
  const key = `${area}.${value}`;
  return has(key) ? t(key) : value.replaceAll("_", " ");
}

/** What stands where a figure is not known. */
export function unknown(): string {
  return "–";
}

/** A number with at most `digits` decimals, grouped as the language does. */
export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return unknown();
  return numberFormat({ maximumFractionDigits: digits }).format(value);
}

/** A share as per cent, rounded down so that 100 % is only said of all. */
export function percent(share: number | null | undefined, digits = 0): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return unknown();
  const scale = 10 ** digits;
  const floor = Math.floor(share * 100 * scale + 1e-6) / scale;
  return numberFormat({ style: "percent", maximumFractionDigits: digits }).format(floor / 100);
}

export function usd(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown();
  return numberFormat({ style: "currency", currency: "USD", maximumFractionDigits: 0 }).format(value);
}

/** A large number in short: 253.4 M. */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown();
  return numberFormat({ notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** The date of a model day, as a Date at UTC midnight. */
export function dateOf(start: string, day: number): Date {
  return new Date(Date.parse(`${start}T00:00:00Z`) + day * 86_400_000);
}

type DateStyle = "long" | "short" | "weekday" | "iso";

/** A model day in words: `29 Nov 2022`; long with its weekday; short without the year. */
export function date(start: string, day: number | null | undefined, style: DateStyle = "short"): string {
  if (day === null || day === undefined) return unknown();
  const when = dateOf(start, day);
  if (style === "iso") return when.toISOString().slice(0, 10);
  const parts: Intl.DateTimeFormatOptions =
    style === "long"
      ? { weekday: "short", day: "numeric", month: "short", year: "numeric" }
      : style === "weekday"
        ? { weekday: "short", day: "numeric", month: "short" }
        : { day: "numeric", month: "short" };
  // Ukrainian closes a year with "р.", which would give two full stops at the end of a sentence.
  return dateFormat({ ...parts, timeZone: "UTC" })
    .format(when)
    .replace(/\sр\.$/, "");
}
