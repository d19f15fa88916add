import type { Script } from "unbash";
import { concatBytes, pipe } from "../../base/streams.ts";
import { Description, offerAsFile } from "../machine/index.ts";
import type { Runner, Substitutions } from "./runner.ts";

/** How much of a process substitution is kept for a program that reads it as a file. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The process substitutions of one shell, in the order in which they were started. */
export class ProcessSubstitutions implements Substitutions {
  readonly #shell: Runner;
  /** Called when the command that they were made for has ended. */
  readonly #ends: (() => void)[] = [];
  /** Those that take output, once their command has ended. */
  readonly #outputs: Promise<number>[] = [];
  /** What nobody has gathered yet. */
  #inputs: Description[] = [];

  constructor(shell: Runner) {
    this.#shell = shell;
  }

  get count(): number {
    return this.#ends.length;
  }

  async start(script: Script, direction: "<" | ">"): Promise<string> {
    const { descriptors } = this.#shell;
    const child = await this.#shell.fork("bash");
    let fd = 63;
    while (descriptors.get(fd)) fd -= 1;
    const stream = pipe();
    if (direction === "<") child.descriptors.set(1, new Description({ writer: stream.writer }));
    else child.descriptors.set(0, new Description({ reader: stream.reader }));
    const done = child.runAsSubshell(script);
    const description = new Description(direction === "<" ? { reader: stream.reader } : { writer: stream.writer });
    this.#shell.lastBackground = child.process.pid;
    descriptors.set(fd, description);
    if (direction === "<") this.#inputs.push(description);
    else offerAsFile(description, { write: (chunk) => void stream.writer.write(chunk).catch(() => {}) });
    this.#ends.push(() => {
      descriptors.close(fd);
      if (direction === ">") this.#outputs.push(done);
    });
    return `/dev/fd/${fd}`;
  }

  async gather(): Promise<void> {
    const inputs = this.#inputs;
    this.#inputs = [];
    for (const description of inputs) {
      const chunks: Uint8Array[] = [];
      let size = 0;
      while (size < MOST_BYTES) {
        const chunk = await description.read(this.#shell.signal);
        if (!chunk) break;
        chunks.push(chunk);
        size += chunk.length;
      }
      const content = concatBytes(chunks);
      description.unread(content);
      offerAsFile(description, { content });
    }
  }

  end(from = 0): void {
    for (const end of this.#ends.splice(from)) end();
    this.#inputs = [];
  }

  async settle(): Promise<void> {
    while (this.#outputs.length > 0) await this.#outputs.pop();
  }
}
