/** One compilation of BusyBox: its banner, and the C library whose getopt complains. */
export interface Build {
  /** "v1.37.0 (2024-09-26 21:31:42 UTC)" */
  readonly version: string;
  readonly libc: "glibc" | "musl";
  /** `uname -o` */
  readonly system: "Linux" | "GNU/Linux";
}

export const banner = ({ version }: Build): string => `BusyBox ${version} multi-call binary.\n`;
