/** What is selected on the map: what it is, how it is on this day, its people, its damage and the work on it. */
import type { ComponentChildren } from "preact";
import { assetName } from "../app/names";
import { selection, service, show, step, type Selection } from "../app/state";
import { code, date, number, percent, t } from "../app/text";
import { explained, leftExplained } from "../explain/records";
import { leftSentence, waitSentences } from "../explain/sentences";
import type { Damage, Finding } from "../model/document";
import type { Plan } from "../model/plan";
import { findingOf, itemSelection, locate, worksWith, type Found } from "./locate";
import { linkState, nodeState, outlook, outlookWords, SERVICES, shareWords } from "./say";
import { PlaceWaits } from "./place-waits";
import { scenesOf, type Item } from "./scene";
import { damageShapes, placeShapes } from "./signs";
import { damageState, levelOf, States } from "./states";
import { SignIcon } from "./sign-icon";
import { itemName, nodeName } from "./view";

const MOST = 30;
const MOST_WAITS = 4;

/** `members`: what is in a bubble that was pressed. */
export function Details({ plan, members, close }: { plan: Plan; members: readonly Item[] | null; close: () => void }) {
  const chosen = selection.value;
  if (members !== null)
    return (
      <Panel title={t("map.members", { n: members.length })} close={close}>
        <Items plan={plan} items={members} />
      </Panel>
    );
  if (chosen === null) return null;
  const found = locate(plan, chosen);
  if (found.place !== null) return <PlaceDetails plan={plan} row={found.place} close={close} />;
  if (chosen.kind === "pledge" || chosen.kind === "equipment")
    return <UnitsDetails plan={plan} chosen={chosen} close={close} />;
  if (found.spots.length === 0)
    return (
      <Panel title={title(plan, chosen, found)} close={close}>
        <p>{t("map.not_here")}</p>
      </Panel>
    );
  return <AssetDetails plan={plan} chosen={chosen} found={found} close={close} />;
}

function Panel(props: { title: string; close: () => void; children: ComponentChildren }) {
  return (
    <>
      <div class="map-details-head">
        <h3>{props.title}</h3>
        <button type="button" onClick={props.close} aria-label={t("map.close")} title={t("map.close")}>
          ×
        </button>
      </div>
      {props.children}
    </>
  );
}

function Row({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function title(plan: Plan, chosen: Selection, found: Found): string {
  const spot = found.spots[0];
  const scene = scenesOf(plan)[spot?.scene ?? -1];
  if (chosen.kind === "bus" && scene) return t("map.bus_named", { name: nodeName(plan, scene, Number(chosen.id)) });
  if (chosen.kind === "branch")
    return assetName(plan, plan.doc.network?.branches.asset[Number(chosen.id)] ?? chosen.id);
  if (chosen.kind === "finding") return assetName(plan, findingOf(plan, chosen.id)?.where ?? chosen.id);
  return assetName(plan, chosen.id);
}

// ---- places

function PlaceDetails({ plan, row, close }: { plan: Plan; row: number; close: () => void }) {
  const place = plan.doc.places[row];
  if (!place) return null;
  const placed = plan.works(`place:${place.place_id}`);
  const bus = place.bus;
  const scene = scenesOf(plan)[0];
  return (
    <Panel title={place.name} close={close}>
      <p class="soft">
        {code("kind", place.kind)} · {t("map.people", { n: Math.round(place.people) })}
      </p>
      <dl>
        {SERVICES.filter((one) => !Number.isNaN(plan.share(one, row, step.value))).map((one) => {
          const told = outlook(plan, one, row, step.value);
          return (
            <Row key={one} name={code("service", one)}>
              <SignIcon shapes={placeShapes(place.kind, told.share, 0, 0)} /> <strong>{shareWords(told.share)}</strong>{" "}
              {outlookWords(plan, told)}
            </Row>
          );
        })}
        {bus !== null && scene && (
          <Row name={t("map.bus")}>
            <button type="button" class="link" onClick={() => show({ kind: "bus", id: String(bus) })}>
              {nodeName(plan, scene, bus)}
            </button>
          </Row>
        )}
        {placed.map((work) => (
          <Row key={work.equipment_id} name={t("map.placed")}>
            {t("map.placed_from", {
              count: number(work.quantity),
              what: plan.name(work.equipment_id ?? ""),
              date: date(plan.doc.case.start, work.service_day),
            })}
          </Row>
        ))}
      </dl>
      <PlaceWaits plan={plan} row={row} />
      <div class="tools">
        <button type="button" onClick={() => show({ kind: "place", id: place.place_id }, "timetable")}>
          {t("map.to_timetable")}
        </button>
      </div>
    </Panel>
  );
}

// ---- assets, buses and branches

function AssetDetails({
  plan,
  chosen,
  found,
  close,
}: {
  plan: Plan;
  chosen: Selection;
  found: Found;
  close: () => void;
}) {
  const damage = found.damage === null ? null : plan.doc.damage[found.damage];
  const scenes = scenesOf(plan);
  const spot = found.spots[0];
  const scene = scenes[spot?.scene ?? -1];
  if (!spot || !scene) return null;
  const states = new States(plan, scene);
  states.move(step.value);
  const [node, link] = [spot.nodes[0], spot.links[0]];
  const kv =
    scene.water !== null
      ? undefined
      : link !== undefined
        ? plan.doc.network?.branches.kv[link]
        : plan.doc.network?.buses.kv[node ?? -1];
  const near = [...new Set(spot.nodes.flatMap((one) => scene.nodePlaces[one] ?? []))];
  return (
    <Panel title={title(plan, chosen, found)} close={close}>
      {kv !== undefined && <p class="soft">{t("map.kv", { kv: number(kv, 1) })}</p>}
      <dl>
        <Row name={t("map.state")}>
          {link === undefined ? nodeState(scene, states.nodes[node ?? -1]) : linkState(scene, states.links[link])}
        </Row>
        {link !== undefined && (
          <Row name={t("map.between")}>
            {[scene.from[link] ?? 0, scene.to[link] ?? 0].map((end) => nodeName(plan, scene, end)).join(" – ")}
          </Row>
        )}
        <Sources plan={plan} node={scene.water === null ? node : undefined} />
        {damage && found.damage !== null && <DamageRows plan={plan} row={found.damage} damage={damage} />}
        {found.finding && <FindingRow plan={plan} finding={found.finding} />}
      </dl>
      {damage && <Waits plan={plan} damage={damage} />}
      {near.length > 0 && (
        <>
          <h4>{t("map.places_here", { n: near.length })}</h4>
          <Items plan={plan} items={near.map((row) => ({ what: "place", row }))} />
        </>
      )}
      {damage && (
        <div class="tools">
          <button type="button" onClick={() => show({ kind: "asset", id: damage.asset_id }, "works")}>
            {t("map.to_works")}
          </button>
          <button type="button" onClick={() => show({ kind: "asset", id: damage.asset_id }, "why")}>
            {t("map.to_why")}
          </button>
        </div>
      )}
    </Panel>
  );
}

function Sources({ plan, node }: { plan: Plan; node: number | undefined }) {
  const generators = plan.doc.network?.generators;
  const rows = generators?.bus.flatMap((bus, row) => (bus === node ? [row] : [])) ?? [];
  if (!generators || rows.length === 0) return null;
  const limits = rows.map((row) => generators.pmax_mw[row] ?? null);
  const most = limits.some((one) => one === null) ? null : limits.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  return (
    <Row name={t("map.generators")}>
      {t(most === null ? "map.generators_free" : "map.generators_mw", { n: rows.length, mw: number(most, 1) })}
    </Row>
  );
}

function DamageRows({ plan, row, damage }: { plan: Plan; row: number; damage: Damage }) {
  const { start } = plan.doc.case;
  const state = damageState(plan, row, plan.dayOf(step.value));
  const work = plan.doc.works[plan.workRow.get(damage.asset_id) ?? -1];
  return (
    <>
      <Row name={t("map.damaged")}>
        {state !== "whole" && <SignIcon shapes={damageShapes(state, 0, 0, 0.9)} />}{" "}
        <strong>{t(`map.damage.${state}`)}</strong> · {code("severity", damage.severity)} ·{" "}
        {t("map.reported", { date: date(start, damage.reported_day) })}
        {damage.note && ` · ${damage.note}`}
      </Row>
      <Row name={t("map.work")}>
        {work
          ? t("map.work_dates", {
              crew: code("crew", work.crew_kind),
              from: date(start, work.start_day),
              back: date(start, work.service_day),
            })
          : t("map.no_work")}
        {damage.capacity_share < 1 &&
          damage.service_day !== null &&
          ` ${t("map.capacity", { share: percent(damage.capacity_share) })}`}
      </Row>
    </>
  );
}

function FindingRow({ plan, finding }: { plan: Plan; finding: Finding }) {
  const values = {
    what: code("finding", finding.what),
    when: `${date(plan.doc.case.start, finding.day)}, ${code("block", finding.block)}`,
    value: number(finding.value, 3),
    limit: number(finding.limit, 3),
  };
  return (
    <Row name={t("map.finding")}>{t(finding.limit === null ? "map.finding_said" : "map.finding_limit", values)}</Row>
  );
}

/** Why the work starts when it does, or why there is none. */
function Waits({ plan, damage }: { plan: Plan; damage: Damage }) {
  const work = explained(plan, damage.asset_id);
  const left = work ? null : leftExplained(plan, damage.asset_id);
  const said = work ? waitSentences(plan, work) : left ? [leftSentence(plan, left)] : [];
  if (said.length === 0) return null;
  return (
    <ul class="map-waits">
      {said.slice(0, MOST_WAITS).map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}

// ---- several

function UnitsDetails({ plan, chosen, close }: { plan: Plan; chosen: Selection; close: () => void }) {
  const works = worksWith(plan, chosen);
  return (
    <Panel
      title={t("map.used_at", {
        what: chosen.kind === "equipment" ? plan.name(chosen.id) : chosen.id,
        n: works.length,
      })}
      close={close}
    >
      <ul class="map-items">
        {works.slice(0, MOST).map((at) => (
          <li key={at}>
            <button type="button" class="link" onClick={() => show({ kind: "asset", id: at })}>
              {assetName(plan, at)}
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Places and damage as a list to choose from, those without first. */
function Items({ plan, items }: { plan: Plan; items: readonly Item[] }) {
  const day = plan.dayOf(step.value);
  const worst = (item: Item) => (item.what === "damage" ? 4 : levelOf(plan.share(service.value, item.row, step.value)));
  const ordered = [...items].sort((a, b) => worst(b) - worst(a) || people(plan, b) - people(plan, a));
  return (
    <ul class="map-items">
      {ordered.slice(0, MOST).map((item) => {
        const place = item.what === "place" ? plan.doc.places[item.row] : undefined;
        const share = plan.share(service.value, item.row, step.value);
        const state = damageState(plan, item.row, day);
        return (
          <li key={`${item.what}${item.row}`}>
            <SignIcon
              shapes={
                place ? placeShapes(place.kind, share, 0, 0) : state === "whole" ? [] : damageShapes(state, 0, 0, 0.9)
              }
            />
            <button type="button" class="link" onClick={() => show(itemSelection(plan, item))}>
              {itemName(plan, item)}
            </button>
            <span class="soft">
              {place
                ? `${t("map.people", { n: Math.round(place.people) })} · ${shareWords(share)}`
                : t(`map.damage.${state}`)}
            </span>
          </li>
        );
      })}
      {ordered.length > MOST && <li class="soft">{t("asset.more", { n: ordered.length - MOST })}</li>}
    </ul>
  );
}

function people(plan: Plan, item: Item): number {
  return item.what === "place" ? (plan.doc.places[item.row]?.people ?? 0) : 0;
}
