/**
 * Asks the real openssl (3.0.19, LC_ALL=C.UTF-8) and writes recorded.json: `npx tsx test/worker/programs/openssl/record.ts`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeededRandom } from "../../../../worker/base/random.ts";
import { COMMANDS, FILES, MAKING, ours, READING, SEED, withoutThreads } from "./cases.ts";

const folder = mkdtempSync(join(tmpdir(), "openssl-"));
for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
const ask = (line: string) => {
  const { stdout, stderr, status } = spawnSync("openssl", line.split(" "), {
    cwd: folder,
    input: "",
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  return { line, stdout, stderr: withoutThreads(stderr), code: status };
};
const answers = COMMANDS.map(ask);
const files = Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`/root/${name}`, text]));
const random = new SeededRandom(SEED);
for (const line of MAKING) await ours(line, files, { random });
const made: Record<string, string> = {};
for (const [path, text] of Object.entries(files)) {
  const name = path.replace("/root/", "");
  if (!path.startsWith("/root/") || name in FILES) continue;
  writeFileSync(join(folder, name), text);
  made[name] = text;
}
const readings = READING.map(ask);
const { pathname } = new URL("./recorded.json", import.meta.url);
writeFileSync(pathname, `${JSON.stringify({ answers, made, readings }, null, 1)}\n`);
process.stdout.write(
  `${answers.length} answers, ${readdirSync(folder).length} files, ${readFileSync(pathname).length} bytes\n`,
);
