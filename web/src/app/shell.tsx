/** The frame of a plan's pages: what it is, how secret, language and colours, the views, and the time for all of them. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { TimeBar } from "../parts/timebar";
import type { Plan } from "../model/plan";
import { Preferences } from "./preferences";
import { view } from "./state";
import { t } from "./text";
import { VIEWS } from "./views";

/** `links`: ways out of the page, where a server serves it. */
export function PlanPage({ plan, links }: { plan: Plan; links?: ComponentChildren }) {
  useHash();
  const views = VIEWS.filter((one) => one.isThere(plan));
  const chosen = views.find((one) => one.id === view.value) ?? views[0];
  if (!chosen) return null;
  const Chosen = chosen.component;
  return (
    <>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("content")?.focus();
        }}
      >
        {t("app.skip")}
      </a>
      <header>
        <p class={plan.doc.is_public ? "banner public" : "banner restricted"}>
          {t(plan.doc.is_public ? "app.public" : "app.restricted")}
        </p>
        <div class="top">
          <h1>{plan.doc.case.name}</h1>
          {links}
          <Preferences />
        </div>
      </header>
      <nav class="tabs" aria-label={t("app.views")}>
        {views.map((one) => (
          <a key={one.id} href={`#${one.id}`} aria-current={one.id === chosen.id ? "page" : undefined}>
            {t(`view.${one.id}`)}
          </a>
        ))}
      </nav>
      <main id="content" tabIndex={-1}>
        <Chosen plan={plan} />
      </main>
      <TimeBar plan={plan} />
    </>
  );
}

/** The view is the address's hash, so that links and the browser's own back button work. */
function useHash(): void {
  useEffect(() => {
    const read = () => {
      const id = location.hash.slice(1);
      if (VIEWS.some((one) => one.id === id)) view.value = id;
    };
    read();
    addEventListener("hashchange", read);
    const stop = view.subscribe((id) => {
      if (location.hash.slice(1) !== id && (location.hash !== "" || id !== "overview"))
        history.pushState(null, "", `#${id}`);
      scrollTo(0, 0);
    });
    return () => {
      removeEventListener("hashchange", read);
      stop();
    };
  }, []);
}
