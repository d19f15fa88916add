/** What went wrong in parsing or executing, in Go's words. */
export class TemplateError extends Error {
  /** What had been written before an execution failed. */
  readonly output: string;

  constructor(message: string, output = "") {
    super(message);
    this.name = "TemplateError";
    this.output = output;
  }
}
