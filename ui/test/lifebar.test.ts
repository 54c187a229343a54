import assert from "node:assert/strict";
import { test } from "node:test";
import type { CertificateLife } from "../src/api/types.ts";
import { lifeBar } from "../src/lib/lifebar.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
const day = 86_400_000;
const at = (days: number) => new Date(start + days * day).toISOString();

const hundredDays: CertificateLife = {
  stage: "not-due",
  notBefore: at(0),
  notAfter: at(100),
  rotationWindow: [at(70), at(90)],
  lastRotation: null,
  csr: null,
};

test("now and the rotation window lie at their share of the life", () => {
  assert.deepEqual(lifeBar(hundredDays, start + 25 * day), { known: "life", now: 0.25, window: [0.7, 0.9], place: "inside" });
});

test("outside the life, now stands at its edge", () => {
  assert.deepEqual(lifeBar(hundredDays, start - day), { known: "life", now: 0, window: [0.7, 0.9], place: "before" });
  assert.deepEqual(lifeBar(hundredDays, start + 100 * day), { known: "life", now: 1, window: [0.7, 0.9], place: "after" });
});

test("an end without a begin has no scale", () => {
  assert.deepEqual(lifeBar({ ...hundredDays, notBefore: null, rotationWindow: [] }, start), { known: "end" });
  assert.deepEqual(lifeBar({ ...hundredDays, notBefore: at(100) }, start), { known: "end" });
});

test("a certificate of which nothing is known has no bar", () => {
  assert.deepEqual(lifeBar({ ...hundredDays, notAfter: null }, start), { known: "nothing" });
});

test("a life without a window has none", () => {
  assert.deepEqual(lifeBar({ ...hundredDays, rotationWindow: [] }, start + 50 * day), {
    known: "life",
    now: 0.5,
    window: null,
    place: "inside",
  });
});
