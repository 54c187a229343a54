import { useEffect, useRef, useState } from "preact/hooks";
import { visible } from "../lib/data.ts";

/** Commands to paste, with a button that copies them. */
export function Commands({ commands }: { commands: string[] }) {
  const text = visible(commands.join("\n"));
  const pre = useRef<HTMLPreElement>(null);
  const [told, setTold] = useState<string | null>(null);
  useEffect(() => {
    if (told === null) return;
    const timer = setTimeout(() => setTold(null), 3_000);
    return () => clearTimeout(timer);
  }, [told]);

  async function copy() {
    setTold((await copyText(text, pre.current)) ? "Copied" : "Selected: press Ctrl+C");
  }

  return (
    <div class="commands">
      <pre ref={pre} tabIndex={0}>
        <code>{text}</code>
      </pre>
      <button type="button" class="small" onClick={copy} aria-label={`Copy: ${commands[0] ?? ""}`}>
        {told ?? "Copy"}
      </button>
      <span class="sr" role="status">
        {told}
      </span>
    </div>
  );
}

/** Browsers give pages without TLS no clipboard: there the text is selected, and the old command tried. */
async function copyText(text: string, shown: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown) getSelection()?.selectAllChildren(shown);
    return document.execCommand("copy");
  }
}
