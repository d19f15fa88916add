import type { ByteReader, ByteWriter } from "../../base/streams.ts";
import type { Tty } from "../program.ts";

export interface DescriptionParts {
  readonly reader?: ByteReader;
  readonly writer?: ByteWriter;
  /** Present for a terminal. */
  readonly tty?: Tty;
  /** The file behind it, for `/dev/fd` and messages. */
  readonly path?: string;
}

/**
 * An open file description, shared by every descriptor that was duplicated from it: it closes when the last one does.
 * Several processes may read from it; a read that is given up leaves its bytes to the next.
 */
export class Description {
  readonly tty: Tty | undefined;
  readonly path: string | undefined;
  readonly #reader: ByteReader | undefined;
  readonly #writer: ByteWriter | undefined;
  #holders = 0;
  #waiting: Uint8Array[] = [];
  #underway: Promise<void> | undefined;
  #ended = false;

  constructor({ reader, writer, tty, path }: DescriptionParts) {
    this.#reader = reader;
    this.#writer = writer;
    this.tty = tty;
    this.path = path;
  }

  /** Who takes what is offered. */
  get taker(): ByteWriter | undefined {
    return this.#writer?.taker ?? this.#writer;
  }

  get readable(): boolean {
    return this.#reader !== undefined;
  }

  get writable(): boolean {
    return this.#writer !== undefined;
  }

  retain(): this {
    this.#holders += 1;
    return this;
  }

  release(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.#writer?.close();
    this.#reader?.cancel();
  }

  /** The next bytes, or undefined at the end. @throws the signal's reason when it aborts first; no byte is lost then. */
  async read(signal?: AbortSignal): Promise<Uint8Array | undefined> {
    for (;;) {
      if (signal?.aborted) throw signal.reason;
      const chunk = this.#waiting.shift();
      if (chunk) return chunk;
      if (this.#ended && !this.tty) return undefined;
      if (!this.#reader) return undefined;
      const reader = this.#reader;
      this.#underway ??= reader.read().then(
        (next) => {
          this.#underway = undefined;
          if (next) this.#waiting.push(next);
          else this.#ended = true;
        },
        (error) => {
          this.#underway = undefined;
          throw error;
        },
      );
      await unlessAborted(this.#underway, signal);
      if (this.#ended && this.tty) {
        // A terminal's end of file is a key, not a state: the next read waits for more.
        this.#ended = false;
        return undefined;
      }
    }
  }

  /** Gives back bytes that were read too many. */
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#waiting.unshift(bytes);
  }

  write(chunk: Uint8Array | string): Promise<void> {
    return this.#writer!.write(chunk);
  }
}

/** Waits for work, but no longer than the signal lets it. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Descriptors by number. A child's table is a fork of its parent's. */
export class Descriptors {
  readonly #open = new Map<number, Description>();

  get(fd: number): Description | undefined {
    return this.#open.get(fd);
  }

  set(fd: number, description: Description): void {
    const before = this.#open.get(fd);
    this.#open.set(fd, description.retain());
    before?.release();
  }

  close(fd: number): void {
    this.#open.get(fd)?.release();
    this.#open.delete(fd);
  }

  /** The lowest free number from `least` up. */
  free(least: number): number {
    let fd = least;
    while (this.#open.has(fd)) fd += 1;
    return fd;
  }

  numbers(): number[] {
    return [...this.#open.keys()].sort((a, b) => a - b);
  }

  fork(): Descriptors {
    const copy = new Descriptors();
    for (const [fd, description] of this.#open) copy.set(fd, description);
    return copy;
  }

  closeAll(): void {
    for (const fd of [...this.#open.keys()]) this.close(fd);
  }
}
