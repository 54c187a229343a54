import assert from "node:assert/strict";
import { test } from "node:test";
import { isOld, isPast, trouble } from "../src/lib/freshness.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const seen = { scannedAt: "2026-11-22T11:59:59Z", error: null, missing: [] };

test("five minutes without news are the past", () => {
  assert.equal(isOld("2026-11-22T11:56:00Z", now), false);
  assert.equal(isOld("2026-11-22T11:54:00Z", now), true);
  assert.equal(isOld(null, now), true);
});

test("a cluster that cannot be seen is of the past at once, however it is told", () => {
  assert.equal(isPast(seen, now), false);
  assert.equal(isPast({ ...seen, error: "refused" }, now), true);
  const missing = [{ what: "cluster/nodes.json", why: "refused" }];
  assert.equal(isPast({ ...seen, missing }, now), true);
  assert.equal(trouble({ error: null, missing }), "refused");
});

test("what else is missing is no trouble of the whole", () => {
  assert.equal(trouble({ error: null, missing: [{ what: "cluster/pods.json", why: "forbidden" }] }), null);
});
