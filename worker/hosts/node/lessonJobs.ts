import { spawn } from "node:child_process";
import { argv, execArgv, execPath } from "node:process";
import { createInterface } from "node:readline";

/** What a run of lessons came to. */
export interface LessonTally {
  readonly passed: number;
  readonly failed: number;
}

export const tallyLine = ({ passed, failed }: LessonTally): string => `${passed} passed, ${failed} failed`;

/**
 * Plays lessons in several processes at a time, each a `gatehouse lesson test` with a share of them, and prints what these say of
 * each lesson as soon as it is whole.
 *
 * @param folders each a lesson
 */
export async function playInJobs(folders: readonly string[], jobs: number, seed: number): Promise<LessonTally> {
  const shares = Array.from({ length: jobs }, (_, job) => folders.filter((_folder, at) => at % jobs === job));
  const tallies = await Promise.all(shares.filter(({ length }) => length > 0).map((share) => playShare(share, seed)));
  return tallies.reduce((all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed }));
}

async function playShare(share: readonly string[], seed: number): Promise<LessonTally> {
  const own = ["lesson", "test", "--jobs", "1", "--seed", String(seed), ...share];
  const child = spawn(execPath, [...execArgv, argv[1]!, ...own], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  let verdict: string[] = [];
  let tally: LessonTally | undefined;
  const tell = () => {
    if (verdict.length > 0) console.log(verdict.join("\n"));
    verdict = [];
  };
  const told = { ok: 0, FAIL: 0 };
  for await (const line of createInterface(child.stdout)) {
    const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(line) ?? [];
    if (passed !== undefined) {
      tally = { passed: Number(passed), failed: Number(failed) };
      continue;
    }
    const word = /^(ok|FAIL) /.exec(line)?.[1] as keyof typeof told | undefined;
    if (word) {
      tell();
      told[word] += 1;
    }
    verdict.push(line);
  }
  tell();
  await ended;
  if (tally) return tally;
  const rest = share.slice(told.ok + told.FAIL);
  console.log(`FAIL  ${rest.join(", ")}\n      the process that played them ended early`);
  return { passed: told.ok, failed: told.FAIL + rest.length };
}
