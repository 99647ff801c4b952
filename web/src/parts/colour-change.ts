/** Counts up when the colours of the page change, for what is painted with them. */
import { effect, signal } from "@preact/signals";
import { theme } from "../app/state";

export const colourChange = signal(0);

if (typeof matchMedia !== "undefined") {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (colourChange.value += 1));
  let first = true;
  effect(() => {
    void theme.value;
    // After the page has taken the new colours up.
    if (!first) setTimeout(() => (colourChange.value += 1));
    first = false;
  });
}
