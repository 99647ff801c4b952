/** The colours of exported pictures: those of print, as `styles/base.css` has them for light paper. */
const PRINT: Record<string, string> = {
  "--paper": "#ffffff",
  "--ink": "#1b2430",
  "--soft": "#55606e",
  "--line": "#d9dde3",
  "--accent": "#0b5cad",
  "--power": "#c2410c",
  "--water": "#0369a1",
  "--heat": "#7e22ce",
  "--bound": "#55606e",
  "--lit": "#0f766e",
  "--dark": "#9f1239",
  "--fixed": "#1d4ed8",
};

export type Paint = (variable: string) => string;

export const printed: Paint = (variable) => PRINT[variable] ?? "#000000";

/** As the page has it: for pictures that stand in the page. */
export const inPage: Paint = (variable) => `var(${variable})`;
