/** Everything that is wrong with what was given, in place and all at once. */
import { language, t } from "../app/text";
import { Table } from "../parts/table";
import type { Problem } from "./api";

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
          { title: t("problems.file"), value: (one) => one.file || null },
          { title: t("problems.row"), value: (one) => one.row, numeric: true },
          { title: t("problems.column"), value: (one) => one.column || null },
          { title: t("problems.what"), value: (one) => told(one, "what").text, show: (one) => <Told {...told(one, "what")} />, isHead: true },
          { title: t("problems.hint"), value: (one) => told(one, "hint").text || null, show: (one) => <Told {...told(one, "hint")} /> },
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
