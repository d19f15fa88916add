import { SandboxSession, type SandboxTree } from "../cluster/index.ts";
import type { LessonFiles, LessonOutline, LessonVerdict, SandboxHost, SandboxOptions, Snapshot } from "../session.ts";
import type { LessonPlace, Player } from "./player.ts";

/** A session that can play lessons: everything of the session's door. What plays them is fetched with the first. */
export class LessonSession extends SandboxSession implements SandboxHost {
  #player: Player<SandboxTree> | undefined;
  /** Where the saved session was, until its lesson is opened again. */
  #place: LessonPlace<SandboxTree> | undefined;

  override async boot(options: SandboxOptions, saved?: Snapshot) {
    this.#place = saved?.lesson as LessonPlace<SandboxTree> | undefined;
    return super.boot(options, saved);
  }

  override async save(): Promise<Snapshot> {
    const snapshot = await super.save();
    const lesson = this.#player?.place ?? this.#place;
    return lesson ? { ...snapshot, lesson } : snapshot;
  }

  async openLesson(files: LessonFiles): Promise<LessonOutline> {
    const [{ Player }, { readScenario }] = await this.sandbox.clock.hold(
      Promise.all([import("./player.ts"), import("./scenario.ts")]),
    );
    const player = new Player(
      readScenario(files),
      files,
      {
        run: (script, limit) => this.run(script, { ...limit, unseen: true }),
        prepare: (script, limit) => this.hurried(() => this.run(script, { ...limit, unseen: true })),
        writeFile: (path, content, mode) => this.sandbox.places.laptop.writeFile(path, content, mode),
        provideInternet: (own) => this.sandbox.provideInternet(own),
        save: async () => this.tree(),
        restore: (tree) => this.replace(tree, tree.options, "[this step starts again]"),
      },
      this.#place,
    );
    this.#place = undefined;
    this.#player = player;
    return player.outline;
  }

  async enterUnit(unit: number): Promise<{ foreground?: string }> {
    return this.#current().enter(unit);
  }

  unitReady(): Promise<void> {
    return this.#current().settled();
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
