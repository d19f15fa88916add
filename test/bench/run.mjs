/**
 * Compares Gatehouse with @ngrok/webernetes: the same work in both, waits for pulls and probes zero in both, each measurement in a
 * process of its own, alternating, median of `--runs` (5). `--json` prints one object of ratios ours/theirs; without it follows what the
 * API server costs at 10,000 pods (`npm run bench:api` prints only that).
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "../..");
const out = join(root, "dist/bench");
const json = process.argv.includes("--json");
const option = (name, fallback) =>
  process.argv.includes(`--${name}`) ? Number(process.argv[process.argv.indexOf(`--${name}`) + 1]) : fallback;
const runs = option("runs", 5);
/** At 2,000 pods theirs needs many minutes a run, so it runs fewer times (0 leaves it out); the table says how often. */
const largeRuns = option("large-runs", 1);
mkdirSync(out, { recursive: true });

async function bundle(name, entry, options = {}) {
  const outfile = join(out, `${name}.mjs`);
  await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "error",
    ...options,
  });
  return outfile;
}
const engines = {
  ours: await bundle("ours", "test/bench/ours.ts"),
  theirs: await bundle("theirs", "test/bench/theirs.ts"),
};

/** Bytes of each engine as a page would load it: minified, without what is loaded later. */
async function gzipSize(contents) {
  const result = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    external: ["node:*"],
    outdir: join(out, "size"),
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const outputs = result.metafile.outputs;
  const first = Object.keys(outputs).find((name) => outputs[name].entryPoint === "<stdin>");
  const needed = new Set();
  const visit = (name) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const each of outputs[name].imports) if (each.kind === "import-statement") visit(each.path);
  };
  visit(first);
  return result.outputFiles
    .filter((file) => [...needed].some((name) => file.path.endsWith(name)))
    .reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0);
}

function once(engine, pods, requests) {
  const child = spawnSync(process.execPath, ["--expose-gc", engines[engine], String(pods), String(requests)], {
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(`${engine} ${pods}: ${child.stderr}`);
  return JSON.parse(child.stdout.trim().split("\n").at(-1));
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const cases = [
  { pods: 100, requests: 0, times: runs },
  { pods: 500, requests: 10_000, times: runs },
  { pods: 2_000, requests: 0, times: largeRuns },
].filter(({ times }) => times > 0);
const results = { ours: {}, theirs: {} };
for (const { pods, requests, times } of cases) {
  const measured = { ours: [], theirs: [] };
  for (let i = 0; i < times; i++)
    for (const engine of ["ours", "theirs"]) measured[engine].push(once(engine, pods, requests));
  for (const engine of ["ours", "theirs"]) {
    const of = (read) => median(measured[engine].map(read));
    results[engine][pods] = {
      boot: { wall: of((m) => m.boot.wallMs), cpu: of((m) => m.boot.cpuMs) },
      ready: { wall: of((m) => m.ready.wallMs), cpu: of((m) => m.ready.cpuMs) },
      memory: of((m) => m.memoryMb),
      requests: requests ? { wall: of((m) => m.requests.wallMs), cpu: of((m) => m.requests.cpuMs) } : undefined,
    };
  }
}
const size = {
  ours: await gzipSize('export { Sandbox } from "./worker/cluster/index.ts";'),
  theirs: await gzipSize('export { Cluster, BaseImage } from "@ngrok/webernetes";'),
};

const ratios = {};
const rows = [];
const row = (name, ours, theirs, unit) =>
  rows.push([name, `${ours.toFixed(1)} ${unit}`, `${theirs.toFixed(1)} ${unit}`, (ours / theirs).toFixed(3)]);
for (const { pods, requests, times } of cases) {
  const [ours, theirs] = [results.ours[pods], results.theirs[pods]];
  row(`boot (for ${pods} pods), CPU`, ours.boot.cpu, theirs.boot.cpu, "ms");
  row(`${pods} pods to Ready, CPU (median of ${times})`, ours.ready.cpu, theirs.ready.cpu, "ms");
  row(`${pods} pods to Ready, wall`, ours.ready.wall, theirs.ready.wall, "ms");
  row(`heap with ${pods} pods`, ours.memory, theirs.memory, "MB");
  ratios[`ready${pods}`] = ours.ready.cpu / theirs.ready.cpu;
  if (requests) {
    row(`${requests} requests, CPU`, ours.requests.cpu, theirs.requests.cpu, "ms");
    row(`${requests} requests, wall`, ours.requests.wall, theirs.requests.wall, "ms");
    ratios.requests = ours.requests.cpu / theirs.requests.cpu;
    ratios[`memory${pods}`] = ours.memory / theirs.memory;
  }
}
row("engine, gzip", size.ours / 1024, size.theirs / 1024, "KB");
ratios.bundle = size.ours / size.theirs;

if (json) console.log(JSON.stringify(ratios));
else {
  const table = [["", "Gatehouse", "webernetes", "ratio"], ...rows];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...table.map((line) => line[at].length)));
  for (const line of table)
    console.log(line.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))).join("  "));
  console.log("\nThe API server at 10,000 pods");
  spawnSync(process.execPath, ["--expose-gc", "--import", "tsx", join(root, "test/bench/api.ts")], {
    cwd: root,
    stdio: "inherit",
  });
}
