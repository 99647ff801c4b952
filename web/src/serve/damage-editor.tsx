/** The damage table as a form: a row an asset, problems beside the cell that they are about. */
import { useRef, useState } from "preact/hooks";
import { code, t } from "../app/text";
import type { DamageForm, DamageRow, Problem } from "./api";
import { FORM, told } from "./problems";

interface Editor {
  form: DamageForm;
  start: string;
  problems: Problem[];
  busy: boolean;
  onSend: (rows: DamageRow[]) => void;
}

interface Draft extends DamageRow {
  /** Stays with a row while others come and go. */
  key: number;
}

type Field = keyof DamageRow;
const FIELDS: readonly Field[] = ["asset_id", "severity", "reported", "source", "note"];
/** The table's head is row 1, as in a spreadsheet. */
const FIRST_ROW = 2;

export function DamageEditor({ form, start, problems, busy, onSend }: Editor) {
  const counter = useRef(form.rows.length);
  const [rows, setRows] = useState<Draft[]>(form.rows.map((row, key) => ({ ...row, key })));
  const [asked, setAsked] = useState("");
  const change = (key: number, field: Field, value: string) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, [field]: value } : row)));
  const remove = (key: number) => setRows(rows.filter((row) => row.key !== key));
  const add = () => {
    counter.current += 1;
    setRows([
      ...rows,
      {
        key: counter.current,
        asset_id: "",
        severity: form.severities[0] ?? "minor",
        reported: start,
        source: "",
        note: "",
      },
    ]);
    setAsked("");
  };
  const isShown = (row: Draft) => asked === "" || row.asset_id.toLowerCase().includes(asked.toLowerCase());
  const send = (event: Event) => {
    event.preventDefault();
    onSend(rows.map(({ key: _, ...row }) => row));
  };
  return (
    <form onSubmit={send}>
      <label class="find">
        {t("why.find")} <input type="search" value={asked} onInput={(event) => setAsked(event.currentTarget.value)} />
      </label>
      <datalist id="assets">
        {form.assets.map((asset) => (
          <option key={asset.asset_id} value={asset.asset_id}>
            {[code("asset", asset.kind), asset.id, asset.name ?? "", asset.kv === null ? "" : `${asset.kv} kV`]
              .filter((one) => one !== "")
              .join(" ")}
          </option>
        ))}
      </datalist>
      <div class="damage-rows" role="region" aria-label={t("case.form")} tabIndex={0}>
        <table>
          <caption class="unseen">{t("case.form")}</caption>
          <thead>
            <tr>
              {FIELDS.map((field) => (
                <th scope="col" key={field}>
                  {t(`damage.${field}`)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map(
              (row, index) =>
                isShown(row) && (
                  <tr key={row.key}>
                    {FIELDS.map((field) => (
                      <td key={field}>
                        <Input
                          form={form}
                          row={row}
                          index={index}
                          field={field}
                          problems={problemsOf(problems, index, field)}
                          onChange={(value) => change(row.key, field, value)}
                        />
                      </td>
                    ))}
                    <td>
                      <button
                        type="button"
                        aria-label={t("case.remove", { n: index + 1, asset: row.asset_id })}
                        onClick={() => remove(row.key)}
                      >
                        ×
                      </button>
                    </td>
                  </tr>
                ),
            )}
          </tbody>
        </table>
      </div>
      <p class="actions">
        <button type="button" onClick={add}>
          {t("case.add")}
        </button>
        <button type="submit" class="primary" disabled={busy}>
          {t("case.save")}
        </button>
      </p>
    </form>
  );
}

function problemsOf(problems: Problem[], index: number, field: Field): Problem[] {
  return problems.filter(
    (one) =>
      one.file === FORM &&
      one.row === index + FIRST_ROW &&
      (one.column === field || (field === "asset_id" && !FIELDS.includes(one.column as Field))),
  );
}

interface InputProps {
  form: DamageForm;
  row: Draft;
  index: number;
  field: Field;
  problems: Problem[];
  onChange: (value: string) => void;
}

function Input({ form, row, index, field, problems, onChange }: InputProps) {
  const said = `said-${row.key}-${field}`;
  const shared = {
    "aria-label": t("case.cell", { field: t(`damage.${field}`), n: index + 1 }),
    "aria-invalid": problems.length > 0,
    ...(problems.length > 0 ? { "aria-describedby": said } : {}),
    class: problems.length > 0 ? "wrong" : "",
  };
  const value = row[field] ?? "";
  return (
    <>
      {field === "severity" ? (
        <select {...shared} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {form.severities.map((one) => (
            <option key={one} value={one}>
              {code("severity", one)}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...shared}
          type={field === "reported" ? "date" : "text"}
          {...(field === "asset_id" ? { list: "assets" } : {})}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {problems.length > 0 && (
        <p class="said" id={said}>
          {problems.map((one) => (
            <span key={one.what}>
              <span lang={told(one, "what").lang}>{told(one, "what").text}</span>
              {told(one, "hint").text !== "" && (
                <span lang={told(one, "hint").lang}> ({told(one, "hint").text.replace(/\.$/, "")})</span>
              )}
              .{" "}
            </span>
          ))}
        </p>
      )}
    </>
  );
}
