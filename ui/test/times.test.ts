import assert from "node:assert/strict";
import { test } from "node:test";
import { age, duration, parseTime, relative, stamp } from "../src/lib/times.ts";

const noon = Date.parse("2026-11-22T12:00:00Z");

test("durations have at most two units, as kubectl writes them", () => {
  for (const [seconds, text] of [
    [0, "0s"],
    [59, "59s"],
    [60, "1m"],
    [210, "3m30s"],
    [3_600, "1h"],
    [7_380, "2h3m"],
    [86_400, "1d"],
    [187_200, "2d4h"],
    [8_639_999, "99d23h"],
    [8_640_000, "100d"],
    [-90, "-1m30s"],
  ] as const) {
    assert.equal(duration(seconds), text);
  }
});

test("a time is told from now in whole seconds of both", () => {
  assert.equal(relative(noon + 210_000, noon), "in 3m30s");
  assert.equal(relative(noon - 187_200_000, noon), "2d4h ago");
  assert.equal(relative(noon, noon + 999), "now");
});

test("stamps are UTC and say so", () => {
  assert.equal(stamp(noon), "2026-11-22 12:00:00 UTC");
});

test("what is no time is not known", () => {
  assert.equal(parseTime(null), null);
  assert.equal(parseTime(undefined), null);
  assert.equal(parseTime("soon"), null);
  assert.equal(parseTime("2026-11-22T12:00:00Z"), noon);
});

test("an age has one unit, and is never negative", () => {
  assert.equal(age(noon, noon - 5_000), "0 s");
  assert.equal(age(noon - 59_000, noon), "59 s");
  assert.equal(age(noon - 47 * 60_000, noon), "47 min");
  assert.equal(age(noon - 5 * 3_600_000, noon), "5 h");
  assert.equal(age(noon - 72 * 3_600_000, noon), "3 d");
});
