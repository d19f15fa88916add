/** A failure of helm in its own words: printed as "Error: …". */
export class HelmError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "HelmError";
  }
}

/** What a failure says, whoever threw it. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The failure with what was being done before it: `CONTEXT: MESSAGE`. Bugs of ours stay what they are. */
export function within(context: string, error: unknown): HelmError {
  return new HelmError(`${context}: ${messageOf(error)}`, { cause: error });
}
