import { refused, session } from "./session.ts";

/** A request that failed, in words that can be shown. Status 0: there was no answer. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const patience = 30_000;
/** A fresh diagnosis waits for the node, which may not answer. */
export const reportPatience = 180_000;

/** `/api/v1/` and the parts, each escaped: names come from clusters and may hold anything. */
export function apiPath(...parts: string[]): string {
  return `/api/v1/${parts.map(encodeURIComponent).join("/")}`;
}

export async function getJson<T>(path: string, signal: AbortSignal, timeout = patience): Promise<T> {
  const response = await send(path, { headers: { accept: "application/json" } }, signal, timeout);
  return (await body(response, (r) => r.json())) as T;
}

export async function postJson(path: string, value: unknown): Promise<void> {
  // The header is one that a form on another site cannot send.
  const headers = { "content-type": "application/json", "certrot-request": "dashboard" };
  await send(path, { method: "POST", headers, body: JSON.stringify(value) }, new AbortController().signal, patience);
}

export async function getBlob(path: string, signal: AbortSignal): Promise<Blob> {
  const response = await send(path, {}, signal, reportPatience);
  return body(response, (r) => r.blob());
}

/** The stream of events. It has no time limit: who reads it watches over its silence. */
export async function openStream(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await send(path, { headers: { accept: "text/event-stream", ...headers }, cache: "no-store" }, signal, null);
  if (!response.body) throw new ApiError(0, "The server's events have no content.");
  return response.body;
}

async function send(path: string, init: RequestInit, signal: AbortSignal, timeout: number | null): Promise<Response> {
  const { token } = session.get();
  const headers = new Headers(init.headers);
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  const limit = new AbortController();
  const cancel = () => limit.abort();
  signal.addEventListener("abort", cancel);
  if (signal.aborted) cancel();
  const timer = timeout === null ? undefined : setTimeout(cancel, timeout);
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers, signal: limit.signal });
  } catch (problem) {
    if (signal.aborted) throw problem;
    const why = limit.signal.aborted ? `within ${(timeout ?? 0) / 1_000} s` : "";
    throw new ApiError(0, `The server did not answer ${why}`.trimEnd() + ".");
  } finally {
    clearTimeout(timer);
  }
  if (response.ok) return response;
  if (response.status === 401) refused(token);
  throw new ApiError(response.status, await errorText(response));
}

/** The server's own words where it has some: they say what to do. */
async function errorText(response: Response): Promise<string> {
  try {
    const value: unknown = await response.json();
    if (typeof value === "object" && value !== null && "error" in value && typeof value.error === "string") return value.error;
  } catch {
    // A proxy between may answer with a page of its own.
  }
  return `The server answered ${response.status} ${response.statusText}`.trimEnd() + ".";
}

async function body<T>(response: Response, read: (response: Response) => Promise<T>): Promise<T> {
  try {
    return await read(response);
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") throw problem;
    throw new ApiError(0, "The server's answer broke off, or could not be read.");
  }
}
