import type { ComponentChildren } from "preact";
import { sentence } from "../lib/sentence.ts";

type Kind = "error" | "warning" | "note";

const words: Record<Kind, string> = { error: "Error: ", warning: "Warning: ", note: "" };

/** Something that the reader has to know before the rest. */
export function Notice({ kind, children }: { kind: Kind; children: ComponentChildren }) {
  return (
    <div class={`notice ${kind}`} role={kind === "error" ? "alert" : undefined}>
      {words[kind] && <strong>{words[kind]}</strong>}
      {children}
    </div>
  );
}

/** What became of a request: nothing where its data is there and fresh. */
export function ResourceState({
  resource,
  what,
}: {
  resource: { data: unknown; error: string | null; loading: boolean; reload: () => void };
  what: string;
}) {
  if (resource.error !== null) {
    return (
      <Notice kind="error">
        {resource.data === null ? `${what} could not be read. ` : `${what} could not be read again: what is shown is older. `}
        {sentence(resource.error)}{" "}
        <button type="button" class="small" onClick={resource.reload}>
          Try again
        </button>
      </Notice>
    );
  }
  return resource.data === null && resource.loading ? (
    <p class="loading" role="status">
      Reading {what.toLowerCase()}…
    </p>
  ) : null;
}
