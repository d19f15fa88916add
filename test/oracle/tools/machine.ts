/** This machine's own tools before a served cluster. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unpackedTools } from "../client/realTools.ts";

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** What a busy machine may take for a line. */
const LIMIT_MS = 60_000;

/** A home on this machine whose kubectl is the real one, and knows the cluster. */
export class Machine {
  readonly home = mkdtempSync(join(tmpdir(), "gatehouse-machine-"));
  readonly #running = new Set<ChildProcess>();

  constructor(kubeconfig: string) {
    mkdirSync(join(this.home, ".kube"));
    this.write(".kube/config", kubeconfig);
  }

  write(path: string, content: string | Uint8Array): void {
    writeFileSync(join(this.home, path), content);
  }

  /** Starts a line for bash, told of its output as it comes. */
  start(
    line: string,
    onOutput: (stdout: string) => void = () => {},
  ): { readonly child: ChildProcess; ended: Promise<Said> } {
    const env = {
      HOME: this.home,
      PATH: `${unpackedTools()}:${process.env.PATH}`,
      KUBERC: "off",
      TZ: "UTC",
      LC_ALL: "C",
      TERM: "xterm",
      NO_COLOR: "1",
    };
    const child = spawn("bash", ["-c", line], {
      cwd: this.home,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#running.add(child);
    const ended = new Promise<Said>((resolve, reject) => {
      let [stdout, stderr] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
        onOutput(stdout);
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      child.on("error", reject).on("close", (exitCode) => {
        this.#running.delete(child);
        resolve({ stdout, stderr, exitCode });
      });
    });
    return { child, ended };
  }

  async run(line: string): Promise<Said> {
    const { child, ended } = this.start(line);
    const limit = setTimeout(() => kill(child), LIMIT_MS);
    try {
      return await ended;
    } finally {
      clearTimeout(limit);
    }
  }

  /** What a line prints. @throws with what it says where it fails */
  async prints(line: string): Promise<string> {
    const { stdout, stderr, exitCode } = await this.run(line);
    if (exitCode !== 0) throw new Error(`${line}: ${exitCode}\n${stdout}${stderr}`);
    return stdout;
  }

  close(): void {
    for (const child of this.#running) kill(child);
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Ends a line with all that it has started. */
export function kill(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
}
