/** A manifest as it was pushed, byte for byte. */
export interface StoredManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What can be read of a registry: repositories by name, in them manifests by tag or digest, and blobs by digest. */
export interface Shelf {
  repositories(): readonly string[];
  /** Sorted; undefined where there is no such repository. */
  tags(repository: string): Promise<readonly string[] | undefined>;
  /** @param reference a tag or a digest */
  manifest(repository: string, reference: string): Promise<StoredManifest | undefined>;
  blob(repository: string, digest: string): Promise<Uint8Array | undefined>;
}

/** Several shelves as one; the first that has a thing gives it. */
export function joined(shelves: readonly Shelf[]): Shelf {
  async function first<T>(ask: (shelf: Shelf) => Promise<T | undefined>): Promise<T | undefined> {
    for (const shelf of shelves) {
      const found = await ask(shelf);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return {
    repositories: () => [...new Set(shelves.flatMap((shelf) => shelf.repositories()))].sort(),
    async tags(repository) {
      const found = await Promise.all(shelves.map((shelf) => shelf.tags(repository)));
      if (found.every((tags) => tags === undefined)) return undefined;
      return [...new Set(found.flatMap((tags) => tags ?? []))].sort();
    },
    manifest: (repository, reference) => first((shelf) => shelf.manifest(repository, reference)),
    blob: (repository, digest) => first((shelf) => shelf.blob(repository, digest)),
  };
}
