/** A failure of the command itself, in words for the learner: printed as "error: …". */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
    this.name = "CommandError";
  }
}

/** The command was called wrongly. */
export class UsageError extends CommandError {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** Printed as it is, without "error: ". An empty message only sets the exit code. */
export class PlainFailure extends CommandError {
  constructor(
    message: string,
    exitCode = 1,
    /** What goes to stdout before. */
    readonly output = "",
  ) {
    super(message, exitCode);
    this.name = "PlainFailure";
  }
}

/** Several failures of one command: each is printed on a line of its own. */
export class Failures extends Error {
  constructor(readonly errors: readonly unknown[]) {
    super(errors.map((error) => (error instanceof Error ? error.message : String(error))).join(", "));
    this.name = "Failures";
  }
}

/** Throws what was collected: nothing, the one error, or all of them. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new Failures(errors);
}

/** Wrong use of a command, with the pointer that kubectl adds: "See 'kubectl get -h' for help and examples". */
export function usageError(commandPath: string, message: string): UsageError {
  return new UsageError(`${message}\nSee '${commandPath} -h' for help and examples`);
}
