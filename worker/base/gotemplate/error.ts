/** What went wrong in parsing or executing, in Go's words. */
export class TemplateError extends Error {
  /** What had been written before an execution failed. */
  readonly output: string;
  /** The failure of a called function, which the message ends with. */
  override readonly cause: Error | undefined;

  constructor(message: string, output = "", cause?: Error) {
    super(message);
    this.name = "TemplateError";
    this.output = output;
    this.cause = cause;
  }
}
