#!/usr/bin/env node
// Serves dist/ and an invented fleet under the contract of `certrot serve`, to work on the pages without a cluster.
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { answer } from "./api.mjs";
import { Events } from "./events.mjs";
import { makeClusters } from "./fleet.mjs";
import { page } from "./pages.mjs";
import { Story } from "./story.mjs";

const usage = `usage: node mock/server.mjs [options]

  --port N        port on 127.0.0.1 (8099)
  --nodes N       nodes of the first cluster (300)
  --empty         one cluster without nodes
  --token TOKEN   ask for this token
  --no-decide     nobody may approve or deny
  --no-history    the database does not answer
  --fail PART     answer 503 where the path contains PART, such as report or nodes
  --delay MS      how long a diagnosis takes (1500)
  --every MS      how often something changes (15000); 0 for never`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8099" },
    nodes: { type: "string", default: "300" },
    empty: { type: "boolean", default: false },
    token: { type: "string" },
    "no-decide": { type: "boolean", default: false },
    "no-history": { type: "boolean", default: false },
    fail: { type: "string" },
    delay: { type: "string", default: "1500" },
    every: { type: "string", default: "15000" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const clusters = makeClusters({ nodes: Number(values.nodes), empty: values.empty, now: Date.now() });
const story = new Story(clusters, Date.now());
const events = new Events(story);
const options = {
  token: values.token,
  mayDecide: !values["no-decide"],
  history: !values["no-history"],
  fail: values.fail,
  delay: Number(values.delay),
};
if (Number(values.every) > 0) setInterval(() => events.play(clusters[0]), Number(values.every)).unref();

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://mock");
  const handled = url.pathname.startsWith("/api/")
    ? answer(request, response, url, { clusters, story, events, options })
    : page(response, url.pathname);
  Promise.resolve(handled).catch((problem) => {
    console.error(problem);
    response.destroy();
  });
});
server.listen(Number(values.port), "127.0.0.1", () => console.log(`http://127.0.0.1:${values.port}/`));
