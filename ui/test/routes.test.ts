import assert from "node:assert/strict";
import { test } from "node:test";
import { csrs, fleet, formatRoute, parseRoute, type Route } from "../src/lib/routes.ts";

function parse(address: string): Route {
  const [path = "", query = ""] = address.split("?", 2);
  return parseRoute(path, query);
}

test("each view comes back from its address", () => {
  const routes: Route[] = [
    fleet(),
    fleet({ context: "prod-eu", verdicts: ["failing", "at-risk"], search: "zone-a & b", offset: 200 }),
    { view: "incidents", context: null, cause: null },
    { view: "incidents", context: "prod-eu", cause: "kcm-down" },
    { view: "node", context: "arn:aws:eks:eu-west-1:1:cluster/prod", node: "ip-10-0-0-1.ec2.internal" },
    csrs(),
    csrs({ context: "prod-eu", state: "all", search: "csr-1", offset: 50 }),
    { view: "history", context: "prod-eu", node: "node-1" },
  ];
  for (const route of routes) assert.deepEqual(parse(formatRoute(route)), route);
});

test("the root is the fleet", () => {
  assert.deepEqual(parse("/"), fleet());
  assert.deepEqual(parse("/fleet/"), fleet());
});

test("a context with a slash stays one part of the path", () => {
  assert.equal(formatRoute({ view: "node", context: "a/b", node: "n" }), "/clusters/a%2Fb/nodes/n");
});

test("other addresses are known to be none", () => {
  for (const path of ["/nothing", "/clusters/a", "/clusters/a/nodes", "/clusters/a/nodes/b/c", "/fleet/more"]) {
    assert.deepEqual(parse(path), { view: "unknown", path });
  }
});

test("nonsense in an address is left out, and does not throw", () => {
  assert.deepEqual(parse("/fleet?offset=-5"), fleet());
  assert.deepEqual(parse("/fleet?offset=1e9"), fleet());
  assert.deepEqual(parse("/clusters/100%/nodes/n"), { view: "node", context: "100%", node: "n" });
});
