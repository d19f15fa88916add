/** After this long a loop stops waiting for its own writes to show. k8s.io/kubernetes pkg/controller ExpectationsTimeout */
const PATIENCE_MS = 5 * 60_000;

interface Expected {
  readonly sinceMs: number;
  readonly created: Set<string>;
  readonly deleted: Set<string>;
}

/**
 * What a loop has written and not yet seen in its cache, by owner. While anything is outstanding the loop must not count, or
 * a lagging cache would make it create or delete twice. Losing this memory at a restart is harmless: a fresh cache is current.
 */
export class Expectations {
  readonly #byOwner = new Map<string, Expected>();

  /** A write of the owner's loop that its cache does not show yet. */
  expect(owner: string, write: { readonly created: string } | { readonly deleted: string }, nowMs: number): void {
    let expected = this.#byOwner.get(owner);
    if (!expected) {
      expected = { sinceMs: nowMs, created: new Set(), deleted: new Set() };
      this.#byOwner.set(owner, expected);
    }
    if ("created" in write) expected.created.add(write.created);
    else expected.deleted.add(write.deleted);
  }

  /** Whether everything has shown. `present` maps the uids now in the cache to whether they are on their way out. */
  satisfied(owner: string, present: () => ReadonlyMap<string, { readonly leaving: boolean }>, nowMs: number): boolean {
    const expected = this.#byOwner.get(owner);
    if (!expected) return true;
    const seen = present();
    for (const uid of expected.created) if (seen.has(uid)) expected.created.delete(uid);
    for (const uid of expected.deleted) if (seen.get(uid)?.leaving !== false) expected.deleted.delete(uid);
    const done = expected.created.size === 0 && expected.deleted.size === 0;
    if (!done && nowMs - expected.sinceMs < PATIENCE_MS) return false;
    this.#byOwner.delete(owner);
    return true;
  }
}
