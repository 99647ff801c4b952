/** Where it begins: a file with a document inside, or a page of the server. */
import "./styles/base.css"; // first: what views say goes before
import { render } from "preact";
import { startPreferences } from "./app/preferences";
import { PlanPage } from "./app/shell";
import { plan } from "./app/state";
import { Served } from "./serve/pages";
import { Plan } from "./model/plan";
import type { SvitloDocument } from "./model/document";

const root = document.getElementById("app");
const data = document.getElementById("svitlo-document");
if (root) {
  startPreferences();
  if (data?.textContent) {
    plan.value = new Plan(JSON.parse(data.textContent) as SvitloDocument);
    document.title = plan.value.doc.case.name;
    render(<PlanPage plan={plan.value} />, root);
    document.documentElement.dataset["ready"] = "true";
  } else if (document.documentElement.dataset["home"] === "served") {
    render(<Served />, root);
  }
}
