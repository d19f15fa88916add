import type { SandboxClock } from "../../../base/clock.ts";
import type { HttpResponse } from "../../../base/http.ts";
import type { ByteReader } from "../../../base/streams.ts";
import type { SandboxParts } from "../../../cluster/index.ts";

/** How long nobody must have said anything on a stream, in host milliseconds, before time goes on: a client may be thinking. */
const QUIET_MS = 40;

/**
 * Lets virtual time pass as fast as it can while a client of the API waits, and never else: for an answer at once, for what comes on a
 * stream (a watch, a log, an exec) whenever it has been quiet for a while.
 */
export class Pace {
  #clock: SandboxClock | undefined;
  #asking = 0;
  #receiving = 0;
  #streaming = 0;
  #saidMs = 0;
  #running = false;

  /** To be given to the sandbox, which has the clock. */
  readonly aroundApi: NonNullable<SandboxParts["aroundApi"]> = async (request, answer) => {
    this.#asking += 1;
    this.#run();
    let response: HttpResponse;
    try {
      const { body } = request;
      response = await answer(body instanceof Uint8Array ? request : { ...request, body: this.#received(body) });
    } finally {
      this.#asking -= 1;
    }
    return this.#followed(response);
  };

  /** From now on time passes, on this clock. */
  begin(clock: SandboxClock): void {
    this.#clock = clock;
  }

  #followed(response: HttpResponse): HttpResponse {
    const { body, upgraded } = response;
    if (upgraded) {
      const over = this.stream();
      const { output } = upgraded;
      const write = (chunk: Uint8Array | string) => {
        this.#said();
        return output.write(chunk);
      };
      const input = this.#heard(upgraded.input, over);
      return { ...response, upgraded: { input, output: { write, close: () => output.close() } } };
    }
    return body instanceof Uint8Array ? response : { ...response, body: this.#told(body, this.stream()) };
  }

  /** A request's body, which a real client takes its time to send. */
  async *#received(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    this.#receiving += 1;
    try {
      yield* body;
    } finally {
      this.#receiving -= 1;
    }
  }

  async *#told(body: AsyncIterable<Uint8Array>, over: () => void): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        this.#said();
        yield chunk;
      }
    } finally {
      over();
    }
  }

  #heard(input: ByteReader, over: () => void): ByteReader {
    const reader: ByteReader = {
      read: async () => {
        const chunk = await input.read().catch((error: unknown) => {
          over();
          throw error;
        });
        if (chunk) this.#said();
        else over();
        return chunk;
      },
      cancel() {
        over();
        input.cancel();
      },
      async *[Symbol.asyncIterator]() {
        for (let chunk = await reader.read(); chunk; chunk = await reader.read()) yield chunk;
      },
    };
    return reader;
  }

  /** A stream begins. Returns how to say that it is over. */
  stream(): () => void {
    this.#streaming += 1;
    this.#said();
    this.#run();
    let over = false;
    return () => {
      if (!over) this.#streaming -= 1;
      over = true;
    };
  }

  #said(): void {
    this.#saidMs = performance.now();
  }

  #run(): void {
    if (this.#running || !this.#clock) return;
    this.#running = true;
    void this.#pass(this.#clock).finally(() => {
      this.#running = false;
    });
  }

  async #pass(clock: SandboxClock): Promise<void> {
    while (this.#asking + this.#streaming > 0) {
      const leftMs = this.#saidMs + QUIET_MS - performance.now();
      if (this.#receiving > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      else if (this.#asking > 0) await clock.step(() => this.#asking > 0 && this.#receiving === 0);
      else if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
      else await clock.step(() => this.#saidMs + QUIET_MS <= performance.now());
    }
  }
}
