/** A failed transfer: curl's exit code and the words after "curl: (N) ". */
export class CurlError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = "CurlError";
  }
}

/** Options that cannot be used: exit code 2 and a hint at the help. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly code = 2,
  ) {
    super(message);
    this.name = "UsageError";
  }
}

/** What this curl says it is: Debian 13's. Every message follows this version. */
export const VERSION = "8.14.1";
