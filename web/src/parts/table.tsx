/** Tables: sorted by their heads, copied and exported with typed cells. What is shown is what is exported. */
import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { locale, t } from "../app/text";
import { Exports } from "./exports";

export type Cell = string | number | boolean | null;

export interface Column<Row> {
  /** Head in words; `unit` goes with it into exports. */
  title: string;
  value: (row: Row) => Cell;
  /** How it is shown, by default as text; numbers are set to the right. */
  show?: (row: Row) => ComponentChildren;
  numeric?: boolean;
  /** Names the row for screen readers. */
  isHead?: boolean;
}

export interface TableProps<Row> {
  /** Names the table and its export file. */
  title: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row, index: number) => string;
  isSelected?: (row: Row) => boolean;
  onSelect?: (row: Row) => void;
  /** Rows shown at first; the rest on request. Exports hold all. */
  first?: number;
  caption?: boolean;
}

/** Text from so many letters on is not squeezed into a narrow column. */
const LONG = 60;

export function Table<Row>(props: TableProps<Row>) {
  const { title, rows, columns, rowKey } = props;
  const [order, setOrder] = useState<{ column: number; down: boolean } | null>(null);
  const [all, setAll] = useState(false);
  const sorted = order === null ? rows : ordered(rows, columns, order);
  const limit = all ? sorted.length : (props.first ?? 100);
  const turn = (column: number) =>
    setOrder(order?.column !== column ? { column, down: false } : order.down ? null : { column, down: true });
  return (
    <div class="table">
      <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <table>
          <caption class={props.caption ? "" : "unseen"}>{title}</caption>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th
                  scope="col"
                  key={column.title}
                  class={column.numeric ? "numeric" : ""}
                  aria-sort={order?.column !== index ? "none" : order.down ? "descending" : "ascending"}
                >
                  <button type="button" class="sort" onClick={() => turn(index)}>
                    {column.title}
                    <span aria-hidden="true">{order?.column !== index ? "" : order.down ? " ▾" : " ▴"}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, limit).map((row, index) => (
              <tr
                key={rowKey(row, index)}
                class={props.isSelected?.(row) ? "selected" : ""}
                aria-selected={props.isSelected ? props.isSelected(row) : undefined}
              >
                {columns.map((column) => cell(row, column, props.onSelect))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="tools">
        {limit < sorted.length && (
          <button type="button" onClick={() => setAll(true)}>
            {t("table.all", { n: sorted.length })}
          </button>
        )}
        <Exports
          name={title}
          table={() => ({
            title,
            heads: columns.map((one) => one.title),
            rows: sorted.map((row) => columns.map((one) => one.value(row))),
          })}
        />
      </div>
    </div>
  );
}

function cell<Row>(row: Row, column: Column<Row>, onSelect: ((row: Row) => void) | undefined) {
  const value = column.value(row);
  const shown = column.show
    ? column.show(row)
    : value === null
      ? "–"
      : typeof value === "number"
        ? value.toLocaleString(locale())
        : String(value);
  const isLong = typeof shown === "string" && shown.length > LONG;
  if (!column.isHead)
    return <td class={column.numeric ? "numeric" : ""}>{isLong ? <span class="long-text">{shown}</span> : shown}</td>;
  return (
    <th scope="row">
      {onSelect ? (
        <button type="button" class="link" onClick={() => onSelect(row)}>
          {shown}
        </button>
      ) : (
        shown
      )}
    </th>
  );
}

function ordered<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: { column: number; down: boolean },
): Row[] {
  const value = columns[order.column]?.value ?? (() => null);
  const compare = new Intl.Collator(locale(), { numeric: true }).compare;
  const sign = order.down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1; // unknown last, whichever way
    return sign * (typeof x === "number" && typeof y === "number" ? x - y : compare(String(x), String(y)));
  });
}
