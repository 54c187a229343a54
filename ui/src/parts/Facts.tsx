import type { ComponentChildren } from "preact";

/** `pairs`: short facts, two beside each other where there is room. */
export function Facts({ children, pairs }: { children: ComponentChildren; pairs?: boolean }) {
  return <dl class={pairs ? "facts pairs" : "facts"}>{children}</dl>;
}

/** `wide`: a long one, which takes the whole line of pairs. */
export function Fact({ name, children, wide }: { name: string; children: ComponentChildren; wide?: boolean }) {
  return (
    <div class={wide ? "wide" : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
