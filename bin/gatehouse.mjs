#!/usr/bin/env node
import { existsSync } from "node:fs";

const built = new URL("../dist/cli/main.js", import.meta.url);
if (!existsSync(built)) {
  console.error("gatehouse is not built yet: run `npm run build`, or use `npm run -s gatehouse -- …` in a checkout.");
  process.exit(1);
}
await import(built.href);
