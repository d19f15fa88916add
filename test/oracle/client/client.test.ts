import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compareClients } from "./compare.ts";
import { readGroups } from "./lines.ts";

const text = readFileSync(join(import.meta.dirname, "lines.txt"), "utf8");
compareClients("client oracle", readGroups(text), ([pod = ""]) => ({ "{pod}": pod }));
