import type { ComponentChildren } from "preact";

/** A section of the report. */
export function Part({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section aria-labelledby={id} class="part">
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}
