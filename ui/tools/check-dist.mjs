// Builds into another folder and compares: dist/ is committed, because the .NET program embeds it and is built without Node.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const fresh = mkdtempSync(join(tmpdir(), "certrot-dist-"));
try {
  execFileSync("npx", ["--no-install", "vite", "build", "--logLevel", "warn", "--emptyOutDir", "--outDir", fresh], { stdio: "inherit" });
  const [built, committed] = [files(fresh), files("dist")];
  const names = [...new Set([...built.keys(), ...committed.keys()])].sort();
  const different = names.filter((name) => !built.get(name)?.equals(committed.get(name) ?? Buffer.alloc(0)));
  for (const name of different) console.error(`dist/${name} is not what the sources give: npm run build, and commit it`);
  if (different.length > 0) process.exitCode = 1;
  else console.log(`dist/ is what the sources give: ${names.length} files`);
} finally {
  rmSync(fresh, { recursive: true });
}

/** The files below a folder, by their path in it. */
function files(folder, prefix = "") {
  const found = new Map();
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix + entry.name;
    if (entry.isDirectory()) for (const [name, content] of files(folder, `${path}/`)) found.set(name, content);
    else found.set(path, readFileSync(join(folder, path)));
  }
  return found;
}
