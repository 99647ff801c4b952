/** Language and colours: kept in this browser where it lets us. */
import { effect } from "@preact/signals";
import { theme, type Theme } from "./state";
import { LANGUAGES, language, t, type Language } from "./text";

const THEMES: readonly Theme[] = ["auto", "light", "dark"];

export function Preferences() {
  return (
    <div class="preferences">
      <label>
        <span class="unseen">{t("app.language")}</span>
        <select value={language.value} onChange={(event) => (language.value = event.currentTarget.value as Language)}>
          {Object.entries(LANGUAGES).map(([id, name]) => (
            <option key={id} value={id} lang={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="unseen">{t("app.theme")}</span>
        <select value={theme.value} onChange={(event) => (theme.value = event.currentTarget.value as Theme)}>
          {THEMES.map((id) => (
            <option key={id} value={id}>
              {t(`theme.${id}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={() => print()}>
        {t("app.print")}
      </button>
    </div>
  );
}

function kept(name: string): string | null {
  try {
    return localStorage.getItem(`svitlo.${name}`);
  } catch {
    return null; // files and strict browsers may have no storage
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`svitlo.${name}`, value);
  } catch {
    // not kept, no harm
  }
}

/** Take up what was chosen before, or what the browser prefers, and keep what is chosen from now on. */
export function startPreferences(): void {
  const asked =
    new URLSearchParams(location.search).get("lang") ??
    kept("language") ??
    navigator.languages.find((one) => one.slice(0, 2) in LANGUAGES)?.slice(0, 2);
  if (asked !== undefined && asked in LANGUAGES) language.value = asked as Language;
  const colours = kept("theme");
  if (THEMES.includes(colours as Theme)) theme.value = colours as Theme;
  effect(() => {
    document.documentElement.lang = language.value;
    keep("language", language.value);
  });
  effect(() => {
    if (theme.value === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme.value;
    keep("theme", theme.value);
  });
}
