import { BrokenPipe, type ByteWriter, fromUtf8 } from "../../base/streams.ts";
import type { Io, Program } from "../../shell/program.ts";
import { nameOf } from "../coreutils/tool.ts";
import type { Applet, Usage } from "./applet.ts";

/** A complaint of the GNU tool, without its name, and how BusyBox words it. */
export type Rewording = readonly [theirs: RegExp, ours: string];

/** What most applets have in common. */
const COMMON: readonly Rewording[] = [
  [/^(?:failed to access|cannot (?:access|open|touch)) ['‘](.*)['’](?: for reading)?: /, "$1: "],
  [/^invalid number of (?:lines|bytes): [‘'](.*)[’']$/, "invalid number '$1'"],
  [/^invalid (mode|date|time interval):? ?[‘'](.*)[’']$/, "invalid $1 '$2'"],
];

export interface Reworded extends Usage {
  /** What GNU's tool has to be told to behave like it. */
  readonly always?: readonly string[];
  readonly complaints?: readonly Rewording[];
  /** Exit codes where they differ: GNU's to BusyBox's. */
  readonly codes?: Readonly<Record<number, number>>;
}

/** An applet that does what GNU's tool does, with its own options, and complains in BusyBox's words. */
export function reworded(gnu: Program, { always = [], complaints = [], codes = {}, ...usage }: Reworded): Applet {
  return {
    ...usage,
    async run(options, io) {
      const stderr = new RewordingWriter(io, [...complaints, ...COMMON]);
      const code = await gnu([...always, ...options.words], { ...io, stderr });
      return codes[code] ?? code;
    },
  };
}

class RewordingWriter implements ByteWriter {
  readonly #out: ByteWriter;
  readonly #name: string;
  readonly #complaints: readonly Rewording[];

  constructor(io: Io, complaints: readonly Rewording[]) {
    this.#out = io.stderr;
    this.#name = `${nameOf(io)}: `;
    this.#complaints = complaints;
  }

  async write(chunk: Uint8Array | string): Promise<void> {
    const text = typeof chunk === "string" ? chunk : fromUtf8(chunk);
    const lines = text.split(/(?<=\n)/).map((line) => this.#reword(line));
    try {
      await this.#out.write(lines.join(""));
    } catch (error) {
      // Nobody reads what goes wrong.
      if (!(error instanceof BrokenPipe)) throw error;
    }
  }

  close(): void {}

  #reword(line: string): string {
    if (/^Try '.*' for more information\.\n$/.test(line)) return "";
    if (!line.startsWith(this.#name)) return line;
    const message = line.slice(this.#name.length).replace(/\n$/, "");
    const fitting = this.#complaints.find(([theirs]) => theirs.test(message));
    return `${this.#name}${fitting ? message.replace(...fitting) : message}\n`;
  }
}
