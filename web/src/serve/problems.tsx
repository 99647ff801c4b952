/** Everything that is wrong with what was given, in place and all at once. */
import { language, t } from "../app/text";
import { Table } from "../parts/table";
import type { Problem } from "./api";

/** What the server calls rows that a form sent. */
export const FORM = "form";

/** The row in its file, where the head is row 1; in the form on the page, which counts from the first asset. */
function shownRow(one: Problem): number | null {
  return one.row !== null && one.file === FORM ? one.row - 1 : one.row;
}

export function Problems({ problems }: { problems: Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <div class="problems" role="alert">
      <p>
        <strong>{t("problems.count", { n: problems.length })}</strong> {t("problems.nothing_written")}
      </p>
      <Table
        title={t("problems.title")}
        rows={problems}
        rowKey={(_, index) => String(index)}
        columns={[
          { title: t("problems.row"), value: shownRow, numeric: true },
          { title: t("problems.column"), value: (one) => one.column || null },
          {
            title: t("problems.what"),
            value: (one) => told(one, "what").text,
            show: (one) => <Told {...told(one, "what")} />,
            isHead: true,
          },
          {
            title: t("problems.hint"),
            value: (one) => told(one, "hint").text || null,
            show: (one) => <Told {...told(one, "hint")} />,
          },
          { title: t("problems.file"), value: (one) => (one.file === FORM ? t("problems.form") : one.file || null) },
        ]}
      />
    </div>
  );
}

/** What is wrong, or the hint, in the language chosen; in English where there are no other words. */
export function told(problem: Problem, what: "what" | "hint"): { text: string; lang: string } {
  const other = language.value === "uk" ? problem[`${what}_uk`] : null;
  return other ? { text: other, lang: "uk" } : { text: problem[what] ?? "", lang: "en" };
}

function Told({ text, lang }: { text: string; lang: string }) {
  return <span lang={lang}>{text === "" ? "–" : text}</span>;
}
