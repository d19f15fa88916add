import type { ByteReader } from "../../base/streams.ts";
import type { Machine, Standing } from "../machine/index.ts";
import type { ProcessMemory, TerminalSize } from "../program.ts";
import { Pty } from "./pty.ts";

export interface TerminalOptions extends Standing {
  readonly machine: Machine;
  /** What runs in it; a login shell when absent. */
  readonly command?: readonly string[];
  readonly size: TerminalSize;
  /** Where an interactive shell keeps its state; give the same again to go on from there. */
  readonly memory?: ProcessMemory;
}

/** A program at a terminal, seen from the keyboard and the screen. */
export interface Terminal {
  /** Keys as a terminal sends them: UTF-8 text, escape sequences, control characters. */
  write(keys: string): void;
  resize(size: TerminalSize): void;
  signal(name: "SIGINT" | "SIGHUP"): void;
  /** What the screen shows; ends when the program has. */
  readonly output: ByteReader;
  readonly pid: number;
  readonly done: Promise<number>;
}

/** Starts a program at a terminal of its own. */
export function openTerminal({ machine, command = ["bash"], size, memory, ...standing }: TerminalOptions): Terminal {
  const pty = new Pty(size);
  const env = { TERM: "xterm-256color", ...standing.env };
  const started = machine.start(command, {
    ...standing,
    env,
    stdin: pty.stdin,
    stdout: pty.stdout,
    stderr: pty.stdout,
    tty: pty,
    ...(memory && { memory }),
  });
  pty.onSignal = (name) => machine.processes.kill(-started.pid, name);
  return {
    write: (keys) => pty.write(keys),
    resize: (next) => pty.resize(next),
    signal: (name) => {
      if (name === "SIGINT") pty.interrupt();
      else machine.processes.killTree(started.pid, name);
    },
    output: pty.output,
    pid: started.pid,
    done: started.done.finally(() => pty.close()),
  };
}
