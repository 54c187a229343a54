import { useEffect, useState } from "preact/hooks";
import { serverNow } from "../api/clock.ts";

/** Now by the server's clock; the component is drawn anew after each interval. */
export function useNow(interval = 10_000): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return serverNow();
}
