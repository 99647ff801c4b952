/** Whether the page is being printed: what is made for paper alone is drawn only then. */
import { signal } from "@preact/signals";

export const printing = signal(false);

if (typeof addEventListener !== "undefined") {
  addEventListener("beforeprint", () => (printing.value = true));
  addEventListener("afterprint", () => (printing.value = false));
}
