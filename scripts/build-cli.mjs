/** Bundles the command line into dist/cli (or the folder given), with what it loads later in chunks of its own. */
import { resolve } from "node:path";
import { build } from "esbuild";

const root = resolve(import.meta.dirname, "..");
await build({
  entryPoints: [resolve(root, "worker/hosts/node/main.ts")],
  bundle: true,
  splitting: true,
  platform: "node",
  target: "node20",
  format: "esm",
  outdir: resolve(root, process.argv[2] ?? "dist/cli"),
  banner: {
    js: 'import { createRequire as gatehouseRequire } from "node:module"; const require = gatehouseRequire(import.meta.url);',
  },
  logLevel: "warning",
});
