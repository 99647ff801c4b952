/** The views of a plan, in the order of the tabs. A view is one line here and one module in `views/`. */
import type { ComponentType } from "preact";
import type { Plan } from "../model/plan";
import { Donors } from "../views/donors";
import { Overview } from "../views/overview";
import { Proof } from "../views/proof";
import { Shopping } from "../views/shopping";
import { Timetable } from "../views/timetable";
import { Why } from "../views/why";
import { Works } from "../views/works";

export interface View {
  id: string;
  component: ComponentType<{ plan: Plan }>;
  /** Whether it is among the views of this document: public ones have few. */
  isThere: (plan: Plan) => boolean;
}

const restricted = (plan: Plan) => !plan.doc.is_public;

export const VIEWS: readonly View[] = [
  { id: "overview", component: Overview, isThere: () => true },
  { id: "works", component: Works, isThere: restricted },
  { id: "shopping", component: Shopping, isThere: restricted },
  { id: "timetable", component: Timetable, isThere: () => true },
  { id: "why", component: Why, isThere: restricted },
  { id: "proof", component: Proof, isThere: () => true },
  { id: "donors", component: Donors, isThere: restricted },
];
