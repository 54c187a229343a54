import assert from "node:assert/strict";
import { test } from "node:test";
import { lastOffset, pageAt } from "../src/lib/paging.ts";

test("the first of many pages", () => {
  assert.deepEqual(pageAt(0, 100, 5_000), { first: 1, last: 100, total: 5_000, number: 1, pages: 50, previous: null, next: 100 });
});

test("the last page may be short", () => {
  assert.deepEqual(pageAt(200, 100, 250), { first: 201, last: 250, total: 250, number: 3, pages: 3, previous: 100, next: null });
});

test("an empty list has one page without anything", () => {
  assert.deepEqual(pageAt(0, 100, 0), { first: 0, last: 0, total: 0, number: 1, pages: 1, previous: null, next: null });
});

test("behind the end, the last page counts", () => {
  assert.equal(lastOffset(100, 250), 200);
  assert.equal(lastOffset(100, 200), 100);
  assert.equal(pageAt(900, 100, 250).first, 201);
});
