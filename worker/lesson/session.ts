import { SandboxSession, type SandboxTree } from "../cluster/index.ts";
import type { LessonFiles, LessonOutline, LessonVerdict, SandboxHost } from "../session.ts";
import { Player } from "./player.ts";
import { readScenario } from "./scenario.ts";

/** A session that can play lessons: everything of the session's door. */
export class LessonSession extends SandboxSession implements SandboxHost {
  #player: Player<SandboxTree> | undefined;

  async openLesson(files: LessonFiles): Promise<LessonOutline> {
    const player = new Player(readScenario(files), files, {
      run: (script, limit) => this.run(script, limit),
      writeFile: (path, content, mode) => this.sandbox.places.laptop.writeFile(path, content, mode),
      save: async () => this.tree(),
      restore: (tree) => this.replace(tree),
    });
    this.#player = player;
    return player.outline;
  }

  async enterUnit(unit: number): Promise<{ foreground?: string }> {
    return this.#current().enter(unit);
  }

  async check(unit: number): Promise<LessonVerdict> {
    return this.#current().check(unit);
  }

  async resetUnit(): Promise<void> {
    await this.#current().reset();
  }

  #current(): Player<SandboxTree> {
    if (!this.#player) throw new Error("no lesson is open");
    return this.#player;
  }
}
