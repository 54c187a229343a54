import assert from "node:assert/strict";
import { test } from "node:test";
import { isOld, isPast } from "../src/lib/freshness.ts";

const now = Date.parse("2026-11-22T12:00:00Z");

test("ten minutes without a judgement are the past", () => {
  assert.equal(isOld("2026-11-22T11:51:00Z", now), false);
  assert.equal(isOld("2026-11-22T11:49:00Z", now), true);
  assert.equal(isOld(null, now), true);
});

test("a cluster that cannot be scanned is of the past at once", () => {
  assert.equal(isPast({ scannedAt: "2026-11-22T11:59:59Z", error: null }, now), false);
  assert.equal(isPast({ scannedAt: "2026-11-22T11:59:59Z", error: "refused" }, now), true);
});
