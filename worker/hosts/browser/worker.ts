import * as Comlink from "comlink";
import { LessonSession } from "../../lesson/session.ts";
import type { SandboxHost } from "../../session.ts";
import { prefetchForPrompt, prefetchRest } from "./prefetch.ts";
import { browserTime } from "./time.ts";

prefetchForPrompt();
const session = new LessonSession({
  time: browserTime(),
  startMs: () => Date.now(),
  speed: 1,
});

/** The session as the page holds it: ports travel, everything else is copied. */
const door: SandboxHost = {
  async boot(options, saved) {
    const booted = await session.boot(options, saved);
    void prefetchRest();
    return booted;
  },
  async open(terminal) {
    const opened = await session.open(terminal);
    return Comlink.transfer(opened, [opened.output]);
  },
  async events() {
    const port = await session.events();
    return Comlink.transfer(port, [port]);
  },
  write: (id, keys) => session.write(id, keys),
  resize: (id, columns, rows) => session.resize(id, columns, rows),
  signal: (id, name) => session.signal(id, name),
  close: (id) => session.close(id),
  run: (script, options) => session.run(script, options),
  lastTrace: () => session.lastTrace(),
  ping: () => session.ping(),
  save: () => session.save(),
  restore: (snapshot) => session.restore(snapshot),
  undo: () => session.undo(),
  openLesson: (files) => session.openLesson(files),
  enterUnit: (unit) => session.enterUnit(unit),
  unitReady: () => session.unitReady(),
  check: (unit) => session.check(unit),
  resetUnit: () => session.resetUnit(),
};
Comlink.expose(door);
