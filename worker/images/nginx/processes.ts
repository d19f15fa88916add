import type { ContainerIo } from "../../kubelet/image.ts";
import { isProcessIo } from "../../shell/machine/index.ts";

const USER = { name: "nginx", uid: 101, gid: 101, groups: [101] } as const;

/** What `ps` shows of nginx: a master by its own name, and workers that are others after every reload. */
export class NginxProcesses {
  readonly #io: ContainerIo;
  #workers: readonly number[] = [];

  constructor(io: ContainerIo, commandLine: string) {
    this.#io = io;
    if (isProcessIo(io)) io.process.process.rename(`nginx: master process ${commandLine}`);
  }

  startWorkers(pids: readonly number[]): void {
    const io = this.#io;
    if (!isProcessIo(io)) return;
    const { processes } = io.process.machine;
    for (const pid of this.#workers) processes.remove(pid);
    this.#workers = pids;
    for (const pid of pids) {
      processes.add({
        pid,
        parent: io.process.process.pid,
        command: "nginx: worker process",
        user: USER.name,
        owner: USER,
        startedMs: io.clock.now(),
        terminal: "?",
      });
    }
  }
}
