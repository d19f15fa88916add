/** Ways a command ends other than by running to its end. They unwind the interpreter, never the host. */

export class BreakLoop extends Error {
  constructor(
    readonly kind: "break" | "continue",
    public levels: number,
  ) {
    super(kind);
  }
}

export class ReturnFromFunction extends Error {
  constructor(readonly status: number) {
    super("return");
  }
}

/** The shell (or subshell) ends with this status. */
export class ExitShell extends Error {
  constructor(readonly status: number) {
    super("exit");
  }
}

/** Ctrl-C at an interactive shell: back to the prompt. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
  }
}

/**
 * A command cannot go on: an unset variable under `set -u`, a bad substitution, division by zero. The message has been
 * or will be printed; a script ends with the status, an interactive shell goes back to the prompt.
 */
export class ExpansionFailure extends Error {
  /** @param fatal whether a script ends; otherwise only the command (line) fails */
  constructor(
    message: string,
    readonly status = 1,
    readonly fatal = true,
  ) {
    super(message);
  }
}

/** A redirection that cannot be made: the command is not run. The message names the file. */
export class RedirectionFailure extends Error {}
