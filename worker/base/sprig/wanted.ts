import type { Clock } from "../clock.ts";

/**
 * Thrown by a function whose answer takes real asynchronous work (a digest, a request to the cluster). No Error, so that
 * the template engine lets it through: whoever renders has it answered and renders again.
 */
export class Wanted {
  constructor(
    readonly key: string,
    readonly work: () => Promise<unknown>,
  ) {}
}

/** Answers to asynchronous functions, by what was asked. */
export class Answers {
  readonly #known = new Map<string, { readonly value: unknown } | { readonly error: Error }>();

  /** The answer, once known. @throws Wanted until then */
  ask(key: string, work: () => Promise<unknown>): unknown {
    const known = this.#known.get(key);
    if (!known) throw new Wanted(key, work);
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
        this.#known.set(thrown.key, await clock.hold(answer));
      }
    }
  }
}
