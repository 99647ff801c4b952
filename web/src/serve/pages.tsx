/** The pages of the server by address, each loaded on its own. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Preferences } from "../app/preferences";
import { PlanPage } from "../app/shell";
import { plan } from "../app/state";
import { t } from "../app/text";
import type { SvitloDocument } from "../model/document";
import { Plan } from "../model/plan";
import { CasePage } from "./case";
import { ComparePage } from "./compare";
import { JobPage } from "./job";
import { LibraryPage } from "./library";
import { Refused, get } from "./api";
import { Problems } from "./problems";
import "../styles/serve.css";

export function Served() {
  const [, area, id] = location.pathname.split("/");
  if (area === "plans" && id) return <Shown id={id} />;
  const [title, page] = routed(area, id);
  return <Frame title={title}>{page}</Frame>;
}

function routed(area: string | undefined, id: string | undefined): [string, ComponentChildren] {
  if (area === "cases" && id) return [t("serve.case"), <CasePage id={id} />];
  if (area === "jobs" && id) return [t("serve.job"), <JobPage id={id} />];
  if (area === "compare") return [t("serve.compare"), <ComparePage />];
  return [t("serve.library"), <LibraryPage />];
}

function Frame({ title, children }: { title: string; children: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · Svitlo`;
  }, [title]);
  return (
    <>
      <header class="top">
        <h1>
          <a class="home" href="/">
            Svitlo
          </a>{" "}
          · {title}
        </h1>
        <Preferences />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** A plan of the library, with the ways out of it. */
function Shown({ id }: { id: string }) {
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    get<SvitloDocument>(`/api/plans/${id}/document`).then((found) => {
      plan.value = new Plan(found);
      document.title = `${found.case.name} · Svitlo`;
      document.documentElement.dataset["ready"] = "true";
    }, setFailure);
  }, [id]);
  if (failure !== null) {
    return (
      <Frame title={t("serve.plan")}>
        <Failure failure={failure} />
      </Frame>
    );
  }
  if (plan.value === null) return <p class="loading">{t("serve.loading")}</p>;
  const links = (
    <nav class="ways" aria-label={t("serve.ways")}>
      <a href="/">{t("serve.library")}</a>
      <a href={`/api/plans/${id}/report.html`} download>
        {t("serve.report")}
      </a>
      <a href={`/api/plans/${id}/report.html?public=1`} download>
        {t("serve.public_report")}
      </a>
      <a href={`/api/plans/${id}/plan.zip`} download>
        {t("serve.folder")}
      </a>
    </nav>
  );
  return (
    <PlanPage
      plan={plan.value}
      links={
        plan.value.doc.is_public ? (
          <nav class="ways">
            <a href="/">{t("serve.library")}</a>
          </nav>
        ) : (
          links
        )
      }
    />
  );
}

/** Why something could not be had, in words. */
export function Failure({ failure }: { failure: unknown }) {
  if (failure instanceof Refused && failure.problems.length > 0) return <Problems problems={failure.problems} />;
  const text =
    failure instanceof Refused ? t("serve.refused", { status: String(failure.status) }) : t("serve.no_answer");
  return (
    <p class="problem" role="alert">
      {text}
    </p>
  );
}
