import { readFileSync } from "node:fs";
import { moved } from "./times.mjs";

const folder = new URL("fixtures/", import.meta.url);

function read(name) {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8"));
}

const incidents = read("incidents.json");

/** A recorded incident and its cluster's items, as if they were of now. */
export function incidentOf(cause, now) {
  const { scannedAt, incident, items } = incidents[cause];
  return moved({ incident, items }, scannedAt, now);
}

/** A recorded diagnosis, as if it were one of this node, made now. */
export function reportOf(cause, node, now) {
  const report = read(`reports/${cause}.json`);
  const text = JSON.stringify(moved(report, report.evidenceAt, now));
  return JSON.parse(text.replaceAll(report.node, node));
}

export function csrsOf(now) {
  const { recordedAt, ...list } = read("csrs.json");
  return moved(list, recordedAt, now);
}
