import { relative } from "node:path";
import { Sandbox, type SandboxTree } from "../../cluster/index.ts";
import type { FilesByUrl } from "../../internet/index.ts";
import { type Attempt, Player, readScenario } from "../../lesson/index.ts";
import type { LessonFiles } from "../../session.ts";
import { findLessons, lessonsFolder, readLesson } from "./lessonFiles.ts";
import { type LessonTally, playInJobs, tallyLine } from "./lessonJobs.ts";
import { START_MS } from "./run.ts";
import { nodeTime } from "./time.ts";

/**
 * Plays every lesson of the folders (all that ship, when none is given), so many at a time. Exit code 1 when one does not hold what it
 * promises.
 */
export async function lessonTest(folders: readonly string[], seed: number, jobs: number): Promise<number> {
  const lessons = (folders.length > 0 ? folders : [lessonsFolder()]).flatMap(findLessons);
  const tally = jobs > 1 && lessons.length > 1 ? await playInJobs(lessons, jobs, seed) : await playHere(lessons, seed);
  console.log(tallyLine(tally));
  return tally.failed === 0 ? 0 : 1;
}

async function playHere(lessons: readonly string[], seed: number): Promise<LessonTally> {
  let [passed, failed] = [0, 0];
  for (const folder of lessons) {
    const name = relative(process.cwd(), folder);
    try {
      const files = readLesson(folder);
      const problems = await testLesson(files, seed);
      if (problems.length === 0) {
        passed += 1;
        console.log(`ok    ${name}`);
        continue;
      }
      failed += 1;
      console.log(
        `FAIL  ${name}\n${problems.map((problem) => `      ${problem.replaceAll("\n", "\n        ")}`).join("\n")}`,
      );
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name}\n      ${error instanceof Error ? error.stack : error}`);
    }
  }
  return { passed, failed };
}

/** An answer that waits for what never comes must not stop the test. */
const ATTEMPT_LIMIT = { timeoutMs: 600_000 };

/** A sandbox that a player can take back: restoring builds it anew. */
class TestStage {
  sandbox: Sandbox;
  readonly #profile: string;
  readonly #seed: number;

  constructor(profile: string, seed: number) {
    this.#profile = profile;
    this.#seed = seed;
    this.sandbox = this.#build();
  }

  #build(saved?: SandboxTree): Sandbox {
    return new Sandbox({
      options: { profile: this.#profile, seed: this.#seed },
      host: nodeTime,
      startMs: START_MS,
      speed: "max",
      ...(saved ? { saved } : {}),
    });
  }

  start = () => this.sandbox.start();
  run = (script: string, limit: { readonly timeoutMs: number }) =>
    this.sandbox.clock.drive(this.sandbox.places.laptop.run(script, limit));
  prepare = this.run;
  writeFile = (path: string, content: string, mode: number) =>
    this.sandbox.places.laptop.writeFile(path, content, mode);
  provideInternet = (files: FilesByUrl) => this.sandbox.provideInternet(files);
  save = async () => this.sandbox.save();
  restore = async (saved: SandboxTree) => {
    this.sandbox.stop();
    this.sandbox = this.#build(saved);
    await this.sandbox.start();
  };
}

/**
 * Each step with a verify: it must fail before, fail on each wrong answer and say why, pass after each alternative and after the
 * solution. What goes wrong, in words.
 *
 * @param seed of the sandbox: names, addresses and whatever a lesson draws by $RANDOM
 */
export async function testLesson(files: LessonFiles, seed = 1): Promise<string[]> {
  const scenario = readScenario(files);
  const problems: string[] = [];
  const stage = new TestStage(scenario.profile, seed);
  await stage.start();
  const player = new Player(scenario, files, stage);
  for (const [at, unit] of scenario.units.entries()) {
    await player.enter(at);
    await player.settled();
    if (!unit.outline.checked) continue;
    const where = `unit ${at} (${unit.outline.title})`;
    const before = await stage.save();
    const problem = (what: string, output: string) => problems.push(`${where}: ${what}\n${output.trim()}`);
    const first = await player.check(at);
    if (first.passed) problem("verify passes before anything is done", first.output);
    const tryOut = async (attempt: Attempt) => {
      const { stderr, stdout, timedOut } = await stage.run(attempt.script, ATTEMPT_LIMIT);
      if (timedOut) problem(`${attempt.name} does not come to an end within ten minutes`, stdout + stderr);
      const verdict = await player.check(at);
      return { ...verdict, output: `${verdict.output}\n--- the script printed:\n${stdout}${stderr}` };
    };
    for (const wrong of unit.wrong) {
      const verdict = await tryOut(wrong);
      if (verdict.passed) problem(`the wrong answer ${wrong.name} passes`, verdict.output);
      else if (wrong.says === undefined) problem(`the wrong answer ${wrong.name} does not say what must be read`, "");
      else if (!verdict.output.split("--- the script")[0]!.includes(wrong.says)) {
        problem(`the wrong answer ${wrong.name} must say "${wrong.says}", but says`, verdict.output);
      }
      await stage.restore(before);
    }
    for (const other of unit.alternatives) {
      const verdict = await tryOut(other);
      if (!verdict.passed) problem(`the alternative ${other.name} does not pass`, verdict.output);
      await stage.restore(before);
    }
    const solution = unit.outline.solution;
    if (solution === undefined) problem("there is no solution.sh", "");
    else {
      const verdict = await tryOut({ name: "solution", script: solution });
      if (!verdict.passed) problem("the solution does not pass", verdict.output);
    }
  }
  stage.sandbox.stop();
  return problems;
}
