import type { Program } from "../../../shell/program.ts";

/** expr(1) */
export const expr: Program = async (args, io) => {
  if (args.length === 0) {
    await io.stderr.write("expr: missing operand\nTry 'expr --help' for more information.\n");
    return 2;
  }
  try {
    const parser = new Expression(args);
    const value = parser.whole();
    await io.stdout.write(`${value}\n`);
    return value === "" || value === "0" ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    await io.stderr.write(`expr: ${error.message}\n`);
    return 2;
  }
};

class ExpressionError extends Error {}

const LEVELS: readonly (readonly string[])[] = [
  ["|"],
  ["&"],
  ["=", "==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
  [":"],
];

class Expression {
  #at = 0;
  constructor(readonly words: readonly string[]) {}

  whole(): string {
    const value = this.#level(0);
    const rest = this.words[this.#at];
    if (rest !== undefined) throw new ExpressionError(`syntax error: unexpected argument ‘${rest}’`);
    return value;
  }

  #level(level: number): string {
    const operators = LEVELS[level];
    if (!operators) return this.#primary();
    let left = this.#level(level + 1);
    for (let word = this.words[this.#at]; word !== undefined && operators.includes(word); word = this.words[this.#at]) {
      this.#at += 1;
      left = this.#apply(word, left, this.#level(level + 1));
    }
    return left;
  }

  #primary(): string {
    const word = this.words[this.#at++];
    if (word === undefined) throw new ExpressionError(`syntax error: missing argument after ‘${this.words.at(-1)}’`);
    if (word === "(") {
      const value = this.#level(0);
      if (this.words[this.#at] !== ")")
        throw new ExpressionError(`syntax error: expecting ')' after ‘${this.words.at(-1)}’`);
      this.#at += 1;
      return value;
    }
    if (word === "length" && this.#at < this.words.length) return String([...this.#primary()].length);
    if (word === "substr" && this.#at < this.words.length) {
      const [text, from, count] = [this.#primary(), Number(this.#primary()), Number(this.#primary())];
      return from < 1 || count < 1 ? "" : [...text].slice(from - 1, from - 1 + count).join("");
    }
    if (word === "index" && this.#at < this.words.length) {
      const [text, set] = [this.#primary(), this.#primary()];
      return String([...text].findIndex((char) => set.includes(char)) + 1);
    }
    return word;
  }

  #apply(operator: string, left: string, right: string): string {
    const empty = (text: string) => text === "" || text === "0";
    if (operator === "|") return empty(left) ? (empty(right) ? "0" : right) : left;
    if (operator === "&") return empty(left) || empty(right) ? "0" : left;
    if (operator === ":") return matchStart(left, right);
    const numbers = [left, right].every((text) => /^-?\d+$/.test(text));
    if (LEVELS[2]!.includes(operator)) {
      const order = numbers ? Number(BigInt(left) - BigInt(right)) : left < right ? -1 : left > right ? 1 : 0;
      const holds = {
        "=": order === 0,
        "==": order === 0,
        "!=": order !== 0,
        "<": order < 0,
        "<=": order <= 0,
        ">": order > 0,
        ">=": order >= 0,
      }[operator];
      return holds ? "1" : "0";
    }
    if (!numbers) throw new ExpressionError("non-integer argument");
    const [a, b] = [BigInt(left), BigInt(right)];
    if ((operator === "/" || operator === "%") && b === 0n) throw new ExpressionError("division by zero");
    return String(
      operator === "+" ? a + b : operator === "-" ? a - b : operator === "*" ? a * b : operator === "/" ? a / b : a % b,
    );
  }
}

function matchStart(text: string, pattern: string): string {
  const source = pattern.replace(
    /\\([(){}|])|([(){}|])/g,
    (_, special: string | undefined, plain: string) => special ?? `\\${plain}`,
  );
  const match = new RegExp(`^(?:${source})`).exec(text);
  if (/\\\(/.test(pattern)) return match?.[1] ?? "";
  return String(match ? [...match[0]].length : 0);
}
