import assert from "node:assert/strict";
import { test } from "node:test";
import { SseParser } from "../src/api/sse.ts";

const stream = ': welcome\n\nid: 7\nevent: transition\ndata: {"a":1}\n\nevent: cluster\ndata: one\ndata: two\n\ndata: plain\n\n';
const events = [
  { type: "transition", data: '{"a":1}' },
  { type: "cluster", data: "one\ntwo" },
  { type: "message", data: "plain" },
];

test("events come out of one piece", () => {
  const parser = new SseParser();
  assert.deepEqual(parser.push(stream), events);
  assert.equal(parser.lastId, "7");
});

test("it does not matter where the stream is cut, nor how its lines end", () => {
  for (const text of [stream, stream.replaceAll("\n", "\r\n"), stream.replaceAll("\n", "\r"), `\ufeff${stream}`]) {
    for (let cut = 1; cut < 40; cut++) {
      const parser = new SseParser();
      const found = [];
      for (let i = 0; i < text.length; i += cut) found.push(...parser.push(text.slice(i, i + cut)));
      assert.deepEqual(found, events, `cut after ${cut} of ${JSON.stringify(text.slice(0, 12))}`);
    }
  }
});

test("comments and events without data are no events", () => {
  assert.deepEqual(new SseParser().push(": still here\n\nevent: cluster\n\nretry: 10\n\n"), []);
});

test("an event that has not ended is not told", () => {
  const parser = new SseParser();
  assert.deepEqual(parser.push("data: half"), []);
  assert.deepEqual(parser.push(" of it\n"), []);
  assert.deepEqual(parser.push("\n"), [{ type: "message", data: "half of it" }]);
});

test("only the first space after the colon goes away", () => {
  assert.deepEqual(new SseParser().push("data:  two\ndata:none\n\n"), [{ type: "message", data: " two\nnone" }]);
});
