/** A case: what is damaged, by upload or by form, with every problem in place; and a plan of it. */
import { useEffect, useState } from "preact/hooks";
import { locale, dateOf, t } from "../app/text";
import { type CaseEntry, type DamageForm, type DamageRow, type Library, type Problem, Refused, get, post } from "./api";
import { DamageEditor } from "./damage-editor";
import { Failure } from "./pages";
import { PlanForm } from "./plan-form";
import { Problems } from "./problems";

export function CasePage({ id }: { id: string }) {
  const [entry, setEntry] = useState<CaseEntry | null>(null);
  const [form, setForm] = useState<DamageForm | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    Promise.all([get<Library>("/api/library"), get<DamageForm>(`/api/cases/${id}/damage`)]).then(
      ([library, damage]) => {
        setEntry(library.cases.find((one) => one.case_id === id) ?? null);
        setForm(damage);
        document.documentElement.dataset["ready"] = "true";
      },
      setFailure,
    );
  }, [id]);
  if (failure !== null) return <Failure failure={failure} />;
  if (entry === null || form === null) return <p class="loading">{t("serve.loading")}</p>;
  return (
    <div class="stack">
      <section class="card">
        <h2>{entry.name}</h2>
        <p class="soft">
          {t("case.about", {
            date: new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeZone: "UTC" }).format(
              dateOf(entry.start, 0),
            ),
            n: entry.days,
            damaged: entry.damaged_count,
          })}
        </p>
        <PlanForm id={id} />
      </section>
      <Damage entry={entry} form={form} />
    </div>
  );
}

interface Made {
  case_id: string;
  notes: string[];
}

function Damage({ entry, form }: { entry: CaseEntry; form: DamageForm }) {
  const [problems, setProblems] = useState<Problem[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [name, setName] = useState("");
  const send = (body: FormData | Record<string, unknown>) => {
    setBusy(true);
    setProblems([]);
    setFailure(null);
    post<Made>(`/api/cases/${entry.case_id}/damage`, body).then(
      (made) => location.assign(`/cases/${made.case_id}`),
      (error: unknown) => {
        setBusy(false);
        if (error instanceof Refused && error.problems.length > 0) setProblems(error.problems);
        else setFailure(error);
      },
    );
  };
  const named = (more: Record<string, unknown>) => ({ ...more, ...(name.trim() === "" ? {} : { name: name.trim() }) });
  return (
    <section class="card">
      <h2>{t("case.damage")}</h2>
      <p>{t("case.damage_about")}</p>
      <div class="fields">
        <label>
          {t("case.name")}{" "}
          <input type="text" maxLength={100} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
      </div>
      <Upload entry={entry} busy={busy} onSend={(file, mode) => send(uploaded(file, mode, name))} />
      {failure !== null && <Failure failure={failure} />}
      <Problems problems={problems} />
      <h3>{t("case.form")}</h3>
      <DamageEditor
        form={form}
        start={entry.start}
        problems={problems}
        busy={busy}
        onSend={(rows: DamageRow[]) => send(named({ rows, mode: "replace" }))}
      />
    </section>
  );
}

function uploaded(file: File, mode: string, name: string): FormData {
  const body = new FormData();
  body.set("mode", mode);
  if (name.trim() !== "") body.set("name", name.trim());
  body.set("file", file);
  return body;
}

function Upload({
  entry,
  busy,
  onSend,
}: {
  entry: CaseEntry;
  busy: boolean;
  onSend: (file: File, mode: string) => void;
}) {
  const [mode, setMode] = useState("add");
  const [file, setFile] = useState<File | null>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    setFile(event.dataTransfer?.files[0] ?? null);
  };
  return (
    <div
      class={over ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h3>{t("case.upload")}</h3>
      <p class="small">
        {t("case.templates")}{" "}
        <a href={`/api/cases/${entry.case_id}/damage.xlsx`} download>
          damage.xlsx
        </a>
        {", "}
        <a href={`/api/cases/${entry.case_id}/damage.csv`} download>
          damage.csv
        </a>
      </p>
      <div class="fields">
        <label>
          {t("case.file")}
          <input
            type="file"
            accept=".xlsx,.csv"
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
        </label>
        <label>
          {t("case.mode")}
          <select value={mode} onChange={(event) => setMode(event.currentTarget.value)}>
            <option value="add">{t("case.mode_add")}</option>
            <option value="replace">{t("case.mode_replace")}</option>
          </select>
        </label>
        <button
          type="button"
          class="primary"
          disabled={busy || file === null}
          onClick={() => file && onSend(file, mode)}
        >
          {t("case.send")}
        </button>
      </div>
      {file !== null && <p class="small">{t("case.chosen", { name: file.name })}</p>}
    </div>
  );
}
