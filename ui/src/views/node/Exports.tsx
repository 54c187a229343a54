import { useState } from "preact/hooks";
import { getBundle, getReportFile, type ReportFormat } from "../../api/requests.ts";
import { errorWords } from "../../hooks/useResource.ts";
import { fileName, save } from "../../lib/files.ts";
import { Notice } from "../../parts/Notice.tsx";

const formats: readonly { format: ReportFormat; title: string; ending: string }[] = [
  { format: "text", title: "Text", ending: "txt" },
  { format: "markdown", title: "Markdown", ending: "md" },
  { format: "html", title: "HTML", ending: "html" },
  { format: "json", title: "JSON", ending: "json" },
  { format: "yaml", title: "YAML", ending: "yaml" },
];

/** Files to keep or to send. They are fetched by script, since a link could not send the token. */
export function Exports({ context, node }: { context: string; node: string }) {
  const [running, setRunning] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);

  async function download(title: string, ending: string, read: (signal: AbortSignal) => Promise<Blob>) {
    setRunning(title);
    setError(null);
    try {
      save(await read(new AbortController().signal), fileName(context, node, ending));
    } catch (problem) {
      setError(errorWords(problem));
    } finally {
      setRunning(null);
    }
  }

  return (
    <section aria-labelledby="exports">
      <h2 id="exports">Export</h2>
      <p class="dim">Each file is of a fresh diagnosis, which takes some seconds. The bundle holds the evidence, without secrets.</p>
      <p class="buttons">
        {formats.map(({ format, title, ending }) => (
          <button
            key={format}
            type="button"
            disabled={running !== null}
            onClick={() => download(title, ending, (signal) => getReportFile(context, node, format, signal))}
          >
            {running === title ? `${title}…` : title}
          </button>
        ))}
        <button
          type="button"
          disabled={running !== null}
          onClick={() => download("Bundle", "tgz", (signal) => getBundle(context, node, signal))}
        >
          {running === "Bundle" ? "Bundle…" : "Bundle (.tgz)"}
        </button>
      </p>
      <p class="sr" role="status">
        {running !== null && `${running} is being made`}
      </p>
      {error !== null && <Notice kind="error">It could not be downloaded. {error}</Notice>}
    </section>
  );
}
