/**
 * Checks the built site against its budgets: what a first visit loads until the
 * first prompt is there, without the editor, and what other people's pages load for a lab that nobody has started. Exits 1 when one is broken.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const KB = 1024;
const BUDGETS = { firstLoad: 350 * KB, workerFirstChunk: 220 * KB, embedScript: 15 * KB };

const site = resolve(import.meta.dirname, "../dist/site");
const gzip = (file) => gzipSync(readFileSync(join(site, file)), { level: 9 }).length;
const assets = readdirSync(join(site, "assets"));

/** A chunk with everything it imports at once. */
function withImports(entry) {
  const seen = new Set();
  const visit = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    const source = readFileSync(join(site, "assets", name), "utf8");
    for (const [, target] of source.matchAll(/(?:^|[;}\s])(?:import|export)(?:[^"'()]*?from)?\s*["']\.\/([^"']+)["']/g))
      visit(target);
  };
  visit(entry);
  return [...seen];
}
const sum = (names) => [...names].reduce((total, name) => total + gzip(join("assets", name)), 0);

const html = readFileSync(join(site, "index.html"), "utf8");
const page = [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+)"/g)].map((match) => match[1]);
/** The one chunk of that name; the one that `by` asks for, where its name alone does not tell. */
function chunk(name, by = "") {
  const named = assets.filter((file) => new RegExp(`^${name}-[\\w-]{8}\\.js$`).test(file));
  const asking = by && readFileSync(join(site, "assets", by), "utf8");
  const found = named.filter((file) => asking === "" || asking.includes(file));
  if (found.length !== 1) throw new Error(`${found.length} chunks named ${name} in dist/site/assets`);
  return found[0];
}
const pageFiles = page.flatMap((name) => (name.endsWith(".js") ? withImports(name) : [name]));
const worker = chunk("worker");
const workerFiles = withImports(worker);
/** Fetched by the worker while the cluster boots: no prompt without it. */
const promptFiles = withImports(chunk("engine", worker));

const found = {
  firstLoad: sum(new Set([...pageFiles, ...workerFiles, ...promptFiles])),
  workerFirstChunk: sum(new Set(workerFiles)),
  embedScript: gzip("embed.js"),
};
let broken = 0;
for (const [name, limit] of Object.entries(BUDGETS)) {
  const within = found[name] <= limit;
  if (!within) broken += 1;
  console.log(`${within ? "ok  " : "OVER"} ${name}: ${(found[name] / KB).toFixed(1)} KB gzip of ${limit / KB}`);
}
const parts = {
  page: pageFiles,
  worker: workerFiles,
  prompt: promptFiles.filter((name) => !workerFiles.includes(name)),
};
for (const [name, files] of Object.entries(parts))
  console.log(`     ${name}: ${(sum(new Set(files)) / KB).toFixed(1)} KB`);
process.exit(broken === 0 ? 0 : 1);
