import { effect } from "@preact/signals";
import { FitAddon } from "@xterm/addon-fit";
import { type ITheme, Terminal } from "@xterm/xterm";
import { useEffect, useRef } from "preact/hooks";
import type { TerminalMessage } from "../../worker/session.ts";
import { address } from "../address.ts";
import { mayFocus } from "../embed/framed.ts";
import { notice, type Sandbox, sandboxState, terminalText } from "../sandbox.ts";
import { fontSize, screenReader, theme } from "../theme/theme.ts";
import { copyText } from "./clipboard.ts";
import { offerLinks } from "./links.ts";

/** How much of a terminal's past is shown again after a reload, in characters. */
const KEPT_CHARACTERS = 60_000;

const DARK: ITheme = {
  background: "#0b1220",
  foreground: "#d7e0ee",
  cursor: "#5cc8ff",
  selectionBackground: "#2b4a6f",
  scrollbarSliderBackground: "#93a3bb40",
  black: "#1b2638",
  red: "#ff7b86",
  green: "#7ddc9a",
  yellow: "#f2c86b",
  blue: "#7fb2ff",
  magenta: "#d3a0ff",
  cyan: "#67d6e0",
  white: "#d7e0ee",
  brightBlack: "#7f8ea6",
};
const LIGHT: ITheme = {
  background: "#ffffff",
  foreground: "#1c2636",
  cursor: "#0b63c5",
  selectionBackground: "#b9d7fb",
  scrollbarSliderBackground: "#55627a40",
  black: "#1c2636",
  red: "#b3202f",
  green: "#1c6b34",
  yellow: "#7a5200",
  blue: "#0b57b0",
  magenta: "#7a2da8",
  cyan: "#0a6670",
  white: "#5a6577",
  brightBlack: "#5a6577",
};

/** The terminals on the page, so that a lesson's "run" can type into the one in use. */
const inUse = new Map<string, (keys: string, options?: Typing) => void>();
let lastUsed: string | undefined;

interface Typing {
  /** Whether the reader goes there too, as after a click on a command. */
  readonly takesFocus?: boolean;
}

/** Types into the terminal used last, or the first one. */
export function typeIntoTerminal(keys: string, options?: Typing): void {
  const write = (lastUsed && inUse.get(lastUsed)) || inUse.values().next().value;
  write?.(keys, options);
}

/**
 * Whether a terminal that has just come takes the focus: the one used last, or the first. Beside a lesson it only does when the reader
 * was in it and a restart of the worker took it away; else the lesson's heading gets the focus, and a terminal that had it before would
 * lose the first keys.
 */
const isStartingPoint = (name: string): boolean =>
  address.entry ? lastUsed === name && document.activeElement === document.body : !lastUsed || lastUsed === name;

/** What to show of a terminal's past: whole lines only, since a new prompt follows, and no state of a program that has ended. */
function shownAgain(text: string): string {
  const from = text.length < KEPT_CHARACTERS ? 0 : text.indexOf("\n") + 1;
  const lines = text.slice(from, text.lastIndexOf("\n") + 1);
  return lines && `${lines}\x1b[?1047l\x1b[?25h\x1b[?2004l\x1b[m`;
}

/** One terminal at one vantage point. It is there before the cluster is, and keeps its text across a restart of the worker. */
export function TerminalPane({ name, vantage }: { name: string; vantage: string }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const host = element.current!;
    const terminal = new Terminal({
      fontFamily: '"JetBrains Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
      // At 1 some fonts lose their underscores below the row.
      lineHeight: 1.15,
      scrollback: 10_000,
      cursorBlink: true,
      allowProposedApi: false,
      minimumContrastRatio: 4.5,
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(host);
    const stopStyling = effect(() => {
      terminal.options.theme = theme.value === "light" ? LIGHT : DARK;
      terminal.options.fontSize = fontSize.value;
      terminal.options.screenReaderMode = screenReader.value;
      fit.fit();
    });
    terminal.textarea?.setAttribute("aria-label", `Terminal ${name}, ${vantage}`);
    // No trap for the keyboard: Escape and then Tab leaves the terminal.
    offerLinks(terminal, (words) => {
      notice.value = words;
    });
    let leaving = false;
    terminal.attachCustomKeyEventHandler((event) => {
      if (event.type !== "keydown") return true;
      if (event.key === "Shift") return true;
      if (copies(event)) {
        event.preventDefault();
        if (terminal.hasSelection()) void copyText(terminal.getSelection()).then(sayCopied);
        return false;
      }
      const escaped = leaving;
      leaving = event.key === "Escape" && !escaped;
      if (event.key === "Tab" && (escaped || (event.ctrlKey && event.altKey))) return false;
      // Escape is a prefix, as in any shell: it goes out with the key that follows.
      if (leaving) return false;
      if (escaped) write("\x1b");
      return true;
    });

    const line = new Line(name, vantage, terminal, host);
    const write = (keys: string) => line.write(keys);
    inUse.set(name, (keys, { takesFocus = true } = {}) => {
      if (takesFocus) terminal.focus();
      write(keys);
    });
    host.addEventListener("focusin", () => {
      lastUsed = name;
    });
    const hangUp = effect(() => {
      const state = sandboxState.value;
      return state.phase === "ready" ? line.open(state.sandbox) : undefined;
    });
    const observer = new ResizeObserver(() => fit.fit());
    observer.observe(host);
    if (isStartingPoint(name) && mayFocus()) terminal.focus();
    return () => {
      hangUp();
      observer.disconnect();
      stopStyling();
      inUse.delete(name);
      terminal.dispose();
    };
  }, []);

  return (
    <section class="terminal" aria-label={`Terminal ${name}`}>
      <header>
        <span>
          Terminal {name} · {vantage}
        </span>
      </header>
      <div class="screen" ref={element} data-terminal={name} />
      <section class="keys" aria-label="Keys">
        {Object.entries(TOUCH_KEYS).map(([label, keys]) => (
          <button type="button" key={label} onClick={() => inUse.get(name)?.(keys)}>
            {label}
          </button>
        ))}
      </section>
    </section>
  );
}

/** What connects a terminal on the page with one of the sandbox, from life to life. */
class Line {
  readonly #name: string;
  readonly #vantage: string;
  readonly #terminal: Terminal;
  readonly #host: HTMLElement;
  #connected: { readonly sandbox: Sandbox; readonly id: string } | undefined;
  /** Typed before anybody listened. */
  #ahead = "";
  /** What a terminal says by itself about a past that is shown again is nobody's typing. */
  #replaying = false;

  constructor(name: string, vantage: string, terminal: Terminal, host: HTMLElement) {
    this.#name = name;
    this.#vantage = vantage;
    this.#terminal = terminal;
    this.#host = host;
    terminal.onData((keys) => {
      if (!this.#replaying) this.write(keys);
    });
    terminal.onResize(() => this.#tellSize());
  }

  write(keys: string): void {
    if (!this.#connected) this.#ahead += keys;
    else void this.#connected.sandbox.write(this.#connected.id, keys);
  }

  /** Shows the past again and opens a shell below it. Returns what ends it, and leaves an empty screen. */
  open(sandbox: Sandbox): () => void {
    let over = false;
    this.#replay();
    const { cols: columns, rows } = this.#terminal;
    sandbox.open({ vantage: this.#vantage, columns, rows }).then(({ id, output }) => {
      if (over) return void sandbox.close(id);
      this.#connected = { sandbox, id };
      this.#print(output);
      if (columns !== this.#terminal.cols || rows !== this.#terminal.rows) this.#tellSize();
      this.#host.dataset.columns = String(this.#terminal.cols);
      const typed = this.#ahead;
      this.#ahead = "";
      if (typed) this.write(typed);
      this.#host.dataset.ready = "true";
    });
    return () => {
      over = true;
      if (this.#connected) void sandbox.close(this.#connected.id);
      this.#connected = undefined;
      delete this.#host.dataset.ready;
      this.#terminal.reset();
    };
  }

  #replay(): void {
    const past = shownAgain(terminalText.get(this.#name) ?? "");
    terminalText.set(this.#name, past);
    if (!past) return;
    this.#replaying = true;
    this.#terminal.write(past, () => {
      this.#replaying = false;
    });
  }

  #print(output: MessagePort): void {
    const name = this.#name;
    const decoder = new TextDecoder();
    output.onmessage = ({ data }: MessageEvent<TerminalMessage>) => {
      if ("closed" in data) {
        this.#terminal.write(`\r\n[the session ended with code ${data.closed}; reload the page for a new one]\r\n`);
        return;
      }
      const text = decoder.decode(data.data, { stream: true });
      terminalText.set(name, ((terminalText.get(name) ?? "") + text).slice(-KEPT_CHARACTERS));
      this.#terminal.write(data.data, () => output.postMessage({ ack: data.data.length }));
    };
  }

  #tellSize(): void {
    const { cols, rows } = this.#terminal;
    this.#host.dataset.columns = String(cols);
    if (this.#connected) void this.#connected.sandbox.resize(this.#connected.id, cols, rows);
  }
}

/** Keys that a touch keyboard lacks, and what a terminal sends for them. */
const TOUCH_KEYS: Readonly<Record<string, string>> = {
  Tab: "\t",
  Esc: "\x1b",
  "Ctrl-C": "\x03",
  "Ctrl-D": "\x04",
  "↑": "\x1b[A",
  "↓": "\x1b[B",
};

/** Ctrl-Shift-C, as in other terminals; Ctrl-C is the shell's. */
const copies = ({ key, ctrlKey, shiftKey, altKey }: KeyboardEvent): boolean =>
  ctrlKey && shiftKey && !altKey && key.toLowerCase() === "c";

function sayCopied(copied: boolean): void {
  notice.value = copied ? "Copied." : "This browser does not let the page copy here.";
}
