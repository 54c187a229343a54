import { readFile } from "node:fs/promises";

const dist = new URL("../dist/", import.meta.url);

const types = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
};

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/** A file of dist/assets/, or index.html for every address of a view. */
export async function page(response, path) {
  const name = /^\/assets\/[a-z.]+$/.test(path) ? path.slice(1) : "index.html";
  try {
    const content = await readFile(new URL(name, dist));
    response.writeHead(200, {
      "content-type": types[name.split(".").pop()],
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
    });
    response.end(content);
  } catch {
    response.writeHead(404, { "content-type": "text/plain" });
    response.end("There is no such file; is dist/ built?\n");
  }
}
