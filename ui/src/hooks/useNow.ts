import { useEffect, useState } from "preact/hooks";
import { serverNow } from "../api/clock.ts";

/** Now by the server's clock, anew after each interval. */
export function useNow(interval = 10_000): number {
  const [now, setNow] = useState(serverNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  // What is drawn for another reason shall not show an older now than that reason.
  return Math.max(now, serverNow() - interval);
}
