/** Files made in the browser from what is shown: CSV, XLSX, SVG, PNG. Nothing leaves the machine. */
import writeXlsx from "write-excel-file/universal";
import { t } from "../app/text";
import type { Cell } from "./table";

export interface Sheet {
  title: string;
  heads: string[];
  rows: Cell[][];
}

export interface Picture {
  /** The picture as an SVG document, in the colours of print. */
  svg?: () => string;
  png?: () => Promise<Blob>;
}

export function Exports(props: { name: string; table?: () => Sheet; picture?: Picture }) {
  const { name, table, picture } = props;
  return (
    <span class="exports" role="group" aria-label={t("export.of", { name })}>
      {table && <Button what="CSV" name={name} make={async () => csvOf(table())} />}
      {table && <Button what="XLSX" name={name} make={() => xlsxOf([table()])} />}
      {picture?.svg && (
        <Button
          what="SVG"
          name={name}
          make={async () => new Blob([picture.svg?.() ?? ""], { type: "image/svg+xml" })}
        />
      )}
      {picture?.png && <Button what="PNG" name={name} make={picture.png} />}
    </span>
  );
}

function Button(props: { what: string; name: string; make: () => Promise<Blob> }) {
  const { what, name, make } = props;
  return (
    <button
      type="button"
      class="export"
      title={t("export.as", { what })}
      aria-label={t("export.name_as", { name, what })}
      onClick={() => void make().then((file) => save(file, `${fileName(name)}.${what.toLowerCase()}`))}
    >
      {what}
    </button>
  );
}

export function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function fileName(title: string): string {
  return (
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "") || "svitlo"
  );
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
export function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** CSV (UTF-8 with its mark, so that Excel reads it). */
export function csvOf(sheet: Sheet): Blob {
  const quoted = (value: Cell) => {
    const text = value === null ? "" : typeof value === "string" ? harmless(value) : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [sheet.heads, ...sheet.rows].map((row) => row.map(quoted).join(","));
  return new Blob([`\uFEFF${lines.join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" });
}

/** A workbook with a sheet for each table; text stays text, whatever it begins with. */
export async function xlsxOf(sheets: Sheet[]): Promise<Blob> {
  const data = sheets.map((sheet) => ({
    sheet: sheetName(sheet.title),
    data: [
      sheet.heads.map((head) => ({ value: head, fontWeight: "bold" as const })),
      ...sheet.rows.map((row) =>
        row.map((value) => (value === null ? null : { value: typeof value === "boolean" ? String(value) : value })),
      ),
    ],
    stickyRowsCount: 1,
  }));
  return await writeXlsx(data as Parameters<typeof writeXlsx>[0]).toBlob();
}

function sheetName(title: string): string {
  return title.replace(/[\\/?*[\]:]/g, " ").slice(0, 31);
}
