/** Colours of the map: the page's own variables, so that themes and print need no second list. */

const NAMES = [
  "paper",
  "card",
  "ink",
  "soft",
  "line",
  "accent",
  "lit",
  "partly",
  "dark",
  "fixed",
  "sea",
  "land",
  "near",
] as const;

export type Ink = (typeof NAMES)[number];
export type Palette = Record<Ink, string>;

function filled(value: (name: string) => string): Palette {
  return Object.fromEntries(NAMES.map((name) => [name, value(`--${name}`).trim() || "#000000"])) as Palette;
}

/** The colours of the page as it is now. */
export function screenPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  return filled((name) => style.getPropertyValue(name));
}

/** The light colours, whatever the page shows: those of the style sheets' first plain `:root` rule. */
export function printPalette(): Palette {
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSStyleRule && rule.selectorText === ":root" && rule.style.getPropertyValue("--paper")) {
        return filled((name) => rule.style.getPropertyValue(name));
      }
    }
  }
  return screenPalette();
}
