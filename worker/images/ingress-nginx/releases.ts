/** Releases by minor version: the nginx that they bring, and the patch releases that were published. */
const RELEASES: Readonly<Record<number, { readonly nginx: string; readonly patches: readonly number[] }>> = {
  5: { nginx: "1.21.6", patches: [1] },
  6: { nginx: "1.21.6", patches: [4] },
  7: { nginx: "1.21.6", patches: [0, 1] },
  8: { nginx: "1.21.6", patches: [0, 1, 2, 4, 5] },
  9: { nginx: "1.21.6", patches: [0, 1, 3, 4, 5, 6] },
  10: { nginx: "1.25.3", patches: [0, 1, 2, 3, 4, 5, 6] },
  11: { nginx: "1.25.5", patches: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
  12: { nginx: "1.25.5", patches: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
  13: { nginx: "1.27.1", patches: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
  14: { nginx: "1.27.1", patches: [0, 1, 2, 3, 4, 5] },
  15: { nginx: "1.27.1", patches: [0, 1] },
};

export interface Release {
  /** "v1.12.1" */
  readonly version: string;
  readonly nginx: string;
  /** 12 of 1.12.1. */
  readonly minor: number;
}

/** The release of a tag; undefined when no such one was published. */
export function releaseOf(tag: string): Release | undefined {
  const parts = /^v1\.(\d{1,2})\.(\d{1,2})(-chroot)?$/.exec(tag);
  const known = RELEASES[Number(parts?.[1])];
  if (!parts || !known?.patches.includes(Number(parts[2]))) return undefined;
  return { version: `v1.${parts[1]}.${parts[2]}`, nginx: known.nginx, minor: Number(parts[1]) };
}

export const LATEST: Release = { version: "v1.15.1", nginx: "1.27.1", minor: 15 };
