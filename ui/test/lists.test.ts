import assert from "node:assert/strict";
import { test } from "node:test";
import type { CsrReview } from "../src/api/csr.ts";
import type { Cluster, ForecastDay, Transition } from "../src/api/types.ts";
import { backoff } from "../src/lib/backoff.ts";
import { chooseCluster, worstFirst } from "../src/lib/choose.ts";
import { filtered, sorted } from "../src/lib/csrs.ts";
import { fileName } from "../src/lib/files.ts";
import { forecastText } from "../src/lib/forecast.ts";
import { headline } from "../src/lib/headline.ts";
import { timeScale } from "../src/lib/scale.ts";
import { olderAfter, withNew } from "../src/lib/transitions.ts";
import { visible } from "../src/lib/data.ts";

const now = Date.parse("2026-11-22T12:00:00Z");

function cluster(part: Partial<Cluster>): Cluster {
  return {
    context: "c",
    scannedAt: "2026-11-22T12:00:00Z",
    verdict: "healthy",
    error: null,
    counts: {},
    incidents: [],
    items: [],
    missing: [],
    pendingCsrs: [],
    forecast: [],
    ...part,
  };
}

test("the worst cluster comes first, and one that cannot be scanned before those that are well", () => {
  const clusters = [
    cluster({ context: "well" }),
    cluster({ context: "gone", error: "refused" }),
    cluster({ context: "bad", verdict: "failing" }),
  ];
  assert.deepEqual(
    worstFirst(clusters).map((c) => c.context),
    ["bad", "gone", "well"],
  );
  assert.equal(chooseCluster(clusters, null)?.context, "bad");
  assert.equal(chooseCluster(clusters, "well")?.context, "well");
  assert.equal(chooseCluster(clusters, "other"), null);
});

test("the headline tells what is not known, and never that all is well where it is not seen", () => {
  assert.equal(headline(cluster({ scannedAt: null }), now), "Not scanned yet.");
  assert.equal(headline(cluster({}), now), "It has no nodes.");
  assert.equal(headline(cluster({ error: "refused" }), now), "Its nodes are not known.");
  assert.equal(
    headline(cluster({ counts: { healthy: 3, undetermined: 2 } }), now),
    "No root cause is proven; of 2 of 5 nodes the state is not known.",
  );
});

test("the headline tells when the first node is lost", () => {
  const incident = { nodes: ["a", "b"], firstLostAt: "2026-11-23T12:00:00Z" } as Cluster["incidents"][number];
  assert.equal(
    headline(cluster({ counts: { failing: 2, healthy: 4_998 }, incidents: [incident] }), now),
    "1 root cause affects 2 of 5,000 nodes; the first node is lost in 1d if nothing changes.",
  );
});

test("the forecast in words counts what the chart draws", () => {
  const quiet: ForecastDay = { date: "2026-11-22", clientEnds: 0, servingEnds: 0, clientWindows: 0, servingWindows: 0, lost: 0 };
  assert.equal(
    forecastText(Array<ForecastDay>(56).fill(quiet)),
    "In the coming 8 weeks: no rotation window opens; no certificate ends; no node is lost.",
  );
  const days = [quiet, { ...quiet, date: "2026-11-23", clientWindows: 2, servingWindows: 1, clientEnds: 1, lost: 1 }];
  assert.match(
    forecastText(days),
    /3 rotation windows open, the first on 2026-11-23; 1 certificate ends, the first on 2026-11-23; 1 node is lost if nothing changes/,
  );
});

test("a transition that is told twice is there once, and order is by id", () => {
  const t = (id: number) => ({ id }) as Transition;
  assert.deepEqual(
    withNew([t(3), t(1)], t(2)).map((x) => x.id),
    [3, 2, 1],
  );
  assert.deepEqual(
    withNew([t(3)], t(3)).map((x) => x.id),
    [3],
  );
  assert.deepEqual(
    olderAfter([t(3), t(2)], [t(2), t(1)]).map((x) => x.id),
    [3, 2, 1],
  );
});

test("CSRs that wait come first, the oldest of them on top", () => {
  const csr = (name: string, condition: string, createdAt: string) =>
    ({ name, condition, createdAt, node: "n", username: "u", signer: "s", decision: "wait" }) as CsrReview;
  const all = [
    csr("done-old", "Approved,Issued", "1"),
    csr("new", "Pending", "4"),
    csr("done-new", "Denied", "3"),
    csr("old", "Pending", "2"),
  ];
  assert.deepEqual(
    sorted(all).map((c) => c.name),
    ["old", "new", "done-new", "done-old"],
  );
  assert.deepEqual(
    filtered(all, "pending", "").map((c) => c.name),
    ["new", "old"],
  );
  assert.deepEqual(
    filtered(all, "all", "DONE").map((c) => c.name),
    ["done-old", "done-new"],
  );
});

test("tries become rarer, up to half a minute", () => {
  assert.equal(backoff(1, 1), 1_000);
  assert.equal(backoff(1, 0), 500);
  assert.equal(backoff(3, 1), 4_000);
  assert.equal(backoff(50, 1), 30_000);
});

test("on the scale of time, order is kept and now is where it belongs", () => {
  const scale = timeScale([now - 86_400_000 * 300, now - 60_000, now + 3_600_000], now);
  assert.ok(scale.at(now - 86_400_000 * 300) < scale.at(now - 60_000));
  assert.ok(scale.at(now - 60_000) < scale.now && scale.now < scale.at(now + 3_600_000));
  assert.equal(scale.at(now), scale.now);
  for (const [i, tick] of scale.ticks.entries()) {
    for (const other of scale.ticks.slice(i + 1)) assert.ok(Math.abs(tick.at - other.at) >= 0.17);
  }
});

test("what the eye would not see is written out", () => {
  assert.equal(visible("rm \u202etxt.sh"), "rm <U+202E>txt.sh");
  assert.equal(visible("a\u0000b\nc\td"), "a<U+0000>b\nc d");
});

test("a file's name is one everywhere", () => {
  assert.equal(fileName("arn:aws:eks:eu:1:cluster/prod", "node-1", "tgz"), "arn_aws_eks_eu_1_cluster_prod-node-1.tgz");
  assert.equal(fileName("../..", "n", "txt"), "_..-n.txt");
});
