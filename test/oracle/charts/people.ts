/** Charts as other people make them, and what the real helm says to command lines about them; no cluster is needed. */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { unpackedTools } from "../client/realTools.ts";

const here = import.meta.dirname;
export const PEOPLE = join(here, "files/people");
const RECORDED = join(here, "recorded/people.json.gz");

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Command lines, without the word helm; words may be quoted, nothing is expanded. */
export const peopleLines = (): readonly string[] =>
  readFileSync(join(here, "people.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

export const recordedPeople = (): Readonly<Record<string, Said>> =>
  JSON.parse(gunzipSync(readFileSync(RECORDED)).toString()) as Readonly<Record<string, Said>>;

/** The moment is not the same in any two runs. */
export const withoutTime = ({ stdout, ...said }: Said): Said => ({
  ...said,
  stdout: stdout.replace(/^LAST DEPLOYED: .*$/m, "LAST DEPLOYED: now"),
});

/** What the real helm says to each line, one after the other in one home. */
export async function recordPeople(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "gatehouse-people-"));
  cpSync(PEOPLE, join(home, "people"), { recursive: true });
  const env = {
    PATH: `${unpackedTools()}:${process.env.PATH}`,
    HOME: home,
    KUBECONFIG: "/nothing",
    HELM_COLOR: "never",
  };
  const said: Record<string, Said> = {};
  for (const line of peopleLines()) {
    const answer = await promisify(execFile)("bash", ["-c", `helm ${line}`], { cwd: home, env }).then(
      ({ stdout, stderr }) => ({ stdout, stderr, exitCode: 0 }),
      (error: { stdout: string; stderr: string; code: number }) => ({
        stdout: error.stdout,
        stderr: error.stderr,
        exitCode: error.code,
      }),
    );
    const here = (text: string): string => text.replaceAll(home, "/root");
    said[line] = withoutTime({ ...answer, stdout: here(answer.stdout), stderr: here(answer.stderr) });
  }
  rmSync(home, { recursive: true });
  writeFileSync(RECORDED, gzipSync(JSON.stringify(said), { level: 9 }));
}
