import { BINARY_OPERATORS, binaryTest, UNARY, unaryTest } from "../interpreter/conditional.ts";
import type { Builtin, Runner } from "../interpreter/runner.ts";

class TestFailure extends Error {}

/** `test` and `[`: POSIX's rules by the number of arguments, then bash's grammar. */
const testing: Builtin = {
  async run(given, shell, name) {
    const args = name === "[" ? given.slice(0, -1) : given;
    if (name === "[" && given.at(-1) !== "]") {
      await shell.complain("[: missing `]'");
      return 2;
    }
    try {
      return evaluate(args, shell) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof TestFailure)) throw error;
      await shell.complain(`${name}: ${error.message}`);
      return 2;
    }
  },
};

function evaluate(args: readonly string[], shell: Runner): boolean {
  const [a = "", b = "", c = ""] = args;
  switch (args.length) {
    case 0:
      return false;
    case 1:
      return a !== "";
    case 2:
      if (a === "!") return b === "";
      if (UNARY.test(a)) return unaryTest(a, b, shell);
      throw new TestFailure(`${a}: unary operator expected`);
    case 3:
      if (BINARY_OPERATORS.includes(b)) return binary(b, a, c, shell);
      if (b === "-a") return a !== "" && c !== "";
      if (b === "-o") return a !== "" || c !== "";
      if (a === "!") return !evaluate(args.slice(1), shell);
      if (a === "(" && c === ")") return b !== "";
      throw new TestFailure(`${b}: binary operator expected`);
    case 4:
      if (a === "!") return !evaluate(args.slice(1), shell);
      if (a === "(" && args[3] === ")") return evaluate(args.slice(1, 3), shell);
  }
  const parser = new Grammar(args, shell);
  return parser.whole();
}

function binary(operator: string, left: string, right: string, shell: Runner): boolean {
  if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) {
    for (const side of [left, right]) {
      if (!/^\s*[-+]?\d+\s*$/.test(side)) throw new TestFailure(`${side}: integer expression expected`);
    }
    return binaryTest(operator, left.trim().replace(/^\+/, ""), right.trim().replace(/^\+/, ""), shell);
  }
  return binaryTest(operator, left, right, shell);
}

class Grammar {
  #at = 0;
  constructor(
    readonly args: readonly string[],
    readonly shell: Runner,
  ) {}

  whole(): boolean {
    const value = this.#or();
    if (this.#at < this.args.length) throw new TestFailure("too many arguments");
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.args[this.#at] === "-o") {
      this.#at += 1;
      value = this.#and() || value;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#not();
    while (this.args[this.#at] === "-a") {
      this.#at += 1;
      value = this.#not() && value;
    }
    return value;
  }

  #not(): boolean {
    if (this.args[this.#at] === "!") {
      this.#at += 1;
      return !this.#not();
    }
    return this.#primary();
  }

  #primary(): boolean {
    const [a, b, c] = this.args.slice(this.#at, this.#at + 3);
    if (a === undefined) throw new TestFailure("argument expected");
    if (a === "(") {
      this.#at += 1;
      const value = this.#or();
      if (this.args[this.#at] !== ")") throw new TestFailure("`)' expected");
      this.#at += 1;
      return value;
    }
    if (b !== undefined && c !== undefined && BINARY_OPERATORS.includes(b)) {
      this.#at += 3;
      return binary(b, a, c, this.shell);
    }
    if (UNARY.test(a) && b !== undefined) {
      this.#at += 2;
      return unaryTest(a, b, this.shell);
    }
    this.#at += 1;
    return a !== "";
  }
}

export const testBuiltins: Readonly<Record<string, Builtin>> = { test: testing, "[": testing };
