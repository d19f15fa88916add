import type { TerminalMessage } from "../session.ts";
import { openTerminal, type Terminal } from "../shell/index.ts";
import type { ProcessMemory } from "../shell/program.ts";
import type { Place, Places } from "./places.ts";

/** How many bytes may be on their way to the page before a program has to wait. */
const WINDOW_BYTES = 256 * 1024;

/** Leaves a full-screen program's screen, shows the cursor, forgets bracketed paste and colours, and clears the line that was being typed. */
const AFRESH = "\x1b[?1047l\x1b[?25h\x1b[?2004l\x1b[m\r\x1b[J";

/** One terminal of the page: it outlives the sandbox that its shell runs in, when that is restored. */
export class TerminalLine {
  readonly id: string;
  readonly vantage: string;
  readonly #port: MessagePort;
  #size: { columns: number; rows: number };
  #terminal: Terminal | undefined;
  #unacknowledged = 0;
  #wake: (() => void) | undefined;
  /** The shell's state: variables, functions, history. */
  state: unknown;
  #life = 0;
  /** Keys typed while there is no shell. */
  #early = "";

  constructor(
    id: string,
    { vantage, columns, rows }: { vantage: string; columns: number; rows: number },
    port: MessagePort,
    state?: unknown,
  ) {
    this.id = id;
    this.vantage = vantage;
    this.#size = { columns, rows };
    this.#port = port;
    this.state = state;
    port.onmessage = ({ data }: MessageEvent<{ readonly ack: number }>) => {
      this.#unacknowledged -= data.ack;
      this.#wake?.();
    };
  }

  /** Starts a shell at the terminal's place; what the page shows stays. */
  start(places: Places): void {
    const place = places.find(this.vantage);
    if (!place) throw new Error(`there is no place "${this.vantage}" to stand on`);
    this.#life += 1;
    const memory: ProcessMemory = {
      read: () => this.state,
      write: (value) => {
        this.state = value;
      },
    };
    const terminal = openTerminal({ machine: place.machine, ...standingOf(place), size: this.#size, memory });
    this.#terminal = terminal;
    void this.#show(terminal, this.#life, places);
    if (this.#early !== "") terminal.write(this.#early);
    this.#early = "";
  }

  write(keys: string): void {
    if (this.#terminal) this.#terminal.write(keys);
    else this.#early += keys;
  }

  resize(columns: number, rows: number): void {
    this.#size = { columns, rows };
    this.#terminal?.resize(this.#size);
  }

  signal(name: "SIGINT" | "SIGHUP"): void {
    this.#terminal?.signal(name);
  }

  /** The sandbox below is about to be replaced: what ran ends. */
  cut(): void {
    this.#life += 1;
    this.#terminal?.signal("SIGHUP");
    this.#terminal = undefined;
    this.#wake?.();
    this.say(AFRESH);
  }

  close(): void {
    this.cut();
    this.#port.close();
  }

  say(text: string): void {
    this.#post({ data: new TextEncoder().encode(text.replaceAll("\n", "\r\n")) });
  }

  async #show(terminal: Terminal, life: number, places: Places): Promise<void> {
    for await (const data of terminal.output) {
      if (life !== this.#life) return;
      this.#post({ data });
      while (this.#unacknowledged > WINDOW_BYTES && life === this.#life) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
    if (life !== this.#life) return;
    // `exit` at the page's own terminal: another shell takes its place, as a terminal window would be opened again.
    this.state = undefined;
    this.start(places);
  }

  #post(message: TerminalMessage): void {
    if ("data" in message) this.#unacknowledged += message.data.length;
    this.#port.postMessage(message);
  }
}

const standingOf = (place: Place) => ({
  files: place.tree.files(place.user.uid),
  cwd: place.home,
  env: place.env,
  user: place.user,
});
