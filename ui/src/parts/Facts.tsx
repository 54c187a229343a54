import type { ComponentChildren } from "preact";

/** `pairs`: short facts, two beside each other where there is room. */
export function Facts({ children, pairs }: { children: ComponentChildren; pairs?: boolean }) {
  return <dl class={pairs ? "facts pairs" : "facts"}>{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
