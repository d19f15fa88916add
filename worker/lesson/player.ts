import { filesByUrl } from "../internet/index.ts";
import type { LessonFiles, LessonOutline, LessonVerdict, ScriptResult } from "../session.ts";
import { CHECK_SCRIPT } from "./check.ts";
import { type Asset, outlineOf, type Scenario } from "./scenario.ts";

/** What a lesson needs of a sandbox. `State` is a whole saved sandbox. */
export interface Stage<State> {
  /** Runs a bash script unseen, in a fresh shell in the learner's home; kills it after `timeoutMs` of cluster time. */
  run(script: string, limit: { readonly timeoutMs: number }): Promise<ScriptResult>;
  /** The same for a script that a learner waits for: the cluster's time may jump ahead. */
  prepare(script: string, limit: { readonly timeoutMs: number }): Promise<ScriptResult>;
  /** Writes a file on the laptop; "~/" is the learner's home. */
  writeFile(path: string, content: string, mode: number): void;
  /** Puts pages on the internet: content by "example.com/path/file.yaml". What was put before is gone. */
  provideInternet(files: Readonly<Record<string, string>>): void;
  save(): Promise<State>;
  restore(state: State): Promise<void>;
}

/** A background script that waits for what never comes must not keep the learner waiting, nor must a verify. */
const BACKGROUND_LIMIT = { timeoutMs: 600_000 };
const VERIFY_LIMIT = { timeoutMs: 60_000 };

/** A learner's place in a lesson. */
export interface LessonPlace<State> {
  readonly unit: number;
  /** The sandbox when the unit had been entered. */
  readonly entered?: State;
}

/** Plays one lesson on a stage: prepares, judges, and goes back to the start of a unit. */
export class Player<State> {
  readonly #scenario: Scenario;
  readonly #stage: Stage<State>;
  #unit = -1;
  #entered: State | undefined;
  #background: Promise<unknown> = Promise.resolve();

  /** `place` is where a restored session was; its files are there already. */
  constructor(scenario: Scenario, files: LessonFiles, stage: Stage<State>, place?: LessonPlace<State>) {
    this.#scenario = scenario;
    this.#stage = stage;
    if (place && scenario.units[place.unit]) {
      this.#unit = place.unit;
      this.#entered = place.entered;
      return;
    }
    stage.writeFile("/usr/local/bin/check", CHECK_SCRIPT, 0o755);
    stage.provideInternet(filesByUrl(files));
    for (const asset of scenario.assets) copyAsset(asset, files, stage);
  }

  get outline(): LessonOutline {
    const outline = outlineOf(this.#scenario);
    return this.#unit === -1 ? outline : { ...outline, at: this.#unit };
  }

  /** Where the learner is; undefined before the first unit. */
  get place(): LessonPlace<State> | undefined {
    if (this.#unit === -1) return undefined;
    return { unit: this.#unit, ...(this.#entered === undefined ? {} : { entered: this.#entered }) };
  }

  /**
   * Enters a unit: its background script starts. What it wants typed in the learner's terminal comes back. Coming again to the
   * unit one is in starts nothing anew. Units that are skipped are prepared and solved as the lesson has it.
   */
  async enter(unit: number): Promise<{ foreground?: string }> {
    if (unit === this.#unit) return {};
    const { background, foreground } = this.#at(unit);
    const skipped = this.#scenario.units.slice(this.#unit + 1, unit);
    this.#unit = unit;
    this.#entered = undefined;
    const before = this.#background;
    this.#background = (async () => {
      await before;
      for (const script of [...skipped.flatMap((one) => [one.background, one.outline.solution]), background])
        if (script !== undefined) await this.#stage.prepare(script, BACKGROUND_LIMIT);
      if (unit === this.#unit) this.#entered = await this.#stage.save();
    })();
    this.#background.catch(() => {});
    return foreground === undefined ? {} : { foreground };
  }

  /** Resolves when the unit's background script is through. */
  async settled(): Promise<void> {
    await this.#background;
  }

  /** Runs the unit's verify: exit code 0 passes. What it printed tells why. */
  async check(unit: number): Promise<LessonVerdict> {
    const { verify } = this.#at(unit);
    await this.#background;
    if (verify === undefined) return { passed: true, output: "" };
    const { exitCode, stdout, stderr, timedOut } = await this.#stage.run(verify, VERIFY_LIMIT);
    const ending = timedOut ? "The check did not come to an end within a minute.\n" : "";
    return { passed: exitCode === 0, output: stdout + stderr + ending };
  }

  /** Takes the sandbox back to how it was when the unit's background script was through. */
  async reset(): Promise<void> {
    await this.#background;
    if (this.#entered !== undefined) await this.#stage.restore(this.#entered);
  }

  #at(unit: number) {
    const found = this.#scenario.units[unit];
    if (!found) throw new Error(`the lesson has no unit ${unit}`);
    return found;
  }
}

/** Assets of Killercoda's layout: globs below assets/, copied into a folder. */
function copyAsset(asset: Asset, files: LessonFiles, stage: Pick<Stage<unknown>, "writeFile">): void {
  const pattern = globPattern(asset.file);
  const fixed = asset.file.replace(/[^/]*[*?].*$/, "");
  for (const [path, content] of Object.entries(files)) {
    if (!path.startsWith("assets/")) continue;
    const name = path.slice("assets/".length);
    if (!pattern.test(name)) continue;
    const kept = fixed === asset.file ? name.slice(name.lastIndexOf("/") + 1) : name.slice(fixed.length);
    stage.writeFile(`${asset.target.replace(/\/$/, "")}/${kept}`, content, asset.chmod === "+x" ? 0o755 : 0o644);
  }
}

/** "*" is one level, "**" any depth. */
function globPattern(glob: string): RegExp {
  const source = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*\*\/|\*\*|\*|\?/g, (wild) => {
    if (wild === "**/") return "(?:.*/)?";
    if (wild === "**") return ".*";
    return wild === "*" ? "[^/]*" : "[^/]";
  });
  return new RegExp(`^${source}$`);
}
