/** Records what the real helm makes of our charts: `npm run oracle:record-charts`. The starter is the real one's own. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { unpackedTools } from "../client/realTools.ts";
import { recordPeople } from "./people.ts";
import { chartFolder, realOutputs, record } from "./real.ts";

const folder = chartFolder();
rmSync(join(folder.path, "starter"), { recursive: true });
execFileSync(join(unpackedTools(), "helm"), ["create", "starter"], { cwd: folder.path });
record(await realOutputs(folder.path));
folder.remove();
await recordPeople();
