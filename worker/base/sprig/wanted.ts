import type { Clock } from "../clock.ts";

/** "no time" for real asynchronous work, "its time" for what goes over the simulated network. */
type Takes = "no time" | "its time";

/**
 * Thrown by a function whose answer takes real asynchronous work (a digest, a request to the cluster). No Error, so that
 * the template engine lets it through: whoever renders has it answered and renders again.
 */
export class Wanted {
  constructor(
    readonly key: string,
    readonly work: () => Promise<unknown>,
    readonly takes: Takes,
  ) {}
}

/** Answers to asynchronous functions, by what was asked. */
export class Answers {
  readonly #known = new Map<string, { readonly value: unknown } | { readonly error: Error }>();

  /** The answer, once known. @throws Wanted until then */
  ask(key: string, work: () => Promise<unknown>, takes: Takes = "no time"): unknown {
    const known = this.#known.get(key);
    if (!known) throw new Wanted(key, work, takes);
    if ("error" in known) throw known.error;
    return known.value;
  }

  /** Runs `render` until nothing more is wanted. */
  async settle<T>(render: () => T, clock: Pick<Clock, "hold">): Promise<T> {
    for (;;) {
      try {
        return render();
      } catch (thrown) {
        if (!(thrown instanceof Wanted)) throw thrown;
        const answer = thrown.work().then(
          (value) => ({ value }),
          (error: unknown) => ({ error: error instanceof Error ? error : new Error(String(error)) }),
        );
        this.#known.set(thrown.key, await (thrown.takes === "no time" ? clock.hold(answer) : answer));
      }
    }
  }
}
