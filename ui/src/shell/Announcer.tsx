import { useEffect, useRef, useState } from "preact/hooks";
import type { Transition } from "../api/types.ts";
import { useLive } from "../hooks/useLive.ts";
import { count } from "../lib/words.ts";

// A screen reader is told what has changed at most this often, and only what somebody would get up for.
const pause = 10_000;
const worthTelling = new Set(["failing", "recovered", "not-ready", "gone"]);

export function Announcer() {
  const [text, setText] = useState("");
  const waiting = useRef<Transition[]>([]);
  useEffect(() => {
    const timer = setInterval(() => {
      const [first, ...others] = waiting.current;
      waiting.current = [];
      if (first) setText(first.text + (others.length > 0 ? ` And ${count(others.length, "other change", "other changes")}.` : ""));
    }, pause);
    return () => clearInterval(timer);
  }, []);
  useLive((event) => {
    if (event.type === "transition" && worthTelling.has(event.transition.kind)) waiting.current.push(event.transition);
  });
  return (
    <div class="sr" role="status" aria-label="Changes">
      {text}
    </div>
  );
}
