import type { Clock } from "../../base/clock.ts";

/** curl's progress meter on stderr: a head, a line rewritten once a second, a last line. */

const HEAD =
  "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n" +
  "                                 Dload  Upload   Total   Spent    Left  Speed\n";

/** A count in five characters: 99999, 9999k, 99.9M, 9999M, 99.9G. */
export function fiveCharacters(bytes: number): string {
  const K = 1024;
  const M = K * K;
  const G = M * K;
  const whole = (unit: number, letter: string) => `${String(Math.floor(bytes / unit)).padStart(4)}${letter}`;
  const tenths = (unit: number, letter: string) => {
    const rest = Math.floor((bytes % unit) / (unit / 10));
    return `${String(Math.floor(bytes / unit)).padStart(2)}.${Math.min(rest, 9)}${letter}`;
  };
  if (bytes < 100_000) return String(Math.floor(bytes)).padStart(5);
  if (bytes < 10_000 * K) return whole(K, "k");
  if (bytes < 100 * M) return tenths(M, "M");
  if (bytes < 10_000 * M) return whole(M, "M");
  if (bytes < 100 * G) return tenths(G, "G");
  return whole(G, "G");
}

/** Seconds as "0:00:01", eight characters wide; "--:--:--" for none. */
export function clockTime(seconds: number): string {
  if (seconds <= 0) return "--:--:--";
  const hours = Math.floor(seconds / 3600);
  const two = (n: number) => String(n).padStart(2, "0");
  if (hours <= 99) {
    return `${String(hours).padStart(2)}:${two(Math.floor((seconds % 3600) / 60))}:${two(Math.floor(seconds % 60))}`;
  }
  const days = Math.floor(hours / 24);
  return days <= 999 ? `${String(days).padStart(3)}d ${two(hours % 24)}h` : `${String(days).padStart(7)}d`;
}

/** Bytes a second; time shorter than a microsecond counts as one. */
export const speedOf = (bytes: number, ms: number): number => Math.floor((bytes * 1000) / Math.max(ms, 0.001));

/** How far a transfer is. Sizes are undefined while unknown. */
export interface Progress {
  readonly received: number;
  readonly expected: number | undefined;
  readonly sent: number;
  readonly toSend: number | undefined;
}

/** The progress meter of one transfer, or its bar: shown anew every second. @see curl lib/progress.c */
export class Meter {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #write: (text: string) => void;
  readonly #bar: boolean;
  #firstShown: { readonly atMs: number; readonly bytes: number } | undefined;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, write: (text: string) => void, options: { readonly bar: boolean; readonly head: boolean }) {
    this.#clock = clock;
    this.#startMs = clock.now();
    this.#write = write;
    this.#bar = options.bar;
    if (options.head && !options.bar) write(HEAD);
  }

  /** Shows the first line, and then one a second. */
  start(progress: () => Progress): void {
    this.#show(progress());
    const tick = () => {
      this.#show(progress());
      this.#cancel = this.#clock.after(1000, tick);
    };
    this.#cancel = this.#clock.after(1000, tick);
  }

  /** No more lines: a transfer that never got as far as a connection leaves the first one open. */
  abandon(): void {
    this.#cancel?.();
  }

  /** The last line. */
  stop(progress: Progress): void {
    this.#cancel?.();
    this.#show(progress);
    this.#write("\n");
  }

  #show(progress: Progress): void {
    this.#write(this.#bar ? barLine(progress) : this.#line(progress));
  }

  #line({ received, expected, sent, toSend }: Progress): string {
    const now = this.#clock.now();
    const spentMs = now - this.#startMs;
    const percent = (done: number, of: number | undefined) =>
      String(of ? Math.floor((done * 100) / of) : 0).padStart(3);
    const dload = speedOf(received, spentMs);
    const upload = speedOf(sent, spentMs);
    const whole = (expected ?? received) + (toSend ?? sent);
    const known = expected !== undefined || toSend !== undefined;
    const since = this.#firstShown;
    const current = since
      ? Math.floor(((received + sent - since.bytes) * 1000) / Math.max(1, Math.floor(now - since.atMs)))
      : dload + upload;
    this.#firstShown ??= { atMs: now, bytes: received + sent };
    const totalSeconds = Math.max(
      expected && dload > 0 ? Math.floor(expected / dload) : 0,
      toSend && upload > 0 ? Math.floor(toSend / upload) : 0,
    );
    const spentSeconds = Math.floor(spentMs / 1000);
    return (
      `\r${percent(received + sent, known ? whole : undefined)} ${fiveCharacters(whole)}  ` +
      `${percent(received, expected)} ${fiveCharacters(received)}  ` +
      `${percent(sent, toSend)} ${fiveCharacters(sent)}  ${fiveCharacters(dload)}  ${fiveCharacters(upload)} ` +
      `${clockTime(totalSeconds)} ${clockTime(spentSeconds)} ` +
      `${clockTime(totalSeconds > 0 ? totalSeconds - spentSeconds : 0)} ${fiveCharacters(current)}`
    );
  }
}

const BAR_WIDTH = 72;

function barLine({ received, expected }: Progress): string {
  if (!expected) return `\r${"-=O=-".padEnd(BAR_WIDTH)}`;
  const share = Math.min(1, received / expected);
  const hashes = "#".repeat(Math.floor(BAR_WIDTH * share)).padEnd(BAR_WIDTH);
  return `\r${hashes} ${(share * 100).toFixed(1).padStart(5)}%`;
}
