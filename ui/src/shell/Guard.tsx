import type { ComponentChildren } from "preact";
import { useErrorBoundary } from "preact/hooks";
import { Notice } from "../parts/Notice.tsx";

/** A view that fails says so, instead of leaving an empty page. */
export function Guard({ children }: { children: ComponentChildren }) {
  const [problem, retry] = useErrorBoundary((error: unknown) => console.error(error));
  if (problem === undefined) return <>{children}</>;
  return (
    <Notice kind="error">
      This view cannot be shown: {problem instanceof Error ? problem.message : String(problem)}.{" "}
      <button type="button" class="small" onClick={retry}>
        Try again
      </button>
    </Notice>
  );
}
